/** What follows from algebra, measured: absorption, the preconditioner, and what gradient flow conserves. */
import { compile, constant, gradient, input, normal, open, random, Scope, type Parameters, type Tensor } from "#engine";
import { fixedWindows, windowsAt } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import { languageModel, swiglu, type LanguageModel } from "#lab/training/language-model/index";
import { noNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean } from "#lab/measure/statistics";
import { absorbed } from "./absorb.ts";
import { forms, modelIn, type FormName } from "./arms.ts";
import { velocity, withScaleVectors } from "../method.ts";
import type { Bench, ScaleVectorsLab } from "./settings.ts";

/** Largest change of a trained model's logits when its gains move into its matrices. */
export async function absorptionGap(
  lab: Pick<ScaleVectorsLab, "device" | "threads">,
  bench: Bench,
  form: FormName,
  weights: Parameters,
): Promise<number> {
  const model = modelIn(bench, form);
  const length = bench.shape.context;
  const { logits } = languageModel(new Scope({ mode: "inference" }), input("tokens", [4, length], "int32"), model);
  const evaluator = await openEvaluator({ logits }, lab);
  const { validation } = bench.text;
  const tokens = windowsAt(validation, fixedWindows(validation, { count: 4, length }), length).inputs;
  const of = async (weights: Parameters) => (await evaluator.run(weights, { tokens })).logits.data as Float32Array;
  const [before, after] = [await of(weights), await of(absorbed(weights, model, forms[form]))];
  await evaluator.release();
  return before.reduce((max, value, at) => Math.max(max, Math.abs(value - after[at])), 0);
}

/** Gains and all parameters of a model of about a billion, counted from its scope: nothing is allocated. */
export function gainShare({ width = 1792, depth = 22, heads = 14, vocabulary = 32_000 } = {}) {
  const base: LanguageModel = {
    vocabulary,
    width,
    depth,
    heads,
    context: 8,
    positions: "rotary",
    feedForward: swiglu(),
    norm: noNorm,
  };
  const scope = new Scope();
  languageModel(scope, input("tokens", [1, 2], "int32"), withScaleVectors(base, { form: "plain" }));
  const count = (group?: string) =>
    scope.parameters
      .filter((spec) => group === undefined || spec.group === group)
      .reduce((sum, { tensor }) => sum + tensor.size, 0);
  return { gains: count("input gain"), all: count() };
}

/** One gain in front of one matrix on least squares, in double precision: y = x diag(gain) Wᵀ, W [rows, columns]. */
const [rows, columns, examples] = [3, 4, 12];

function leastSquares(seed: number) {
  const draw = (name: string, shape: number[], std: number) => {
    const values = normal(std)(shape, random(seed).stream(name));
    return constant(Float64Array.from(values), { shape, dtype: "float64" });
  };
  const x = draw("x", [examples, columns], 1);
  const y = x.matmul(draw("target", [columns, rows], 1.5));
  return (w: Tensor, gain: Tensor) => {
    const a = w.mul(gain);
    return { a, loss: x.matmul(a.transpose()).sub(y).square().mean().mul(0.5) };
  };
}

/** Along gradient flow (midpoint rule): drift of gain² - |w|², and how far the velocity of W diag(gain) is from -P G. */
export async function* flowPart(lab: ScaleVectorsLab, steps: number): AsyncGenerator<LabEvent, void, void> {
  const problem = leastSquares(lab.seed);
  const h = 1e-3;
  const [w, gain] = [input("w", [rows, columns], "float64"), input("gain", [columns], "float64")];
  const partials = (w: Tensor, gain: Tensor) => gradient(problem(w, gain).loss, [w, gain]);
  const moved = ([dw, dgain]: readonly Tensor[], by: number) => [w.sub(dw.mul(by)), gain.sub(dgain.mul(by))] as const;
  const [nextW, nextGain] = moved(partials(...moved(partials(w, gain), h / 2)), h);
  const [a] = [w.mul(gain)];
  const byA = gradient(problem(a, constant(new Float64Array(columns).fill(1), { dtype: "float64" })).loss, [a])[0];
  const short = 1e-4;
  const [shortW, shortGain] = moved(partials(w, gain), short);
  const outputs = {
    nextW,
    nextGain,
    squared: gain.square(),
    length: w.square().sum(0, { keepDims: false }),
    real: shortW.mul(shortGain).sub(a).div(short),
    predicted: velocity(w, gain, byA),
  };
  const session = await open(compile({ outputs, name: "gradient flow" }), { threads: 1 });
  try {
    let state = {
      w: Float64Array.from(normal(0.3)([rows, columns], random(lab.seed).stream("w"))),
      gain: new Float64Array(columns).fill(1),
    };
    let first: number[] = [];
    let [drift, apart, smallest] = [0, 0, Infinity];
    for (let step = 0; step <= steps; step++) {
      const out = await session.run(state);
      const [squared, length, real, predicted] = ["squared", "length", "real", "predicted"].map((name) =>
        Array.from(out[name].data as Float64Array),
      );
      const conserved = squared.map((value, j) => value - length[j]);
      if (step === 0) first = conserved;
      drift = Math.max(drift, ...conserved.map((value, j) => Math.abs(value - first[j])));
      apart = Math.max(apart, ...real.map((value, i) => Math.abs(value - predicted[i])));
      smallest = Math.min(smallest, ...squared);
      if (step % Math.ceil(steps / 40) === 0) {
        const at = { x: step * h };
        yield lab.point("Gradient flow", { series: "gain²", ...at, y: mean(squared) });
        yield lab.point("Gradient flow", { series: "|w|²", ...at, y: mean(length) });
        yield lab.point("Gradient flow", { series: "gain² - |w|²", ...at, y: mean(conserved) });
        yield lab.progress(step / steps, `gradient flow: step ${step} of ${steps}`);
      }
      state = { w: out.nextW.data as Float64Array<ArrayBuffer>, gain: out.nextGain.data as Float64Array<ArrayBuffer> };
    }
    yield lab.measure("self-amplifying", apart);
    const gains = Array.from(state.gain, (value) => value.toFixed(3)).join(", ");
    yield lab.note(
      `gradient flow over ${steps} steps of ${h}: gain² - |w|² drifts by ${drift.toExponential(1)} while the gains go from 1 to ${gains}`,
    );
  } finally {
    await session.release();
  }
}
