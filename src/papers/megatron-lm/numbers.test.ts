import { expect, test } from "vitest";
import { compile, constant, evaluate, gradient, input, open, Scope } from "#engine";
import { checkGradient, registerMatchers } from "#engine/testing";
import { joinParts, splitCrossEntropy, splitFeedForward } from "#engine/parallel/index";
import golden from "./golden/numbers.json" with { type: "json" };
import { partOf } from "./method.ts";

registerMatchers(expect);

test("a feed-forward layer in plain Python: the parts of two ranks add up to it", async () => {
  const { x, a, b, cotangent, ...expected } = golden.feedForward;
  const at = { x: input("x", [3, 4]), scope: new Scope() };
  const y = splitFeedForward(at.scope.scope("block"), at.x, { size: 2 });
  const [w, v] = at.scope.parameters.filter(({ name }) => name.endsWith("weight"));
  const [dx, da, db] = gradient(y.mul(constant(cotangent)).sum(), [at.x, w.tensor, v.tensor]);
  const session = await open(compile({ outputs: { y, dx, da, db } }));
  const shapes = { "block/in/weight": [4, 16], "block/out/weight": [16, 4] };
  const whole = { "block/in/weight": Float32Array.from(a.flat()), "block/out/weight": Float32Array.from(b.flat()) };
  const found: Awaited<ReturnType<typeof session.run>>[] = [];
  for (const rank of [0, 1])
    found.push(
      await session.run({
        x: Float32Array.from(x.flat()),
        "block/in/bias": new Float32Array(8),
        ...partOf(whole, shapes, { rank, size: 2 }),
      }),
    );
  await session.release();
  const of = (name: "y" | "dx" | "da" | "db") => found.map((one) => one[name].data as Float32Array);
  const total = (parts: Float32Array[]) => parts[0].map((value, at) => value + parts[1][at]);
  expect(total(of("y"))).toBeCloseToTensor(expected.y);
  expect(total(of("dx"))).toBeCloseToTensor(expected.dx);
  expect(joinParts(of("da"), [4, 16], "columns")).toBeCloseToTensor(expected.da);
  expect(joinParts(of("db"), [16, 4], "rows")).toBeCloseToTensor(expected.db);
});
test("two columns each of X A = (1, 1, 0, 6): the parts are 2.523576 and 3", async () => {
  const part = (a: number[][], b: number[][]) =>
    constant([[1, 2]])
      .matmul(constant(a))
      .gelu({ approximate: "tanh" })
      .matmul(constant(b));
  expect(
    await evaluate(
      part(
        [
          [1, -1],
          [0, 1],
        ],
        [[1], [2]],
      ),
    ),
  ).toBeCloseToTensor([2.523576]);
  expect(
    await evaluate(
      part(
        [
          [2, 0],
          [-1, 3],
        ],
        [[-1], [0.5]],
      ),
    ),
  ).toBeCloseToTensor([3]);
});
test.each([
  [
    [
      [2, 1, 0.5, -1],
      [0, 3, 1, 2],
    ],
    [1, 3],
    [1.495182, 1.44019],
  ],
  [golden.crossEntropy.logits, golden.crossEntropy.targets, golden.crossEntropy.losses],
] as const)(
  "cross entropies of logits of which two ranks have half the columns each",
  async (logits, targets, losses) => {
    const half = logits[0].length / 2;
    const largest = constant(logits.map((row) => Math.max(...row)));
    const ids = constant(Int32Array.from(targets), { dtype: "int32" });
    const sums = { predicted: targets.map(() => 0), exponentials: targets.map(() => 0) };
    for (const rank of [0, 1]) {
      const first = constant(Int32Array.of(rank * half), { shape: [], dtype: "int32" });
      const own = constant(logits.map((row) => row.slice(rank * half, (rank + 1) * half)));
      const parts = splitCrossEntropy(own, largest, ids, first);
      for (const name of ["predicted", "exponentials"] as const)
        (await evaluate(parts[name])).data.forEach((value, at) => (sums[name][at] += Number(value)));
    }
    expect(sums.exponentials.map((sum, at) => Math.log(sum) - sums.predicted[at])).toBeCloseToTensor([...losses]);
  },
);

test("a rank's feed-forward part has the gradient of central differences", () =>
  checkGradient(
    (u, a, b) => u.matmul(a).gelu({ approximate: "tanh" }).matmul(b),
    [
      [2, 4],
      [4, 8],
      [8, 4],
    ],
  ));
