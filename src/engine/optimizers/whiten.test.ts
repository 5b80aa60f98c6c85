import { describe, expect, test } from "vitest";
import { constant, evaluate, input, muon, orthogonalized, random, Scope, createTrainer, whitened } from "../index.ts";
import { registerMatchers } from "../testing.ts";
import { normal } from "../initializers.ts";

registerMatchers(expect);

const gaussian = (rows: number, columns: number) =>
  Float64Array.from(
    random(7)
      .stream(`${rows} ${columns}`)
      .normal(rows * columns),
  );

/** y y' of whichever side is short, and the product of the transpose of y with x. */
async function factors(rows: number, columns: number, values: Float64Array) {
  const x = input("x", [rows, columns], "float64");
  const y = whitened(x);
  const short = rows > columns ? y.transpose().matmul(y) : y.matmul(y.transpose());
  const symmetric = rows > columns ? y.transpose().matmul(x) : x.matmul(y.transpose());
  const [gram, positive] = await Promise.all([short, symmetric].map((tensor) => evaluate(tensor, { x: values })));
  return { gram: gram.data as Float64Array, positive: positive.data as Float64Array };
}

describe("a whitened matrix", () => {
  test.each([
    [5, 8],
    [8, 5],
    [6, 6],
    [1, 4],
  ])(
    "%i x %i is the polar factor: orthogonal, and what is left of x is symmetric and positive",
    async (rows, columns) => {
      const { gram, positive } = await factors(rows, columns, gaussian(rows, columns));
      const n = Math.min(rows, columns);
      for (let i = 0; i < n; i++) {
        expect(positive[i * n + i]).toBeGreaterThan(0);
        for (let j = 0; j < n; j++) {
          expect(gram[i * n + j]).toBeCloseTo(Number(i === j), 9);
          expect(positive[i * n + j]).toBeCloseTo(positive[j * n + i], 9);
        }
      }
    },
  );

  // A matrix of two rows of determinant below zero: U = (A - adj(A)') / (s1 + s2) with (s1 + s2)² = |A|² + 2 |det A|.
  test("of two rows meets the closed form", async () => {
    const scale = 1 / Math.sqrt(30 + 2 * 2);
    const wanted = [1 - 4, 2 + 3, 3 + 2, 4 - 1].map((value) => value * scale);
    expect(await evaluate(whitened(constant([[1, 2], [3, 4]])))).toBeCloseToTensor(wanted); // prettier-ignore
  });

  test("is exact where Muon's quintic only comes near one, and leaves a zero zero", async () => {
    const diagonal = constant([[1, 0, 0], [0, 0.1, 0], [0, 0, 1e-3]]); // prettier-ignore
    expect(await evaluate(whitened(diagonal))).toBeCloseToTensor([1, 0, 0, 0, 1, 0, 0, 0, 1], { absolute: 1e-6 });
    const near = (await evaluate(orthogonalized(diagonal))).data;
    expect(Math.abs(Number(near[0]) - 1)).toBeGreaterThan(0.02);
    expect(await evaluate(whitened(constant([[0, 0], [0, 0]])))).toBeCloseToTensor([0, 0, 0, 0]); // prettier-ignore
  });
});

test("Muon takes a matrix that is used as x W for what it is: the same step as its transpose used as W x", async () => {
  const values = Float32Array.from(random(3).stream("target").normal(24));
  const transposed = Float32Array.from({ length: 24 }, (_, at) => values[(at % 4) * 6 + Math.floor(at / 4)]);
  const stepped = async (shape: [number, number], target: Float32Array, outputs: "rows" | "columns") => {
    const scope = new Scope();
    const weight = scope.parameter("weight", shape, normal(0));
    const loss = weight.sub(input("target", shape)).square().sum();
    const trainer = await createTrainer({ scope, loss, optimizer: muon({ learningRate: 1, outputs }) });
    await trainer.step({ target });
    const { weight: after } = trainer.parameters();
    await trainer.release();
    return after;
  };
  const across = await stepped([4, 6], values, "columns");
  const along = await stepped([6, 4], transposed, "rows");
  expect(across).toBeCloseToTensor(Float32Array.from(along, (_, at) => along[(at % 6) * 4 + Math.floor(at / 6)]));
  // Six outputs of four inputs: scaled by the square root of 6 / 4, and by nothing the other way round.
  const plain = await stepped([4, 6], values, "rows");
  expect(across[0] / plain[0]).toBeCloseTo(Math.sqrt(1.5), 5);
});
