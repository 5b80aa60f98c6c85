/**
 * What all passes over a row have in common: the loop, the last vector, what they are told and what they tell. Each has the parameters
 *   from, to: addresses of the rows that it reads and writes (the same where it works in place);
 *   n: how many floats; rows begin at multiples of 16 bytes and have room up to the next one;
 *   at: address of its numbers, see `slots`.
 */
import { count, f32x4, i32, i32x4, v128, whileLoop, type Code, type EmittedFunction, type Local } from "#lab/wasm/emit";
import { kernel, lanes, type Kernel, type Lanes, type Madd } from "./arithmetic.ts";

/** Bytes from `at`: what a pass is told, and the four lanes of each of its two results. */
export const slots = { maximum: 0, factor: 4, third: 8, result: 16, exponent: 32, bytes: 64 } as const;
/** Places of the counters that count floats read and written, where a module has them. */
export const counters = ["reads", "writes"];

export interface Build {
  readonly madd: Madd;
  /** Whether what is read and written is counted. */
  readonly counted: boolean;
}

/** Vectors that go through a loop side by side. */
export const unroll = 4;
/** Turns of the loop between two flushes. */
const blockLength = 256;

export interface Pass {
  readonly k: Kernel;
  /** What was told, in all lanes. */
  told(slot: "maximum" | "factor"): Code;
  /** Another row, at the same place as `from`. */
  readonly third: Code;
  /** The next floats of a row; `index` counts vectors. */
  read(row: Code, index: number): Code;
  write(index: number, value: Code): Code;
  readonly from: Code;
  readonly to: Code;
}

/** The work on some vectors. Where `mask` is given, its lanes of zeros are beyond the end of the row. */
type Work = (count: number, mask: Code | null) => Code[];

interface Parts {
  readonly before?: readonly Code[];
  readonly work: Work;
  /** After each block: a long sum is made of short ones, or what is added would be too small to count. */
  readonly flush?: readonly Code[];
  readonly results?: { readonly result: Code; readonly exponent?: Code };
}

/** A function that goes through a row: four vectors at a time, then one at a time, the last of them perhaps in part. */
export const pass = (name: string, { madd, counted }: Build, make: (pass: Pass) => Parts): EmittedFunction => ({
  name,
  params: ["i32", "i32", "i32", "i32"],
  build(body) {
    const [from, to, n, at] = body.params;
    const k = kernel(body, madd);
    const told: Code[] = [];
    const step = (counter: number): Code => (counted ? count(counter, 4) : []);
    const third = body.local("i32");
    const parts = make({
      k,
      told(slot) {
        const local = body.local("v128");
        told.push(local.set(v128.loadSplat(at.get, slots[slot])));
        return local.get;
      },
      third: third.get,
      read: (row, index) => [...step(0), ...v128.load(row, 16 * index)],
      write: (index, value) => [...step(1), ...v128.store(to.get, value, 16 * index)],
      from: from.get,
      to: to.get,
    });
    const advance = (vectors: number): Code[] => [
      ...[from, to, third].map((row) => row.set(i32.add(row.get, i32.const(16 * vectors)))),
      n.set(i32.sub(n.get, i32.const(4 * vectors))),
    ];
    const mask = body.local("v128");
    const many = parts.work(unroll, null);
    const one = parts.work(1, mask.get);
    const { result, exponent } = parts.results ?? {};
    const blocks = body.local("i32");
    const enough = i32.greaterEqual(n.get, i32.const(4 * unroll));
    return [
      ...k.prologue(),
      ...told,
      third.set(i32.load(at.get, slots.third)),
      ...(parts.before ?? []),
      whileLoop(enough, [
        blocks.set(i32.const(blockLength)),
        whileLoop(i32.and(enough, i32.greater(blocks.get, i32.const(0))), [
          ...many,
          ...advance(unroll),
          blocks.set(i32.sub(blocks.get, i32.const(1))),
        ]),
        ...(parts.flush ?? []),
      ]),
      whileLoop(i32.greater(n.get, i32.const(0)), [
        mask.set(i32x4.less(v128.const([0, 1, 2, 3]), i32x4.splat(n.get))),
        ...one,
        ...advance(1),
      ]),
      ...(parts.flush ?? []),
      ...(result ? [v128.store(at.get, result, slots.result)] : []),
      ...(exponent ? [v128.store(at.get, exponent, slots.exponent)] : []),
    ];
  },
});

export const masked = (value: Code, mask: Code | null): Code => (mask ? v128.and(value, mask) : value);

/** Work with locals of its own for four vectors, and for one. */
export const withLanes = ({ k }: Pass, work: (lanes: Lanes, mask: Code | null) => Code[]): Work => {
  const all = lanes(k, unroll);
  return (count, mask) => work({ value: all.value.slice(0, count), exponent: all.exponent.slice(0, count) }, mask);
};

export const zero = v128.const([0, 0, 0, 0]);
export const sumOf = (locals: readonly Local[]): Code => locals.map(({ get }) => get).reduce((a, b) => f32x4.add(a, b));
