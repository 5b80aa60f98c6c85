import { describe, expect, test } from "vitest";
import { checkGradient, registerMatchers } from "../testing.ts";
import { adamW, constant, evaluate, input, Scope } from "../index.ts";
import {
  cutPart,
  joinParts,
  lockstep,
  openSegment,
  openUpdater,
  partShape,
  sharedCommunicator,
  sharedMeeting,
  soloCommunicator,
  splitAttention,
  splitCrossEntropy,
  splitEmbedding,
} from "./index.ts";

registerMatchers(expect);

describe("ranks in one thread", () => {
  test("sum and take maxima in the order of the ranks: the same bits everywhere", async () => {
    const parts = [1e8, 1, -1e8, 0.5];
    const sums = await lockstep(4, async ({ rank, allReduce, stats }) => {
      const [sum, most] = [Float32Array.of(parts[rank], rank), Float32Array.of(rank - 3)];
      await allReduce(sum);
      await allReduce(most, "max");
      return { sum: [...sum], most: most[0], calls: stats.calls, bytes: stats.bytes };
    });
    // In 32 bits 1e8 + 1 is 1e8: another order would keep the 1.
    for (const seen of sums) expect(seen).toEqual({ sum: [0.5, 6], most: 0, calls: 2, bytes: 12 });
  });
  test("that bring different things are all told so", async () => {
    const work = lockstep(2, ({ rank, allReduce }) => allReduce(new Float32Array(1 + rank)));
    await expect(work).rejects.toThrow("rank 0 brings 1 numbers for a sum, rank 1 brings 2 numbers for a sum");
  });
  test("do not wait for one that fails, or that ends early", async () => {
    const failing = lockstep(3, async ({ rank, allReduce }) => {
      if (rank === 1) throw new RangeError("rank 1 cannot");
      await allReduce(new Float32Array(1));
    });
    await expect(failing).rejects.toThrow("rank 1 cannot");
    const early = lockstep(2, async ({ rank, allReduce }) => {
      if (rank === 0) await allReduce(new Float32Array(1));
    });
    await expect(early).rejects.toThrow("1 of 2 ranks wait for one that has ended");
  });
});

test("a rank on its own keeps what it has, and counts it", async () => {
  const { allReduce, stats } = soloCommunicator();
  const x = Float32Array.of(1, 2);
  await allReduce(x);
  expect([[...x], stats.calls, stats.bytes]).toEqual([[1, 2], 1, 8]);
});

test("shared memory for one rank: the same sum; more numbers than it was made for are refused", async () => {
  const { allReduce } = sharedCommunicator(sharedMeeting(1, 2), 0);
  const x = Float32Array.of(3, 4);
  await allReduce(x);
  expect([...x]).toEqual([3, 4]);
  await expect(allReduce(new Float32Array(3))).rejects.toThrow("3 numbers do not fit a meeting for 2");
});

describe("parts", () => {
  const values = Float32Array.from({ length: 12 }, (_, at) => at);
  test.each([
    ["columns", [3, 4], [2, 3, 6, 7, 10, 11]],
    ["rows", [4, 3], [6, 7, 8, 9, 10, 11]],
    ["columns", [12], [6, 7, 8, 9, 10, 11]],
    ["whole", [3, 4], [...values]],
  ] as const)("by %s of %j: rank 1 of 2 has %j", (cut, shape, expected) => {
    expect([...cutPart(values, shape, cut, 1, 2)]).toEqual(expected);
    const parts = [0, 1].map((rank) => cutPart(values, shape, cut, rank, 2));
    expect([...joinParts(parts, shape, cut)]).toEqual([...values]);
    expect(partShape(shape, cut, 2).reduce((a, b) => a * b)).toBe(parts[1].length);
  });
  test("that are not equal are refused", () =>
    expect(() => partShape([3, 4], "rows", 2)).toThrow("axis 0 of [3, 4] has no 2 equal parts"));
});

test("a segment's way back is the gradient of its outputs times what is fed; what is constant has none", async () => {
  const segment = await openSegment(
    (at) => {
      const x = input("x", [2]);
      const y = x.mul(at.parameter("weight", [2], (shape) => new Float32Array(shape[0])));
      return { inputs: { x }, outputs: { y, largest: x.max() } };
    },
    { name: "product", constant: ["largest"] },
  );
  const [feeds, weights] = [{ x: Float32Array.of(2, 3) }, { weight: Float32Array.of(5, 7) }];
  const forward = await segment.forward(feeds, weights);
  expect([[...forward.y], [...forward.largest]]).toEqual([[10, 21], [3]]);
  const back = await segment.backward(feeds, weights, { y: Float32Array.of(1, 10) });
  expect([[...back.inputs.x], [...back.parameters.weight]]).toEqual([
    [5, 70],
    [2, 30],
  ]);
  await segment.release();
});

test("an update takes the optimizer's step with scaled gradients, and keeps its state", async () => {
  const updater = await openUpdater({ weight: [2] }, adamW({ weightDecay: 0 }));
  let parameters: Record<string, Float32Array> = { weight: Float32Array.of(1, 1) };
  // Adam's step is as long as the rate while the gradient stays the same, whatever its scale.
  for (let step = 1; step <= 2; step++)
    parameters = await updater.step(parameters, { weight: Float32Array.of(8, -4) }, { learningRate: 0.1, scale: 0.5 });
  expect(parameters.weight).toBeCloseToTensor([0.8, 1.2]);
  expect(updater.stateBytes).toBe(16);
  await updater.release();
});

describe("split layers", () => {
  test("rows of an embedding add up over the ranks; a rank is silent about the ids of others", async () => {
    const ids = constant(Int32Array.of(0, 3, 1), { shape: [1, 3], dtype: "int32" });
    const at = (first: number) => constant(Int32Array.of(first), { shape: [], dtype: "int32" });
    const part = (rows: number[][], first: number) => evaluate(splitEmbedding(constant(rows), ids, at(first)));
    expect(
      await part(
        [
          [1, 2],
          [3, 4],
        ],
        0,
      ),
    ).toBeCloseToTensor([1, 2, 0, 0, 3, 4]);
    expect(
      await part(
        [
          [5, 6],
          [7, 8],
        ],
        2,
      ),
    ).toBeCloseToTensor([0, 0, 7, 8, 0, 0]);
  });
  test("the parts of a cross entropy have gradients that central differences confirm", async () => {
    const [targets, first] = [
      constant(Int32Array.of(1, 3), { dtype: "int32" }),
      constant(Int32Array.of(2), { shape: [], dtype: "int32" }),
    ];
    await checkGradient(
      (logits) => {
        const { predicted, exponentials } = splitCrossEntropy(logits, constant([1, 2]).cast("float64"), targets, first);
        return [predicted, exponentials];
      },
      [[2, 2]],
    );
  });
  test("a count that ranks cannot share equally is refused", () => {
    expect(() => splitAttention(new Scope(), input("u", [1, 2, 6]), { heads: 3, size: 2 })).toThrow(
      "3 heads cannot be shared by 2 ranks",
    );
  });
});
