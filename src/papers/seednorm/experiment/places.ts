/** What trained norms do where they stand: whether lengths can be read from their outputs, and what they pass back. */
import { concat, constant, gradient, input, random, Scope, type Parameters, type Tensor } from "#engine";
import { fixedWindows, windowsAt } from "#lab/datasets/batches";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { languageModel, modelOf, type TunedArm, type ArmResult } from "#lab/training/language-model/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean, slope } from "#lab/measure/statistics";
import { ours, withHooks, type HookedSite } from "./arms.ts";
import { heldOutR2, type Sample } from "./ridge.ts";
import type { SeedLab, Settings } from "./settings.ts";

/** Factors on the input of a norm under which its gradient is looked at. */
const factors = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

/** Tokens of which the gradient is looked at. */
const followed = 256;

export async function* placesPart(
  lab: SeedLab,
  settings: Settings,
  text: CharacterText,
  results: readonly ArmResult[],
): AsyncGenerator<LabEvent, void, void> {
  for (const [index, { arm, weights }] of results.entries()) {
    yield lab.progress(index / results.length, `${arm.name}: lengths and gradients`);
    const seen = await collect(lab, settings, text, arm, weights);
    const readings = seen.map(({ depth, out }) => ({ depth, r2: r2Of(settings, out) }));
    for (const { depth, r2 } of readings) yield lab.point("Length of the input", { series: arm.name, x: depth, y: r2 });

    const sizes = await gradientSizes(lab, arm, weights, seen);
    for (const [at, x] of factors.entries())
      yield lab.point("Gradient passed back", { series: arm.name, x, y: sizes[at] / sizes[factors.indexOf(1)] });
    const exponent = slope(factors.map((factor, at) => [Math.log(factor), Math.log(sizes[at])]));
    yield lab.note(`${arm.name}: the gradient passed back falls with the power ${exponent.toFixed(3)} of the scale`);
    if (arm.name !== ours.name) continue;

    yield lab.measure("adaptive-gradient", exponent);
    // The same tokens, had RMSNorm been in SeeDNorm's place: what the gate adds to what directions tell anyway.
    const plain = seen.map(({ depth, direction }) => ({ depth, r2: r2Of(settings, direction) }));
    for (const { depth, r2 } of plain)
      yield lab.point("Length of the input", { series: "RMSNorm of the same tokens", x: depth, y: r2 });
    yield lab.measure("keeps-norm-info", mean(readings.map(({ r2 }, at) => r2 - plain[at].r2)));
  }
}

/** What went into one norm and came out, for two sets of tokens. */
interface Seen {
  readonly name: string;
  readonly depth: number;
  readonly width: number;
  /** Some of the tokens, [followed, width]. */
  readonly tokens: Float32Array;
  readonly out: readonly [fit: Sample, held: Sample];
  /** The tokens divided by their RMS, with the same lengths to read from them. */
  readonly direction: readonly [fit: Sample, held: Sample];
}

/** Lengths are learned on text of the training part, and tested on the validation text. */
async function collect(
  { device, threads }: SeedLab,
  { shape, lengthBatches }: Settings,
  text: CharacterText,
  arm: TunedArm,
  weights: Parameters,
): Promise<Seen[]> {
  const { norm, sites } = withHooks(arm.norm);
  const { batch, context } = shape;
  const tokens = input("tokens", [batch, context], "int32");
  languageModel(new Scope({ mode: "inference" }), tokens, modelOf({ ...arm, norm }, { text, shape }));
  const outputs = sites.flatMap(({ name, x, y }) => [
    [`${name} in`, x],
    [`${name} out`, y],
  ]);
  const probe = await openEvaluator(Object.fromEntries(outputs), { device, threads, name: "places" });
  try {
    const values = { fit: emptyLike(sites), held: emptyLike(sites) };
    for (const [part, codes] of [
      ["fit", text.train],
      ["held", text.validation],
    ] as const) {
      const starts = fixedWindows(codes, { count: batch * lengthBatches, length: context });
      for (let at = 0; at < lengthBatches; at++) {
        const windows = windowsAt(codes, starts.subarray(at * batch, (at + 1) * batch), context);
        const found = await probe.run(weights, { tokens: windows.inputs });
        for (const [index, { name }] of sites.entries())
          for (const side of ["in", "out"] as const)
            values[part][index][side].push(found[`${name} ${side}`].data as Float32Array);
      }
    }
    return sites.map(({ name, depth, x }, index) => {
      const width = x.shape.at(-1)!;
      const sides = (part: "fit" | "held") => {
        const [before, after] = [joined(values[part][index].in), joined(values[part][index].out)];
        const rms = rmsOfRows(before, width);
        const targets = rms.map(Math.log);
        const direction = before.map((value, at) => value / rms[Math.floor(at / width)]);
        return { before, out: { features: after, targets }, direction: { features: direction, targets } };
      };
      const [fit, held] = [sides("fit"), sides("held")];
      return {
        name,
        depth,
        width,
        tokens: held.before.subarray(0, followed * width),
        out: [fit.out, held.out],
        direction: [fit.direction, held.direction],
      };
    });
  } finally {
    await probe.release();
  }
}

const emptyLike = (sites: readonly HookedSite[]) =>
  sites.map(() => ({ in: [] as Float32Array[], out: [] as Float32Array[] }));

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function rmsOfRows(values: Float32Array, width: number): Float64Array {
  const squares = new Float64Array(values.length / width);
  for (let at = 0; at < values.length; at++) squares[Math.floor(at / width)] += values[at] ** 2 / width;
  return squares.map(Math.sqrt);
}

const r2Of = ({ shape }: Settings, [fit, held]: readonly [Sample, Sample]): number =>
  heldOutR2(fit, held, { width: shape.width });

/** Geometric mean over tokens and places of |dL/d(kx)| for each factor k; L is a random sum of the norm's outputs. */
async function gradientSizes(
  { seed, device, threads }: SeedLab,
  arm: TunedArm,
  weights: Parameters,
  seen: readonly Seen[],
): Promise<number[]> {
  const scope = new Scope({ mode: "inference" });
  const rows: Tensor[] = [];
  const feeds: Record<string, Float32Array> = {};
  const factor = input("factor", []);
  for (const { name, width, tokens } of seen) {
    const feed = `tokens of ${name}`;
    const scaled = input(feed, [tokens.length / width, width]).mul(factor);
    const at = name.split("/").reduce((outer, inner) => outer.scope(inner), scope);
    const along = constant(random(seed).stream(feed).normal(tokens.length), { shape: scaled.shape });
    const [change] = gradient(arm.norm(at, scaled).mul(along).sum(), [scaled]);
    rows.push(change.square().sum(-1).add(tiny).log().div(2));
    feeds[feed] = tokens;
  }
  const probe = await openEvaluator({ size: concat(rows, 0).mean().exp() }, { device, threads, name: "gradients" });
  try {
    const sizes: number[] = [];
    for (const value of factors)
      sizes.push(Number((await probe.run(weights, { ...feeds, factor: Float32Array.of(value) })).size.data[0]));
    return sizes;
  } finally {
    await probe.release();
  }
}

/** Keeps the logarithm finite where a token's gradient has vanished altogether. */
const tiny = 1e-30;
