/** What needs no clock: the split model beside the whole one, its sums counted, and the bytes of a rank. */
import { random, type Parameters } from "#engine";
import { joinParts, lockstep, openLink, type Communicator } from "#engine/parallel/index";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { randomWindows } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import {
  bytesPerRank,
  cutOf,
  openSegments,
  partOf,
  pass,
  shapesOf,
  type Pass,
  type Segments,
  type Stage,
} from "../method.ts";
import { initialOf, openSerial } from "./serial.ts";
import type { MegatronLab, SplitSettings } from "./settings.ts";

const size = 2;

export interface Group {
  readonly settings: SplitSettings;
  readonly segments: Segments;
  readonly weights: Parameters;
  readonly data: { readonly tokens: Int32Array; readonly targets: Int32Array };
}

/** One pass on two ranks that take turns; with what each sent. */
const group = (
  { settings, segments, weights, data }: Group,
  stageOf?: (rank: number) => Stage,
  change = (communicator: Communicator) => communicator,
) =>
  lockstep(size, async (communicator) => {
    const { rank } = communicator;
    const own = { model: settings, segments, communicator: change(communicator), stage: stageOf?.(rank) };
    const found = await pass(own, partOf(weights, shapesOf(settings), communicator), data);
    return { ...found, calls: communicator.stats.calls };
  });

/** Gradients of the whole parameters, of those that these ranks have. */
const joined = (ranks: readonly Pass[], settings: SplitSettings): Parameters =>
  Object.fromEntries(
    Object.entries(shapesOf(settings))
      .filter(([name]) => name in ranks[0].gradients)
      .map(([name, shape]) => [
        name,
        joinParts(
          ranks.map(({ gradients }) => gradients[name]),
          shape,
          cutOf(name),
        ),
      ]),
  );

/** Two stages with half of the blocks each, two ranks in each stage. */
async function pipeline(parts: Group): Promise<{ loss: number; gradients: Parameters }> {
  const { settings } = parts;
  const blocks = Array.from({ length: settings.depth }, (_, at) => at + 1);
  const border = Math.ceil(blocks.length / 2);
  const links = Array.from({ length: size }, () => ({ forward: openLink(), backward: openLink() }));
  const [front, back] = await Promise.all([
    group(parts, (rank) => ({ blocks: blocks.slice(0, border), behind: links[rank] })),
    group(parts, (rank) => ({ blocks: blocks.slice(border), before: links[rank] })),
  ]);
  const [a, b] = [joined(front, settings), joined(back, settings)];
  const embedding = a.embedding.map((value, at) => value + b.embedding[at]);
  return { loss: back[0].loss!, gradients: { ...a, ...b, embedding } };
}

/** f left out: a communicator that is deaf to what is summed backward. */
function withoutF(depth: number): (communicator: Communicator) => Communicator {
  const forward = 1 + 2 * depth + 3;
  return (communicator) => {
    let calls = 0;
    return {
      ...communicator,
      allReduce: async (x, reduction) => (++calls > forward ? undefined : communicator.allReduce(x, reduction)),
    };
  };
}

const largest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);

/** Largest difference of a gradient by layer, in the order of the layers. */
function byLayer(a: Parameters, b: Parameters): Map<string, number> {
  const layers = new Map<string, number>();
  for (const name of Object.keys(b)) {
    const layer = name.split("/")[0];
    layers.set(layer, Math.max(layers.get(layer) ?? 0, largest(a[name], b[name])));
  }
  return layers;
}

export const layersOf = ({ depth }: SplitSettings): string[] => [
  "embedding",
  "positions",
  ...Array.from({ length: depth }, (_, at) => `block ${at + 1}`),
  "final norm",
];

export async function* exactPart(lab: MegatronLab, settings: SplitSettings): AsyncGenerator<LabEvent, void, void> {
  const { seed, device } = lab;
  const options = { device, threads: 1 };
  const { batch, context: length } = settings;
  const text = await mobyDickCharacters();
  const { inputs: tokens, targets } = randomWindows(text.train, seed, 0, { batch, length });
  const initial = initialOf(settings, seed);
  // Away from the start, where biases are 0 and gains 1 and much could hide.
  const weights = Object.fromEntries(
    Object.entries(initial).map(([name, values]) => {
      const noise = random(seed).stream(`noise of ${name}`).normal(values.length);
      return [name, values.map((value, at) => value + 0.05 * noise[at])];
    }),
  );
  yield lab.progress(0, "compiling the whole model and the split one");
  const serial = await openSerial(settings, batch, options);
  const segments = await openSegments(settings, { batch, size, ...options });
  try {
    const parts: Group = { settings, segments, weights, data: { tokens, targets } };
    const whole = await serial.pass(weights, parts.data);
    yield lab.progress(0.6, "one pass, whole and split");
    const ranks = await group(parts);
    const split = { loss: ranks[0].loss!, gradients: joined(ranks, settings) };
    const staged = await pipeline(parts);
    const deaf = await group(parts, undefined, withoutF(settings.depth));
    const shallower = await group({ ...parts, settings: { ...settings, depth: settings.depth - 1 } });

    const difference = (a: typeof split) =>
      Math.max(Math.abs(a.loss - whole.loss), ...byLayer(a.gradients, whole.gradients).values());
    yield lab.measure("exact", difference(split));
    yield lab.measure("orthogonal-pipeline", difference(staged));
    yield lab.measure("no-compiler", ranks[0].calls - shallower[0].calls, { exact: true });

    const shown = {
      "two ranks": split,
      "two stages of two ranks": staged,
      "two ranks, f left out": { gradients: joined(deaf, settings) },
    };
    for (const [series, { gradients }] of Object.entries(shown))
      for (const [layer, y] of byLayer(gradients, whole.gradients))
        yield lab.point("Difference", { series, x: layersOf(settings).indexOf(layer) + 1, y });
    const most = Math.max(...Object.values(whole.gradients).map((one) => largest(one, new Float32Array(one.length))));
    yield lab.note(
      `the loss is ${whole.loss.toFixed(4)} whole, ${split.loss.toFixed(4)} split, and ${deaf[0].loss!.toFixed(4)} without f, ` +
        `whose gradients are off by up to ${difference({ loss: whole.loss, gradients: joined(deaf, settings) }).toExponential(1)}; the largest number in a gradient is ${most.toExponential(1)}`,
    );
  } finally {
    await Promise.all([serial.release(), segments.release()]);
  }
}

/** The paper's largest model, as its shape is recalled. */
const paperModel = { vocabulary: 51_200, context: 1024, depth: 72, width: 3072, heads: 32 };

/** Bytes of parameters and Adam's state on a rank, of the model that two workers are timed with and of the paper's. */
export function* memoryPart(lab: MegatronLab, settings: SplitSettings): Generator<LabEvent, void, void> {
  const bytes = (model: typeof paperModel, ranks: number) => {
    const { cut, whole } = bytesPerRank(shapesOf(model), ranks);
    return cut + whole;
  };
  yield lab.measure("max-model", bytes(settings, 2) / bytes(settings, 1), { exact: true });
  for (const ranks of [1, 2, 4, 8]) {
    yield lab.point("Memory", { series: "8.3 billion parameters", x: ranks, y: bytes(paperModel, ranks) / 2 ** 30 });
    yield lab.point("Memory", { series: "the model here", x: ranks, y: bytes(settings, ranks) / 2 ** 30 });
  }
}
