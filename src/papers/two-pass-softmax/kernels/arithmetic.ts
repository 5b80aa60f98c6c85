/** What the kernels are made of: constants in memory, exponentials of four vectors at once, pairs. */
import { f32x4, i32, i32x4, v128, type Code, type FunctionBody, type Local } from "#lab/wasm/emit";
import { coefficients, farthest, fusedLn2, ln2, log2e } from "../method.ts";

/** Where a module can say so, a b + c is rounded once. */
export type Madd = "plain" | "fused";

/**
 * Adding it rounds a float to a whole number n, for |n| < 2^22: of the sum's bits the last 23 are 2^22 + 127 + n. So they already hold
 * what the exponent field of 2^n holds.
 */
export const magic = 1.5 * 2 ** 23 + 127;
/** What `magic` makes of the largest number that two passes take: beyond it the exponent is soon wrong. */
export const highest = Math.fround(farthest * log2e + magic);
/** The smallest sum that `magic` can make: n = -2^22, a pair that weighs nothing. */
export const lowest = 2 ** 23;
/** exp below it would be smaller than any normal float: 0. */
const cutoff = -87.336;

const constants = {
  log2e,
  magic,
  one: 1,
  nearest: -farthest,
  cutoff,
  lowest,
  lowestFloat: -Infinity,
  /** As an integer: what the exponent field holds of 2^0. */
  bias: new Float32Array(Int32Array.of(127).buffer)[0],
  ...Object.fromEntries(ln2.map((part, index) => [`minusLn2-${index}`, -part])),
  ...Object.fromEntries(fusedLn2.map((part, index) => [`minusFusedLn2-${index}`, -part])),
  ...Object.fromEntries(coefficients.map((c, index) => [`c${index + 1}`, c])),
};
export type ConstantName = keyof typeof constants | `minusLn2-${number}` | `minusFusedLn2-${number}` | `c${number}`;
const names = Object.keys(constants);

/** The beginning of the memory. */
export const constantTable = Float32Array.from(Object.values<number>(constants));

/** A function under construction: constants are read from memory once, before its loops; as literals they would be made anew in each turn. */
export interface Kernel {
  readonly body: FunctionBody;
  readonly madd: Madd;
  constant(name: ConstantName): Code;
  /** The reads of all constants that were asked for. */
  prologue(): Code[];
}

export function kernel(body: FunctionBody, madd: Madd): Kernel {
  const used = new Map<string, Local>();
  return {
    body,
    madd,
    constant(name) {
      const local = used.get(name) ?? body.local("v128");
      used.set(name, local);
      return local.get;
    },
    prologue: () => [...used].map(([name, local]) => local.set(v128.loadSplat(i32.const(0), 4 * names.indexOf(name)))),
  };
}

/** a b + c. */
export const madd = ({ madd }: Kernel, a: Code, b: Code, c: Code): Code =>
  madd === "fused" ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);

/** Vectors that go through the same steps side by side: all of one step, then all of the next, so that none waits for itself. */
export interface Lanes {
  /** In: x. After `exponentials`: e^t. */
  readonly value: readonly Local[];
  /** After `exponentials`: n, as the sum with `magic`. */
  readonly exponent: readonly Local[];
}

export const lanes = ({ body }: Kernel, count: number): Lanes => ({
  value: Array.from({ length: count }, () => body.local("v128")),
  exponent: Array.from({ length: count }, () => body.local("v128")),
});

/** value <- e^t and exponent <- n + magic, where value = n ln 2 + t (method.ts: extExp). */
export function exponentials(k: Kernel, { value, exponent }: Lanes): Code[] {
  const { constant } = k;
  const whole = value.map(() => k.body.local("v128"));
  const parts =
    k.madd === "fused"
      ? fusedLn2.map((_, index): ConstantName => `minusFusedLn2-${index}`)
      : ln2.map((_, index): ConstantName => `minusLn2-${index}`);
  const each = (step: (at: number) => Code): Code[] => value.map((_, at) => step(at));
  const terms = coefficients.map((_, index): ConstantName => `c${index + 1}`).reverse();
  const poly = value.map(() => k.body.local("v128"));
  return [
    ...each((at) => exponent[at].set(madd(k, value[at].get, constant("log2e"), constant("magic")))),
    ...each((at) => whole[at].set(f32x4.sub(exponent[at].get, constant("magic")))),
    ...parts.flatMap((part) => each((at) => value[at].set(madd(k, whole[at].get, constant(part), value[at].get)))),
    ...each((at) => poly[at].set(constant(terms[0]))),
    ...[...terms.slice(1), "one" as const].flatMap((term) =>
      each((at) => poly[at].set(madd(k, poly[at].get, value[at].get, constant(term)))),
    ),
    ...each((at) => value[at].set(poly[at].get)),
  ];
}

/** Minus infinity and all that is far below comes to where exponents are exact; what is not a number stays so. */
export const notBelow = (k: Kernel, x: Code): Code => f32x4.pseudoMax(x, k.constant("nearest"));

/** What `powerBelow` subtracts: the exponent that comes out as 2^0. */
export const floorOf = (k: Kernel, top: Code): Code => i32x4.sub(top, k.constant("bias"));

/** 2^(n - top), by integers: n and top are sums with `magic`, `floor` is top's `floorOf`; nothing from 2^-127 on. */
export const powerBelow = (n: Code, floor: Code): Code =>
  i32x4.shiftLeft(i32x4.max(i32x4.sub(n, floor), v128.const([0, 0, 0, 0])), i32.const(23));

/** exp(z) of z <= 0 in one float, from its halves; 0 below the smallest normal one. `z` is kept for the look at the cutoff. */
export const inOneFloat = (k: Kernel, value: Code, exponent: Code, z: Code): Code =>
  v128.andNot(f32x4.mul(value, i32x4.shiftLeft(exponent, i32.const(23))), f32x4.less(z, k.constant("cutoff")));
