import { describe, expect, test } from "vitest";
import { concat, constant, crossEntropy, evaluate, gather, input, split, stack, topK, where } from "./index.ts";
import { registerMatchers } from "./testing.ts";

registerMatchers(expect);
const x = constant([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("errors name the op and both shapes, at the call", () => {
  const a = input("a", [32, 128]);
  const b = input("b", [64, 256]);
  const ids = input("ids", [4], "int32");
  test.each<[string, () => unknown, string]>([
    ["matmul", () => a.matmul(b), "matmul: inner sizes differ: [32,128] x [64,256] (128 != 64)"],
    ["add", () => a.add(b), "add: shapes do not broadcast: [32,128] and [64,256] (32 and 64 at axis -2)"],
    ["dtypes", () => a.add(ids), "add: dtypes differ: float32 and int32"],
    ["fractions of whole numbers", () => ids.add(0.5), "0.5 is no int32"],
    ["reshape", () => a.reshape(5, -1), "reshape: [32,128] does not fit [5,-1]"],
    ["axes", () => a.sum(3), "sum: invalid axis 3 (rank 2)"],
    ["exp of ids", () => ids.exp(), "exp: needs a float tensor, got int32"],
    ["expand", () => a.expand([64, 128]), "expand: [32,128] does not broadcast to [64,128]"],
    ["transpose", () => a.transpose(0, 0), "transpose: [0,0] does not permute the axes of [32,128]"],
    ["concat", () => concat([a, b], 0), "concat: float32[64,256] does not fit float32[32,128] along axis 0"],
    ["split", () => split(a, 5, 0), "split: axis 0 of [32,128] does not divide into 5 equal parts"],
    ["squeeze", () => a.squeeze(0), "squeeze: axis 0 of [32,128] is not 1"],
    ["gather", () => a.gather(b), "gather: indices must be int32 or int64, got float32"],
    ["where", () => where(a, a, b), "where: the condition must be bool, got float32"],
    ["top k", () => topK(a, 200), "topK: k = 200 does not fit axis 1 of [32,128]"],
    ["cross entropy", () => crossEntropy(a, ids), "crossEntropy: logits [32,128] need targets [32], got [4]"],
    ["ragged constants", () => constant([[1], [1, 2]]), "constant: ragged array ([2] beside [1])"],
    ["short constants", () => constant([1, 2], { shape: [3] }), "constant: 2 values do not fill [3] (3)"],
  ])("%s", (_, act, message) => expect(act).toThrow(message));
});

describe("reductions", () => {
  test("keep the axes they are given, so that statistics broadcast back", async () => {
    expect(x.mean(-1).shape).toEqual([2, 1]);
    expect(await evaluate(x.sub(x.mean(-1)))).toBeCloseToTensor([-1, 0, 1, -1, 0, 1]);
  });
  test("drop them when asked, and all of them without axes", () => {
    expect(x.sum(1, { keepDims: false }).shape).toEqual([2]);
    expect(x.sum().shape).toEqual([]);
  });
  test("variance divides by n", async () => expect(await evaluate(x.variance(1))).toBeCloseToTensor([2 / 3, 2 / 3]));
  test("argmax is int32 and takes the first of equals", async () => {
    const { data, dtype } = await evaluate(constant([[1, 3, 3]]).argmax(1));
    expect([dtype, ...data]).toEqual(["int32", 1]);
  });
  test("log sum exp does not overflow", async () =>
    expect(await evaluate(constant([1000, 1000]).logSumExp())).toBeCloseToTensor([1000 + Math.log(2)]));
});

describe("movement", () => {
  const rows = input("rows", [2, 3]);
  const feeds = { rows: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const values = async (tensor: typeof x) => [...((await evaluate(tensor, feeds)).data as Float32Array)];
  test("slice follows Python", async () => {
    expect(await values(rows.slice(1, -2))).toEqual([2, 3, 5, 6]);
    expect(await values(rows.slice(1, undefined, undefined, -2))).toEqual([3, 1, 6, 4]);
    expect(rows.slice(1, 5).shape).toEqual([2, 0]);
  });
  test("at takes one position", async () => expect(await values(rows.at(1, -1))).toEqual([3, 6]));
  test("tile repeats the whole", async () =>
    expect(await values(rows.slice(0, 0, 1).tile(2, 2))).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]));
  test("stack adds an axis", () => expect(stack([rows, rows], 1).shape).toEqual([2, 2, 3]));
  test("transpose swaps the last two axes", async () =>
    expect(await values(rows.transpose())).toEqual([1, 4, 2, 5, 3, 6]));
  test.each([
    ["reflect", [3, 2, 1, 2, 3, 2]],
    ["edge", [1, 1, 1, 2, 3, 3]],
    ["wrap", [2, 3, 1, 2, 3, 1]],
    ["constant", [0, 0, 1, 2, 3, 0]],
  ] as const)("pad %s", async (mode, wanted) =>
    expect(
      await values(
        rows.slice(0, 0, 1).pad(
          [
            [0, 0],
            [2, 1],
          ],
          { mode },
        ),
      ),
    ).toEqual(wanted),
  );
  test("gather along a later axis", async () =>
    expect(await values(gather(rows, constant([2, 0], { dtype: "int32" }), 1))).toEqual([3, 1, 6, 4]));
});

test("SELU has the fixed point of its authors: constants 1.0507 and 1.6733", async () =>
  expect(await evaluate(constant([-1, 0, 2]).selu())).toBeCloseToTensor([-1.1113307, 0, 2.101402]));

test("GELU and its tanh form agree with published values at 1", async () => {
  expect(await evaluate(constant([1, 2]).gelu())).toBeCloseToTensor([0.8413447, 1.9544997]);
  expect(await evaluate(constant([1, 2]).gelu({ approximate: "tanh" }))).toBeCloseToTensor([0.841192, 1.9545977]);
});
