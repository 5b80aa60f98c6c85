import { describe, expect, test } from "vitest";
import { count, emitModule, f32x4, i16x8, i32, i32x4, v128, whileLoop, type EmittedFunction } from "./emit.ts";
import { hasFusedMadd } from "./relaxed.ts";

const pages = { minimum: 1, maximum: 1, shared: false };

function load(functions: readonly EmittedFunction[], counters: readonly string[] = []) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const module = new WebAssembly.Module(emitModule(functions, pages, { counters }));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { floats: new Float32Array(memory.buffer), integers: new Int32Array(memory.buffer), exports };
}

const call = (exports: WebAssembly.Exports, name: string, ...args: number[]) =>
  (exports[name] as (...args: number[]) => void)(...args);

test("a loop over vectors sees each once, and counters say how often", () => {
  const double: EmittedFunction = {
    name: "double",
    params: ["i32", "i32"],
    build: ({ params: [at, n], local }) => {
      const x = local("v128");
      return [
        whileLoop(i32.greater(n.get, i32.const(0)), [
          count(1, 4),
          x.set(v128.load(at.get)),
          v128.store(at.get, f32x4.add(x.get, x.get)),
          at.set(i32.add(at.get, i32.const(16))),
          n.set(i32.sub(n.get, i32.const(4))),
        ]),
      ];
    },
  };
  const { floats, exports } = load([double], ["unused", "read"]);
  floats.set(Array.from({ length: 300 }, (_, at) => at));
  call(exports, "double", 64, 200);
  expect([...floats.subarray(0, 300)]).toEqual(
    Array.from({ length: 300 }, (_, at) => (at >= 16 && at < 216 ? 2 * at : at)),
  );
  expect((exports["read"] as WebAssembly.Global).value).toBe(200);
  expect((exports["unused"] as WebAssembly.Global).value).toBe(0);
  call(exports, "double", 64, 0);
  expect((exports["read"] as WebAssembly.Global).value).toBe(200);
});

describe("instructions", () => {
  const [a, b, c] = [0, 16, 32].map((address) => v128.load(i32.const(address)));
  const result = (value: readonly number[], fill: { floats?: number[]; integers?: number[] }) => {
    const { floats, integers, exports } = load([
      { name: "f", params: [], build: () => [v128.store(i32.const(64), value)] },
    ]);
    if (fill.floats) floats.set(fill.floats);
    if (fill.integers) integers.set(fill.integers);
    call(exports, "f");
    return { floats: [...floats.subarray(16, 20)], integers: [...integers.subarray(16, 20)] };
  };
  const pair = [1, -2, NaN, Infinity, 3, -5, 1, 2];

  test.each([
    ["add", f32x4.add(a, b), [4, -7, NaN, Infinity]],
    ["sub", f32x4.sub(a, b), [-2, 3, NaN, Infinity]],
    ["mul", f32x4.mul(a, b), [3, 10, NaN, Infinity]],
    [
      "the pseudo-maximum keeps its first operand beside what is not a number",
      f32x4.pseudoMax(a, b),
      [3, -2, NaN, Infinity],
    ],
  ])("%s", (_, code, expected) => {
    expect(result(code, { floats: pair }).floats).toEqual(expected);
  });

  test.each([
    ["add", i32x4.add(a, b), [4, 8, 1, -8]],
    ["sub", i32x4.sub(a, b), [2, -12, -1, 6]],
    ["max", i32x4.max(a, b), [3, 10, 1, -1]],
    ["less", i32x4.less(a, b), [0, -1, -1, 0]],
    ["shift left", i32x4.shiftLeft(a, i32.const(3)), [24, -16, 0, -8]],
    ["splat", i32x4.splat(i32.const(-300)), [-300, -300, -300, -300]],
    ["constants", v128.const([1, -1, 65536, -70000]), [1, -1, 65536, -70000]],
    ["and", v128.and(a, b), [1, 10, 0, -7 & -1]],
    ["and not", v128.andNot(a, b), [2, -12, 0, -1 & ~-7]],
    ["exclusive or", v128.xor(a, b), [2, -2 ^ 10, 1, -1 ^ -7]],
    ["select", v128.select(a, b, c), [3, 10, 0, -7]],
    ["one number in all lanes", v128.loadSplat(i32.const(4), 12), [1, 1, 1, 1]],
    ["one lane", i32x4.splat(i32x4.lane(a, 1)), [-2, -2, -2, -2]],
    ["bytes as longer numbers, multiplied and summed", i32x4.dot(i16x8.extendLow(a), i16x8.extendLow(a)), [9, 0, 5, 2]],
    ["the other bytes", i32x4.dot(i16x8.extendHigh(b), i16x8.extendHigh(a)), [0, 0, 8, 2]],
    ["an integer from memory", i32x4.splat(i32.load(i32.const(4), 16)), [10, 10, 10, 10]],
  ])("%s", (_, code, expected) => {
    const integers = [3, -2, 0, -1, 1, 10, 1, -7, -1, 0, -1, 0];
    expect(result(code, { integers }).integers).toEqual(expected);
  });

  test("comparison is all ones where it holds", () => {
    expect(result(f32x4.less(a, b), { floats: pair }).integers).toEqual([-1, 0, 0, 0]);
  });

  test("relaxed product and sum, where there is one", () => {
    const fused = hasFusedMadd();
    const validates = WebAssembly.validate(
      emitModule(
        [{ name: "f", params: [], build: () => [v128.store(i32.const(64), f32x4.relaxedMadd(a, b, c))] }],
        pages,
      ),
    );
    if (fused) expect(validates).toBe(true);
    if (validates)
      expect(result(f32x4.relaxedMadd(a, b, c), { floats: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }).floats).toEqual([
        14, 22, 32, 44,
      ]);
  });
});

test("a number goes to memory", () => {
  const { integers, exports } = load([
    { name: "f", params: [], build: () => [i32.store(i32.const(4), i32.const(-77), 8)] },
  ]);
  call(exports, "f");
  expect(integers[3]).toBe(-77);
});

test("numbers of any size are written as the format has them", () => {
  const sizes = [0, 63, 64, 127, 128, 8191, 8192, 2 ** 31 - 1, -1, -64, -65, -(2 ** 31)];
  for (const value of sizes) {
    const { integers, exports } = load([
      { name: "f", params: [], build: () => [v128.store(i32.const(0), i32x4.splat(i32.const(value)), 1024)] },
    ]);
    call(exports, "f");
    expect(integers[256]).toBe(value);
  }
});
