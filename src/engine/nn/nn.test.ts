import { describe, expect, test } from "vitest";
import {
  attention,
  attentionMask,
  batchNorm,
  binaryCrossEntropy,
  constant,
  crossEntropies,
  crossEntropy,
  dropout,
  einsum,
  evaluate,
  fakeQuantize,
  fill,
  gatherNd,
  gradient,
  groupNorm,
  gru,
  huber,
  initialize,
  input,
  klDivergence,
  layerNorm,
  lstm,
  multiHeadAttention,
  rmsNorm,
  rotary,
  Scope,
  scatterNdAdd,
  type Tensor,
} from "../index.ts";
import { checkGradient, registerMatchers } from "../testing.ts";

registerMatchers(expect);

/** Builds with fixed values instead of fed parameters. */
async function valueOf(build: (scope: Scope) => Tensor, mode: "training" | "inference" = "training") {
  const scope = new Scope({ mode });
  const tensor = build(scope);
  return evaluate(tensor, initialize(scope, 1));
}

describe("norms", () => {
  test("layer norm of 1, 2, 3 is -1.2247, 0, 1.2247", async () =>
    expect(await valueOf((at) => layerNorm(at, constant([[1, 2, 3]])))).toBeCloseToTensor([-1.2247356, 0, 1.2247356]));
  test("root mean square norm of 3, 4 is 0.8485, 1.1314", async () =>
    expect(await valueOf((at) => rmsNorm(at, constant([[3, 4]])))).toBeCloseToTensor([0.8485281, 1.1313708]));
  test("group norm sees groups of channels", async () =>
    expect(await valueOf((at) => groupNorm(at, constant([[[1], [3], [10], [30]]]), 2))).toBeCloseToTensor(
      [-1, 1, -1, 1],
      { absolute: 1e-4 },
    ));
  test("batch norm trains on the batch, and moves its statistics like torch", async () => {
    const scope = new Scope();
    const x = constant([[1], [3], [5], [7]]);
    expect(await evaluate(batchNorm(scope, x), initialize(scope, 1))).toBeCloseToTensor([
      -1.3416404, -0.4472135, 0.4472135, 1.3416404,
    ]);
    const next = Object.fromEntries(scope.states.map((state) => [state.name, state.next as Tensor]));
    expect(await evaluate(next["running mean"], initialize(scope, 1))).toBeCloseToTensor([0.4]); // 0.1 * 4
    expect(await evaluate(next["running variance"], initialize(scope, 1))).toBeCloseToTensor([0.9 + 0.1 * (20 / 3)]); // unbiased
    expect(await valueOf((at) => batchNorm(at, x), "inference")).toBeCloseToTensor([1, 3, 5, 7]);
  });
});

describe("attention", () => {
  const draw = (name: string, ...shape: number[]) => input(name, shape);
  const random = (size: number, from: number) =>
    Float32Array.from({ length: size }, (_, i) => Math.sin(from + 1.7 * i));

  test("masks what lies ahead, and what lies too far back", async () => {
    const seen = async (mask: Tensor) => [...(await evaluate(mask.equal(0).cast("int32"))).data];
    expect(await seen(attentionMask(3, 3, { causal: true }))).toEqual([1, 0, 0, 1, 1, 0, 1, 1, 1]);
    expect(await seen(attentionMask(3, 3, { causal: true, window: 2 }))).toEqual([1, 0, 0, 1, 1, 0, 0, 1, 1]);
    expect(await seen(attentionMask(3, 3, { window: 2 }))).toEqual([1, 1, 0, 1, 1, 1, 0, 1, 1]);
    expect(await seen(attentionMask(1, 3, { causal: true }))).toEqual([1, 1, 1]);
  });

  test("of the first position sees itself only", async () => {
    const [q, k, v] = ["q", "k", "v"].map((name) => draw(name, 1, 1, 3, 2));
    const feeds = { q: random(6, 0), k: random(6, 1), v: random(6, 2) };
    const { data } = await evaluate(attention(q, k, v, { causal: true }), feeds);
    expect([...data].slice(0, 2)).toEqual([...feeds.v].slice(0, 2));
  });

  test("with grouped heads equals repeating the shared key and value heads", async () => {
    const q = draw("q", 2, 4, 3, 2);
    const [k, v] = ["k", "v"].map((name) => draw(name, 2, 2, 3, 2));
    const repeated = (x: Tensor) => x.unsqueeze(2).expand([2, 2, 2, 3, 2]).reshape(2, 4, 3, 2);
    const feeds = { q: random(48, 0), k: random(24, 1), v: random(24, 2) };
    const grouped = await evaluate(attention(q, k, v, { causal: true }), feeds);
    expect(grouped).toBeCloseToTensor(await evaluate(attention(q, repeated(k), repeated(v), { causal: true }), feeds));
  });

  test("rotary turning keeps lengths, and scores depend on the distance only", async () => {
    const x = input("x", [3, 4]);
    const turned = rotary(x);
    const lengths = (t: Tensor) => t.square().sum(-1);
    const row = [0.3, -1, 2, 0.5];
    const feeds = { x: Float32Array.of(...row, ...row, ...row) };
    expect(await evaluate(lengths(turned), feeds)).toBeCloseToTensor(await evaluate(lengths(x), feeds));
    const { data } = await evaluate(turned.matmul(turned.transpose()), feeds);
    expect(data[1]).toBeCloseTo(Number(data[5]), 5); // one apart: (0, 1) and (1, 2)
  });

  test("multi-head attention passes central differences", () => {
    const scope = new Scope();
    return checkGradient(
      (x, y) => attention(x.reshape(1, 2, 3, 2), y.reshape(1, 1, 3, 2), y.reshape(1, 1, 3, 2), { causal: true }),
      [[12], [6]],
    ).then(() =>
      expect(
        multiHeadAttention(scope, input("x", [2, 5, 8]), { heads: 4, groups: 2, causal: true, rotary: true }).shape,
      ).toEqual([2, 5, 8]),
    );
  });
});

describe("recurrent layers", () => {
  test("an LSTM unrolled equals the equations on one unit", async () => {
    const scope = new Scope();
    const { outputs } = lstm(scope, constant([[[1], [0.5]]]), 1);
    const values = {
      input: Float32Array.of(0.1, 0.2, 0.3, 0.4),
      hidden: Float32Array.of(0.5, 0.6, 0.7, 0.8),
      bias: new Float32Array(4),
    };
    let [h, c] = [0, 0];
    const s = (v: number) => 1 / (1 + Math.exp(-v));
    const wanted = [1, 0.5].map((x) => {
      const [i, f, g, o] = [0, 1, 2, 3].map((k) => x * values.input[k] + h * values.hidden[k]);
      c = s(f) * c + s(i) * Math.tanh(g);
      h = s(o) * Math.tanh(c);
      return h;
    });
    expect(await evaluate(outputs, values)).toBeCloseToTensor(wanted);
  });

  test("a GRU unrolled equals the equations on one unit", async () => {
    const scope = new Scope();
    const { outputs } = gru(scope, constant([[[1], [0.5]]]), 1);
    const values = {
      input: Float32Array.of(0.1, 0.2, 0.3),
      hidden: Float32Array.of(0.5, 0.6, 0.7),
      hiddenBias: Float32Array.of(0, 0, 0.1),
      bias: new Float32Array(3),
    };
    let h = 0;
    const s = (v: number) => 1 / (1 + Math.exp(-v));
    const wanted = [1, 0.5].map((x) => {
      const [r, z] = [0, 1].map((k) => s(x * values.input[k] + h * values.hidden[k]));
      const n = Math.tanh(x * values.input[2] + r * (h * values.hidden[2] + 0.1));
      h = (1 - z) * n + z * h;
      return h;
    });
    expect(await evaluate(outputs, values)).toBeCloseToTensor(wanted);
  });
});

describe("losses", () => {
  const logits = constant([
    [1, 2, 3],
    [1, 1, 1],
  ]);
  const targets = (...values: number[]) => constant(values, { dtype: "int32" });
  const first = -Math.log(Math.exp(3) / (Math.E + Math.exp(2) + Math.exp(3)));
  test("cross entropy is the mean of -log p", async () => {
    expect(await evaluate(crossEntropies(logits, targets(2, 0)))).toBeCloseToTensor([first, Math.log(3)]);
    expect(await evaluate(crossEntropy(logits, targets(2, 0)))).toBeCloseToTensor([(first + Math.log(3)) / 2]);
  });
  test("ignored targets count neither in the sum nor in the number", async () => {
    expect(await evaluate(crossEntropy(logits, targets(2, -1), { ignoreIndex: -1 }))).toBeCloseToTensor([first]);
    expect(await evaluate(crossEntropy(logits, targets(-1, -1), { ignoreIndex: -1 }))).toBeCloseToTensor([0]);
  });
  test("binary cross entropy survives large logits", async () =>
    expect(await evaluate(binaryCrossEntropy(constant([100, -100, 0]), constant([1, 0, 1])))).toBeCloseToTensor([
      Math.log(2) / 3,
    ]));
  test("Huber is a parabola inside and a line outside", async () =>
    expect(await evaluate(huber(constant([0.5, 3]), constant([0, 0])))).toBeCloseToTensor([(0.125 + 2.5) / 2]));
  test("the divergence of equals is zero", async () =>
    expect(await evaluate(klDivergence(logits, logits))).toBeCloseToTensor([0]));
});

describe("einsum", () => {
  test.each<[string, number[][], number[]]>([
    [
      "ij,jk->ik",
      [
        [2, 3],
        [3, 4],
      ],
      [2, 4],
    ],
    [
      "bqhd,bkhd->bhqk",
      [
        [2, 3, 2, 4],
        [2, 5, 2, 4],
      ],
      [2, 2, 3, 5],
    ],
    ["ii->i", [[3, 3]], [3]],
    ["ij->", [[2, 3]], []],
    ["i,j,k->kij", [[2], [3], [4]], [4, 2, 3]],
    ["ij,k->i", [[2, 3], [4]], [2]],
  ])("%s", async (equation, shapes, result) => {
    const inputs = shapes.map((shape, i) => input(`x${i}`, shape));
    const feeds = Object.fromEntries(
      inputs.map(({ size }, i) => [`x${i}`, Float32Array.from({ length: size }, (_, at) => Math.cos(at + i))]),
    );
    const value = await evaluate(einsum(equation, ...inputs), feeds);
    expect(value.shape).toEqual(result);
    expect(value).toBeCloseToTensor(naiveEinsum(equation, shapes, Object.values(feeds)));
    await checkGradient((...xs) => einsum(equation, ...xs), shapes);
  });
  test("says what it cannot read", () => {
    expect(() => einsum("ij,jk", fill(1, [2, 2]), fill(1, [2, 2]))).toThrow('cannot read "ij,jk"');
    expect(() => einsum("ij,jk->ik", fill(1, [2, 3]), fill(1, [2, 3]))).toThrow('j is 3 and 2 in "ij,jk->ik"');
  });
});

/** Sums over every assignment of the labels. */
function naiveEinsum(equation: string, shapes: number[][], values: Float32Array[]): number[] {
  const [left, result] = equation.split("->");
  const operands = left.split(",");
  const lengths = new Map<string, number>();
  operands.forEach((labels, i) => [...labels].forEach((label, axis) => lengths.set(label, shapes[i][axis])));
  const labels = [...new Set([...result, ...left.replaceAll(",", "")])];
  const flat = (names: string, at: Map<string, number>) =>
    [...names].reduce((n, label) => n * lengths.get(label)! + at.get(label)!, 0);
  const out = new Array<number>([...result].reduce((n, label) => n * lengths.get(label)!, 1)).fill(0);
  const walk = (depth: number, at: Map<string, number>): void => {
    if (depth === labels.length) {
      out[flat(result, at)] += operands.reduce((product, names, i) => product * values[i][flat(names, at)], 1);
      return;
    }
    for (let i = 0; i < lengths.get(labels[depth])!; i++) walk(depth + 1, new Map(at).set(labels[depth], i));
  };
  walk(0, new Map());
  return out;
}

test("gather and scatter by several axes", async () => {
  const x = constant([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ]);
  const at = constant(
    [
      [1, 0],
      [0, 1],
      [1, 0],
    ],
    { dtype: "int32" },
  );
  expect(await evaluate(gatherNd(x, at))).toBeCloseToTensor([5, 6, 3, 4, 5, 6]);
  expect(await evaluate(scatterNdAdd(fill(0, [2, 2, 2]), at, fill(1, [3, 2])))).toBeCloseToTensor([
    0, 0, 1, 1, 2, 2, 0, 0,
  ]);
});

test("dropout keeps the mean, drops the share it was told, and rests in inference", async () => {
  const scope = new Scope();
  const y = dropout(scope, fill(1, [4]), 0.5);
  expect(await evaluate(y, { dropout: Float32Array.of(0.1, 0.5, 0.9, 0.49) })).toBeCloseToTensor([0, 2, 2, 0]);
  const x = input("x", [4]);
  expect(dropout(new Scope({ mode: "inference" }), x, 0.5)).toBe(x);
});

test("eight bits leave multiples of the scale, and the gradient passes straight through", async () => {
  const x = input("x", [3]);
  const y = fakeQuantize(x, constant(0.1), constant(0, { dtype: "int8" }));
  const feeds = { x: Float32Array.of(0.26, -0.31, 100) };
  expect(await evaluate(y, feeds)).toBeCloseToTensor([0.3, -0.3, 12.7]);
  expect(await evaluate(gradient(y.sum(), [x])[0], feeds)).toBeCloseToTensor([1, 1, 1]);
});

test("compositions pass central differences", async () => {
  await checkGradient((x) => x.silu(), [[2, 3]]);
  await checkGradient((x) => x.selu(), [[2, 3]]);
  await checkGradient((x) => x.variance(1), [[2, 3]]);
  await checkGradient(
    (x) =>
      x.pad(
        [
          [1, 2],
          [0, 0],
        ],
        { mode: "reflect" },
      ),
    [[4, 2]],
  );
  await checkGradient((x) => rotary(x), [[3, 4]]);
  await checkGradient((x, y) => binaryCrossEntropy(x, y.sigmoid()), [[5], [5]]);
});
