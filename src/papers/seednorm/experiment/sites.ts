/** What trained norms do where they stand: whether lengths can be read from their outputs, and what they pass back. */
import { concat, constant, gradient, input, random, Scope, type Parameters, type Tensor } from "#engine";
import type { CharacterText } from "#lab/datasets/moby-dick";
import type { LabEvent } from "#lab/kit/index";
import { languageModel, modelOf, type TunedArm, type ArmResult } from "#lab/training/language-model/index";
import { withHooks } from "#lab/measure/hooks";
import { openEvaluator } from "#lab/measure/evaluator";
import { mean, median } from "#lab/measure/statistics";
import { ours, rms } from "./arms.ts";
import { validationFeeds } from "#lab/training/text";
import { heldOutR2, type Sample } from "./ridge.ts";
import type { SeedLab, Settings } from "./settings.ts";

/** Factors on the input of a norm under which its gradient is looked at. */
const factors = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

/** Tokens of which the gradient is looked at. */
const followed = 256;

export async function* sitesPart(
  lab: SeedLab,
  settings: Settings,
  text: CharacterText,
  results: readonly ArmResult[],
): AsyncGenerator<LabEvent, void, void> {
  const read = { ours: NaN, rms: NaN };
  for (const [index, { arm, weights }] of results.entries()) {
    yield lab.progress(index / results.length, `${arm.name}: lengths and gradients`);
    const seen = await collect(lab, settings, text, arm, weights);
    const r2 = await lengthsRead(lab, arm, weights, seen);
    for (const [at, { depth }] of seen.entries())
      yield lab.point("Length of the input", { series: arm.name, x: depth, y: r2[at] });
    if (arm.name === ours.name) read.ours = mean(r2);
    if (arm.name === rms.name) read.rms = mean(r2);

    const sizes = await gradientSizes(lab, arm, weights, seen);
    for (const [at, x] of factors.entries())
      yield lab.point("Gradient passed back", { series: arm.name, x, y: sizes[at] / sizes[factors.indexOf(1)] });
    const local = localExponents(sizes);
    yield lab.note(
      `${arm.name}: the gradient passed back falls with the power ${median(local).toFixed(3)} of the scale in the middle over ` +
        `neighbouring factors, ${Math.max(...local).toFixed(3)} to ${Math.min(...local).toFixed(3)}`,
    );
    // The middle one: where gates close, a factor changes the gates as well, which is no power law of the norm.
    if (arm.name === ours.name) yield lab.measure("adaptive-gradient", median(local));
  }
  yield lab.measure("keeps-norm-info", read.ours - read.rms);
}

/** Exponents of the gradient between neighbouring factors. */
export const localExponents = (sizes: readonly number[]): number[] =>
  sizes.slice(1).map((size, at) => Math.log(size / sizes[at]) / Math.log(factors[at + 1] / factors[at]));

/** Tokens that went into one norm, divided by their RMS: their directions. */
interface Seen {
  readonly name: string;
  readonly depth: number;
  readonly width: number;
  /** [tokens, width], of the training part and of the validation text. */
  readonly directions: { readonly fit: Float32Array; readonly held: Float32Array };
  /** Some of the tokens as they were, [followed, width]. */
  readonly tokens: Float32Array;
}

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
  const evaluator = await openEvaluator(Object.fromEntries(sites.map(({ name, x }) => [name, x])), {
    device,
    threads,
    name: "norm sites",
  });
  const inputsOn = async (codes: Int32Array): Promise<Float32Array[]> => {
    const parts = sites.map((): Float32Array[] => []);
    for (const { tokens } of validationFeeds(codes, { batch, batches: lengthBatches, length: context })) {
      const found = await evaluator.run(weights, { tokens });
      for (const [index, { name }] of sites.entries()) parts[index].push(found[name].data as Float32Array);
    }
    return parts.map(joined);
  };
  try {
    const [fit, held] = [await inputsOn(text.train), await inputsOn(text.validation)];
    return sites.map(({ name, x }, index) => {
      const width = x.shape.at(-1)!;
      return {
        name,
        // In blocks from the bottom: 0 and 0.5 for the two norms of the first block, the number of blocks for the final norm.
        depth: index / 2,
        width,
        directions: { fit: directionsOf(fit[index], width), held: directionsOf(held[index], width) },
        tokens: held[index].subarray(0, followed * width),
      };
    });
  } finally {
    await evaluator.release();
  }
}

/** Spread of the logarithm of the lengths that are given to the directions. */
const lengthSpread = 0.5;

/**
 * R² with which a linear map reads the logarithm of a token's length from the norm's output, for each norm. Lengths are drawn, whatever the
 * token: in a model direction and length go together, and a norm that forgets lengths would seem to keep them.
 */
async function lengthsRead(
  { seed, device, threads }: SeedLab,
  arm: TunedArm,
  weights: Parameters,
  seen: readonly Seen[],
): Promise<number[]> {
  const scope = new Scope({ mode: "inference" });
  const outputs: Record<string, Tensor> = {};
  const feeds: Record<string, Float32Array> = {};
  const logLengths: Record<string, Float32Array> = {};
  for (const { name, width, directions } of seen)
    for (const part of ["fit", "held"] as const) {
      const key = `${name}, ${part}`;
      const rows = directions[part].length / width;
      logLengths[key] = random(seed)
        .stream(`lengths of ${key}`)
        .normal(rows)
        .map((value) => lengthSpread * value);
      feeds[key] = directions[part].map((value, at) => value * Math.exp(logLengths[key][Math.floor(at / width)]));
      outputs[`out of ${key}`] = arm.norm(scopeOf(scope, name), input(key, [rows, width]));
    }
  const evaluator = await openEvaluator(outputs, { device, threads, name: "lengths" });
  try {
    const found = await evaluator.run(weights, feeds);
    const sample = (name: string, part: "fit" | "held"): Sample => ({
      features: found[`out of ${name}, ${part}`].data as Float32Array,
      targets: logLengths[`${name}, ${part}`],
    });
    return seen.map(({ name, width }) => heldOutR2(sample(name, "fit"), sample(name, "held"), { width }));
  } finally {
    await evaluator.release();
  }
}

const scopeOf = (scope: Scope, name: string): Scope =>
  name.split("/").reduce((outer, inner) => outer.scope(inner), scope);

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function directionsOf(values: Float32Array, width: number): Float32Array {
  const squares = new Float64Array(values.length / width);
  for (let at = 0; at < values.length; at++) squares[Math.floor(at / width)] += values[at] ** 2 / width;
  return values.map((value, at) => value / Math.sqrt(squares[Math.floor(at / width)]));
}

/** Geometric mean over tokens and sites of |dL/d(kx)| for each factor k; L is a random sum of the norm's outputs. */
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
    const along = constant(random(seed).stream(feed).normal(tokens.length), { shape: scaled.shape });
    const [change] = gradient(arm.norm(scopeOf(scope, name), scaled).mul(along).sum(), [scaled]);
    rows.push(change.square().sum(-1).add(tiny).log().div(2));
    feeds[feed] = tokens;
  }
  const evaluator = await openEvaluator({ size: concat(rows, 0).mean().exp() }, { device, threads, name: "gradients" });
  try {
    const sizes: number[] = [];
    for (const value of factors)
      sizes.push(Number((await evaluator.run(weights, { ...feeds, factor: Float32Array.of(value) })).size.data[0]));
    return sizes;
  } finally {
    await evaluator.release();
  }
}

/** Keeps the logarithm finite where a token's gradient has vanished altogether. */
const tiny = 1e-30;
