/** Moments in nets: what alpha dropout does to them, and mean and variance layer by layer in untrained nets. */
import {
  compile,
  initialize,
  input,
  kaimingNormal,
  lecunNormal,
  linear,
  open,
  random,
  Scope,
  type Tensor,
} from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { scalar } from "#lab/measure/evaluator";
import { feedForwardStates, heLayer, type HiddenLayer } from "#lab/nn/feed-forward/index";
import { alphaDropout, selfNormalizingLayer, selu, type Moments } from "../method.ts";
import type { SelfNormalizingLab, Settings } from "./settings.ts";

/** Mean and mean square over all elements, as outputs of a program. */
export const momentOutputs = (name: string, x: Tensor): Record<string, Tensor> => ({
  [`mean ${name}`]: x.mean(),
  [`square ${name}`]: x.square().mean(),
});

export const momentsOf = (values: Readonly<Record<string, number>>, name: string): Moments => {
  const mean = values[`mean ${name}`];
  return { mean, variance: values[`square ${name}`] - mean ** 2 };
};

async function evaluated(outputs: Record<string, Tensor>, feeds: Record<string, Float32Array>) {
  const session = await open(compile({ outputs }), { threads: 1 });
  const result = await session.run(feeds);
  await session.release();
  return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, scalar(value)]));
}

const rates = [0.05, 0.1, 0.2, 0.5];

/** Alpha dropout on normal numbers and on SELU's activations of such, both of mean 0 and variance 1; the plain one beside it. */
export async function* dropoutPart(
  lab: SelfNormalizingLab,
  { samples }: Settings,
): AsyncGenerator<LabEvent, void, void> {
  const z = input("z", [samples]);
  const draw = random(lab.seed);
  const feeds: Record<string, Float32Array> = { z: draw.stream("dropped").normal(samples) };
  const scope = new Scope({ mode: "training" });
  const outputs: Record<string, Tensor> = {};
  for (const rate of rates) {
    const at = scope.scope(`rate ${rate}`);
    for (const [name, x] of [
      ["normal", z],
      ["SELU", selu(z)],
    ] as const)
      // prettier-ignore
      Object.assign(outputs, momentOutputs(`${name} ${rate}`, alphaDropout(at.scope(name), x, rate)));
    const kept = at
      .noise("plain", [samples])
      .greaterEqual(rate)
      .cast("float32")
      .mul(1 / (1 - rate));
    Object.assign(outputs, momentOutputs(`plain ${rate}`, selu(z).mul(kept)));
  }
  for (const { name } of scope.noises) feeds[name] = draw.stream(name).uniform(samples);
  const values = await evaluated(outputs, feeds);
  const off = (name: string) => {
    const { mean, variance } = momentsOf(values, name);
    return Math.max(Math.abs(mean), Math.abs(variance - 1));
  };
  yield lab.measure(
    "alpha-dropout-moments",
    Math.max(...rates.flatMap((rate) => [off(`normal ${rate}`), off(`SELU ${rate}`)])),
  );
  yield lab.note(
    `ordinary dropout at the rates ${rates.join(", ")} moves mean or variance by ${rates.map((rate) => off(`plain ${rate}`).toFixed(2)).join(", ")}`,
  );
}

/** relu(x W + b) with the weights of SELU's nets. */
const reluLayer: HiddenLayer = (at, x, width) => linear(at, x, width, { init: lecunNormal }).relu();
/** SELU with the weights that ReLU needs: of twice the variance. */
const seluHeLayer: HiddenLayer = (at, x, width) => selu(linear(at, x, width, { init: kaimingNormal }));

const snn = selfNormalizingLayer();

/** Untrained nets: their layers, their width, and the variance of what goes in. */
const untrained: Readonly<Record<string, { layer: HiddenLayer; width: number; start: number }>> = {
  SELU: { layer: snn, width: 128, start: 1 },
  "SELU, from 16": { layer: snn, width: 128, start: 16 },
  "SELU, from 0.02": { layer: snn, width: 128, start: 0.02 },
  "SELU, width 16": { layer: snn, width: 16, start: 1 },
  "SELU, He's weights": { layer: seluHeLayer, width: 128, start: 1 },
  "ReLU, He's weights": { layer: heLayer, width: 128, start: 1 },
  "ReLU, SELU's weights": { layer: reluLayer, width: 128, start: 1 },
};

/** Examples that run through a net. */
const rows = 128;

/** Of every layer, the input first. */
async function layerMoments(seed: number, { layer, width, start }: (typeof untrained)[string], layers: number) {
  const scope = new Scope({ mode: "inference" });
  const x = input("x", [rows, width]);
  const { hidden } = feedForwardStates(scope, x, { widths: Array<number>(layers).fill(width), outputs: 1, layer });
  const outputs = Object.assign({}, ...[x, ...hidden].map((state, at) => momentOutputs(`${at}`, state)));
  const parameters = initialize(scope, seed);
  for (const last of [`layer ${layers + 1}/weight`, `layer ${layers + 1}/bias`]) delete parameters[last];
  const values = random(seed)
    .stream("input")
    .normal(rows * width);
  const result = await evaluated(outputs, { ...parameters, x: values.map((value) => value * Math.sqrt(start)) });
  return [x, ...hidden].map((_, at) => momentsOf(result, `${at}`));
}

export async function* netsPart(lab: SelfNormalizingLab, { layers }: Settings): AsyncGenerator<LabEvent, void, void> {
  const names = Object.keys(untrained);
  for (const [index, name] of names.entries()) {
    yield lab.progress(index / names.length, `untrained net: ${name}`);
    const moments = await layerMoments(lab.seed, untrained[name], layers);
    for (const [layer, { mean, variance }] of moments.entries()) {
      // Each doubling of the depth, and every layer of the way to the fixed point.
      if (layer > 0 && (layer & (layer - 1)) === 0)
        yield lab.point("Variance by layer", { series: name, x: layer, y: variance });
      if (!name.startsWith("SELU, from") || lab.seed !== 1 || layer > 12) continue;
      yield lab.point("Mean and variance", { series: `a net, ${name.slice(6)}`, x: mean, y: variance });
      const after = moments[layer + 1]?.variance;
      if (after !== undefined)
        yield lab.point("Variance map", { series: `a net, ${name.slice(6)}`, x: variance, y: after });
    }
  }
}
