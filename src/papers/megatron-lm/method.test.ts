import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adamW, createTrainer, random, type Parameters } from "#engine";
import { registerMatchers } from "#engine/testing";
import { joinParts, lockstep, openLink, openUpdater, type Communicator } from "#engine/parallel/index";
import { initialOf, openSerial, serialLoss, type Serial } from "./experiment/serial.ts";
import {
  bytesPerRank,
  clipScale,
  cutOf,
  gradientNorm,
  openSegments,
  partOf,
  pass,
  shapesOf,
  type Segments,
} from "./method.ts";

registerMatchers(expect);

const model = { vocabulary: 12, context: 6, depth: 2, width: 16, heads: 4 };
const batch = 3;
const shapes = shapesOf(model);
/** Biases and gains are drawn, too: zeros would hide what is done to them. */
const initial = Object.fromEntries(
  Object.entries(initialOf(model, 1)).map(([name, values]) => [
    name,
    values.map((value, at) => 4 * value + 0.1 * random(2).stream(name).normal(values.length)[at]),
  ]),
);
const codes = random(3)
  .stream("codes")
  .integers(batch * model.context * 2, model.vocabulary);
const data = { tokens: codes.slice(0, codes.length / 2), targets: codes.slice(codes.length / 2) };

const segments: Record<number, Segments> = {};
let serial: Serial;
let whole: { loss: number; gradients: Parameters };

beforeAll(async () => {
  for (const size of [1, 2, 4]) segments[size] = await openSegments(model, { batch, size, threads: 1 });
  serial = await openSerial(model, batch, { threads: 1 });
  whole = await serial.pass(initial, data);
});
afterAll(async () => {
  await Promise.all([...Object.values(segments), serial].map((one) => one.release()));
});

/** A pass on so many ranks: losses, gradients put together, and what the communicators counted. */
async function split(
  size: number,
  {
    weights = initial,
    change = (c: Communicator) => c,
  }: { weights?: Parameters; change?: (c: Communicator) => Communicator } = {},
) {
  const ranks = await lockstep(size, async (communicator) => {
    const rank = { model, segments: segments[size], communicator: change(communicator) };
    const found = await pass(rank, partOf(weights, shapes, communicator), data);
    const norm = await gradientNorm(found.gradients, communicator);
    return { ...found, norm, stats: communicator.stats };
  });
  const gradients = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      joinParts(
        ranks.map((rank) => rank.gradients[name]),
        shape,
        cutOf(name),
      ),
    ]),
  );
  return { ranks, gradients, loss: ranks[0].loss! };
}

/** The largest difference of a gradient, relative to the largest number in it. */
const distance = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0) /
  b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** What a key's bias adds to all scores of a query a softmax does not see: its gradient is 0 but for rounding. */
const [silent, heard] = [true, false].map((is) =>
  Object.keys(shapes).filter((name) => name.endsWith("/key/bias") === is),
);

const worst = (gradients: Parameters, names = heard) =>
  Math.max(...names.map((name) => distance(gradients[name], whole.gradients[name])));

test.each([1, 2, 4])(
  "%i ranks have the loss and every gradient of one program that has the whole model",
  async (size) => {
    const { loss, gradients, ranks } = await split(size);
    expect(Math.abs(loss - whole.loss)).toBeLessThan(1e-5);
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(whole.gradients).sort());
    expect(worst(gradients)).toBeLessThan(1e-5);
    for (const name of silent) expect(gradients[name]).toBeCloseToTensor(whole.gradients[name], { absolute: 1e-6 });
    for (const rank of ranks) {
      expect(rank.loss).toBe(loss);
      for (const name of Object.keys(shapes))
        if (cutOf(name) === "whole") expect(rank.gradients[name]).toEqual(ranks[0].gradients[name]);
    }
  },
);

test("a step has 4 sums a layer and 2 of b s h numbers, 3 of b s, and one number for clipping", async () => {
  const { ranks } = await split(2);
  const { depth, context, width } = model;
  const places = batch * context;
  for (const { stats } of ranks) {
    expect(stats.calls).toBe(4 * depth + 2 + 3 + 1);
    expect(stats.bytes).toBe(4 * ((4 * depth + 2) * places * width + 3 * places + 1));
  }
});

test("the norm of the gradient counts cut parameters on every rank and whole ones once", async () => {
  const squares = Object.values(whole.gradients).reduce((sum, g) => sum + g.reduce((s, v) => s + v * v, 0), 0);
  for (const { norm } of (await split(4)).ranks) expect(norm / Math.sqrt(squares)).toBeCloseTo(1, 5);
  expect([clipScale(4, 1), clipScale(0.5, 1)]).toEqual([1 / (4 + 1e-6), 1]);
});

describe("broken on purpose", () => {
  test("a bias that every rank adds before the sum is added twice: another loss", async () => {
    const twice = (name: string) => (/\/(output|out)\/bias$/.test(name) ? 2 : 1);
    const weights = Object.fromEntries(
      Object.entries(initial).map(([name, values]) => [name, values.map((value) => twice(name) * value)]),
    );
    expect(Math.abs((await split(2, { weights })).loss - whole.loss)).toBeGreaterThan(1e-3);
  });
  test("without f the loss stays, and what lies before the norms gets partial gradients", async () => {
    const forward = 1 + 2 * model.depth + 3;
    const change = (communicator: Communicator): Communicator => {
      let calls = 0;
      return {
        ...communicator,
        allReduce: async (x, how) => (++calls > forward ? undefined : communicator.allReduce(x, how)),
      };
    };
    const { loss, gradients } = await split(2, { change });
    expect(Math.abs(loss - whole.loss)).toBeLessThan(1e-5);
    expect(worst(gradients, ["block 1/attention/norm/gain", "final norm/gain"])).toBeGreaterThan(0.1);
  });
});

test("layers cut apart as well, two stages of two ranks each: the same loss and gradients", async () => {
  const links = [0, 1].map(() => ({ forward: openLink(), backward: openLink() }));
  const stages = [
    (rank: number) => ({ blocks: [1], behind: links[rank] }),
    (rank: number) => ({ blocks: [2], before: links[rank] }),
  ];
  const [front, back] = await Promise.all(
    stages.map((stage) =>
      lockstep(2, (communicator) =>
        pass(
          { model, segments: segments[2], communicator, stage: stage(communicator.rank) },
          partOf(initial, shapes, communicator),
          data,
        ),
      ),
    ),
  );
  const together = await split(2);
  expect([front[0].loss, back[0].loss]).toEqual([null, together.loss]);
  const table = front.map(({ gradients }, rank) =>
    gradients.embedding.map((value, at) => value + back[rank].gradients.embedding[at]),
  );
  for (const [name, shape] of Object.entries(shapes)) {
    const parts = [0, 1].map((rank) =>
      name === "embedding" ? table[rank] : (front[rank].gradients[name] ?? back[rank].gradients[name]),
    );
    expect(joinParts(parts, shape, cutOf(name)), name).toBeCloseToTensor(together.gradients[name], { absolute: 1e-6 });
  }
});

test("twenty steps of Adam on two ranks follow one trainer, and what both have stays the same bits", async () => {
  const { scope, loss } = serialLoss(model, batch);
  const optimizer = adamW({ learningRate: 3e-3, weightDecay: 0 });
  const trainer = await createTrainer({ scope, loss, optimizer, parameters: initial, maxGradNorm: 1, threads: 1 });
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) losses.push((await trainer.step(data)).loss);
  await trainer.release();
  const ranks = await lockstep(2, async (communicator) => {
    let weights = partOf(initial, shapes, communicator);
    const own = Object.fromEntries(Object.entries(weights).map(([name, { length }]) => [name, [length]]));
    const updater = await openUpdater(own, optimizer, { threads: 1 });
    const seen: number[] = [];
    for (let step = 0; step < 20; step++) {
      const found = await pass({ model, segments: segments[2], communicator }, weights, data);
      seen.push(found.loss!);
      const scale = clipScale(await gradientNorm(found.gradients, communicator), 1);
      weights = await updater.step(weights, found.gradients, { learningRate: 3e-3, scale });
    }
    await updater.release();
    return { seen, weights };
  });
  expect(losses[19]).toBeLessThan(losses[0] - 0.5);
  losses.forEach((value, step) => expect(Math.abs(ranks[0].seen[step] - value)).toBeLessThan(1e-3));
  for (const name of Object.keys(shapes))
    if (cutOf(name) === "whole") expect(ranks[1].weights[name]).toEqual(ranks[0].weights[name]);
});

test("the parameters are those of the whole model, name by name", () => {
  const { scope } = serialLoss(model, batch);
  expect(shapes).toEqual(Object.fromEntries(scope.parameters.map(({ name, shape }) => [name, shape])));
});

test("memory: what is cut is a half on two ranks, what is whole is not", () => {
  const [one, two] = [1, 2].map((size) => bytesPerRank(shapes, size));
  expect([two.cut, two.whole]).toEqual([one.cut / 2, one.whole]);
  const bytes = Object.values(partOf(initial, shapes, { rank: 1, size: 2 })).reduce(
    (sum, part) => sum + part.byteLength,
    0,
  );
  expect(two.cut + two.whole).toBe(3 * bytes);
});
