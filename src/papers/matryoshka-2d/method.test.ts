import { describe, expect, test } from "vitest";
import { constant, gradient, input, random, type Tensor } from "#engine";
import { forward } from "#lab/measure/forward";
import { contrastiveLoss } from "#lab/training/encoder/index";
import golden from "./golden/numbers.json";
import {
  alignmentLoss,
  cutSizes,
  drawExit,
  elasticLoss,
  lossWeights,
  objectiveFeeds,
  objectiveOf,
  type Objective,
  type Pairs,
} from "./method.ts";

const near = (got: readonly number[], wanted: readonly number[], digits = 5) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};

/** The loss of an objective whose values are constants. */
function lossOf(pairs: Pairs, objective: Objective, tau: number, temperature = 1, detachTeacher = false): Tensor {
  const extent = { depth: pairs.queries.length, width: pairs.queries[0].shape[1] };
  const { selectors, masks, weights, aligned, alignment } = objectiveFeeds(objective, extent, 4);
  const tensors = {
    selectors: constant(selectors, { shape: [4, extent.depth] }),
    masks: constant(masks, { shape: [4, extent.width] }),
    weights: constant(weights),
    aligned: constant(aligned),
    alignment: constant(alignment).squeeze(0),
  };
  const loss = (a: Tensor, b: Tensor) => contrastiveLoss(a, b, { temperature: tau });
  return elasticLoss(pairs, tensors, { loss, temperature, detachTeacher });
}

describe("the alignment", () => {
  const [teacher, student] = [input("teacher", [1, 4]), input("student", [1, 4])];
  const weights = { teacher: Float32Array.of(1, 2, 3, 4), student: Float32Array.of(4, 3, 2, 1) };
  test("of (1, 2, 3, 4) and its reverse, at two temperatures, with both gradients", async () => {
    const { warm, cold, toStudent, toTeacher, detached } = await forward(
      () => {
        const warm = alignmentLoss(teacher, student);
        const [toStudent, toTeacher] = gradient(warm, [student, teacher]);
        const [detached] = gradient(alignmentLoss(teacher, student, { detachTeacher: true }), [teacher]);
        return { warm, cold: alignmentLoss(teacher, student, { temperature: 0.3 }), toStudent, toTeacher, detached };
      },
      { weights },
    );
    near(warm, [1.985306]);
    near(cold, [9.753418]);
    near(toStudent, [0.611856, 0.149739, -0.149739, -0.611856]);
    near(toTeacher, [-0.159822, -0.260152, -0.233402, 0.653376]);
    expect(detached).toEqual([0, 0, 0, 0]);
  });
  test("is 0 for vectors that differ by a constant, and above 0 else", async () => {
    const { same, other } = await forward(
      () => ({
        same: alignmentLoss(teacher, teacher.add(3)),
        other: alignmentLoss(teacher, student),
      }),
      { weights },
    );
    near(same, [0], 6);
    expect(other[0]).toBeGreaterThan(0);
  });
});

describe("the four corners", () => {
  const pairs: Pairs = {
    queries: [
      constant([
        [1, 1, 0, 0],
        [0, 1, 0, 1],
      ]),
      constant([
        [1, 0, 2, 1],
        [0, 1, 1, -1],
      ]),
    ],
    passages: [
      constant([
        [1, 0, 1, 0],
        [0, 2, 1, 0],
      ]),
      constant([
        [2, 0, 1, 1],
        [1, 2, 0, -1],
      ]),
    ],
  };
  const one = (layer: number, size: number) =>
    lossOf(pairs, { exits: [{ layer, size, weight: 1 }], alignment: { layer: 1, weight: 0 } }, 0.5);
  test("by hand, one by one and together", async () => {
    const drawn = { layer: 1, size: 2 };
    const { full, shallow, cut, both, total } = await forward(() => ({
      ...{ full: one(2, 4), shallow: one(1, 4), cut: one(2, 2), both: one(1, 2) },
      total: lossOf(pairs, objectiveOf(drawn, { depth: 2, width: 4 }), 0.5),
    }));
    near([...full, ...shallow, ...cut, ...both, ...total], [0.195315, 0.541489, 0.220256, 0.410038, 1.675972]);
  });
  test("with the second weights, after one layer and as if after three", async () => {
    const { first, third } = await forward(() => {
      const second = (layer: number) => {
        const { exits, alignment } = objectiveOf({ layer: 1, size: 2 }, { depth: 2, width: 4 });
        const { shallow, alignment: weight } = lossWeights("v2", layer);
        const weighted = exits.map((exit) => (exit.layer === 1 ? { ...exit, weight: shallow } : exit));
        return lossOf(pairs, { exits: weighted, alignment: { ...alignment, weight } }, 0.5);
      };
      return { first: second(1), third: second(3) };
    });
    near([...first, ...third], [1.706431, 1.229861]);
  });
});

describe("against PyTorch", () => {
  const { batch, width, depth, size, layer, temperature, tau } = golden;
  test.each(["v1", "v2"] as const)("%s has the same loss and the same gradient at every layer", async (weights) => {
    const sides = { queries: golden.queries, passages: golden.passages };
    const names = (side: keyof typeof sides) => sides[side].map((_, at) => `${side} ${at}`);
    const fed = Object.entries(sides).flatMap(([side, rows]) =>
      rows.map((row, at) => [`${side} ${at}`, Float32Array.from(row)] as const),
    );
    const build = () => {
      const side = (name: keyof typeof sides) => names(name).map((own) => input(own, [batch, width]));
      const pairs = { queries: side("queries"), passages: side("passages") };
      const objective = objectiveOf({ layer, size }, { depth, width }, { weights, temperature });
      const loss = lossOf(pairs, objective, tau, temperature);
      const gradients = gradient(loss, [...pairs.queries, ...pairs.passages]);
      return { loss, ...Object.fromEntries(gradients.map((tensor, at) => [`gradient ${at}`, tensor])) };
    };
    const values = await forward(build, { weights: Object.fromEntries(fed) });
    near(values.loss, [golden[weights].loss]);
    for (const [at, wanted] of golden[weights].gradients.entries()) near(values[`gradient ${at}` as "loss"], wanted);
  });
});

describe("what a step draws", () => {
  test("sizes are powers of two from 8, below the width", () => {
    expect(cutSizes(64)).toEqual([8, 16, 32]);
    expect(cutSizes(768)).toEqual([8, 16, 32, 64, 128, 256, 512]);
    expect(cutSizes(8)).toEqual([]);
  });
  test("every layer before the last and every size alike: chi-square of 10,000 draws", () => {
    const stream = random(1).stream("draws");
    const counts = new Map<string, number>();
    for (let at = 0; at < 10_000; at++) {
      const { layer, size } = drawExit(stream, { depth: 4, width: 64 })!;
      counts.set(`${layer} ${size}`, (counts.get(`${layer} ${size}`) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(
      [1, 2, 3].flatMap((layer) => [16, 32, 8].map((size) => `${layer} ${size}`)),
    );
    const wanted = 10_000 / 9;
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
    expect(chi).toBeLessThan(26.1); // 8 degrees of freedom, one in a thousand
  });
  test("with one layer, or nothing to cut, the plain loss is left", () => {
    expect(drawExit(random(1).stream("x"), { depth: 1, width: 64 })).toBeNull();
    expect(drawExit(random(1).stream("x"), { depth: 4, width: 8 })).toBeNull();
    expect(objectiveOf(null, { depth: 4, width: 8 }).exits).toEqual([{ layer: 4, size: 8, weight: 1 }]);
  });
  test("ln(2 + n) is the weight of the alignment in the second version", () => {
    near(
      [1, 2, 3, 4].map((n) => lossWeights("v2", n).alignment),
      [1.098612, 1.386294, 1.609438, 1.791759],
      6,
    );
    expect(lossWeights("v1", 3, 2)).toEqual({ shallow: 1, alignment: 4 });
    expect(() =>
      objectiveFeeds(objectiveOf({ layer: 1, size: 8 }, { depth: 2, width: 16 }), { depth: 2, width: 16 }, 3),
    ).toThrow("4 exits do not fit a program of 3");
  });
});
