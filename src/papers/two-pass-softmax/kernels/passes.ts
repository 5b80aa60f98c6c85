/**
 * The passes that the algorithms are made of. Each has the parameters
 *   from, to: addresses of the rows that it reads and writes (the same where it works in place);
 *   n: how many floats; rows begin at multiples of 16 bytes and have room up to the next one;
 *   at: address of its numbers, see `slots`.
 */
import { count, f32x4, i32, i32x4, v128, whileLoop, type Code, type EmittedFunction, type Local } from "#lab/wasm/emit";
import {
  exponentials,
  floorOf,
  inOneFloat,
  kernel,
  lanes,
  madd,
  notBelow,
  powerBelow,
  type Kernel,
  type Lanes,
  type Madd,
} from "./arithmetic.ts";

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
const unroll = 4;
/** Turns of the loop between two flushes. */
const blockLength = 256;

interface Pass {
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
const pass = (name: string, { madd, counted }: Build, make: (pass: Pass) => Parts): EmittedFunction => ({
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

const masked = (value: Code, mask: Code | null): Code => (mask ? v128.and(value, mask) : value);

/** Work with locals of its own for four vectors, and for one. */
const withLanes = ({ k }: Pass, work: (lanes: Lanes, mask: Code | null) => Code[]): Work => {
  const all = lanes(k, unroll);
  return (count, mask) => work({ value: all.value.slice(0, count), exponent: all.exponent.slice(0, count) }, mask);
};

const zero = v128.const([0, 0, 0, 0]);
const sumOf = (locals: readonly Local[]): Code => locals.map(({ get }) => get).reduce((a, b) => f32x4.add(a, b));

/** Two-pass, first: the sum of all pairs. Four vectors are brought to one exponent and added up before the sum is, which so is rescaled once for all of them. */
const sumPairs = (build: Build) =>
  pass("sumPairs", build, (p) => {
    const [mantissa, exponent, top, floor, scale] = [0, 0, 0, 0, 0].map(() => p.k.body.local("v128"));
    const [total, totalExponent] = [0, 0].map(() => p.k.body.local("v128"));
    const lowest = p.k.constant("lowest");
    const none = mantissa.set(zero);
    return {
      before: [none, exponent.set(lowest), total.set(zero), totalExponent.set(lowest)],
      flush: [
        total.set(f32x4.mul(total.get, powerBelow(totalExponent.get, floorOf(p.k, exponent.get)))),
        total.set(f32x4.add(total.get, mantissa.get)),
        totalExponent.set(exponent.get),
        none,
      ],
      work: withLanes(p, (l, mask) => [
        ...l.value.map((value, at) => value.set(notBelow(p.k, p.read(p.from, at)))),
        ...exponentials(p.k, l),
        ...(mask ? [l.value[0].set(masked(l.value[0].get, mask)), l.exponent[0].set(v128.select(l.exponent[0].get, lowest, mask))] : []), // prettier-ignore
        top.set(l.exponent.reduce((top, n) => f32x4.pseudoMax(top, n.get), exponent.get)),
        floor.set(floorOf(p.k, top.get)),
        scale.set(powerBelow(exponent.get, floor.get)),
        ...l.value.map((value, at) => value.set(f32x4.mul(value.get, powerBelow(l.exponent[at].get, floor.get)))),
        mantissa.set(madd(p.k, mantissa.get, scale.get, sumOf(l.value))),
        exponent.set(top.get),
      ]),
      results: { result: total.get, exponent: totalExponent.get },
    };
  });

/** Two-pass, second: every pair by 1 / M, at the exponent that is left. Told: n of the sum with `magic`, and 1 / M. */
const writePairs = (build: Build) =>
  pass("writePairs", build, (p) => {
    const [top, factor, floor] = [p.told("maximum"), p.told("factor"), p.k.body.local("v128")];
    return {
      before: [floor.set(floorOf(p.k, top))],
      work: withLanes(p, (l) => [
        ...l.value.map((value, at) => value.set(notBelow(p.k, p.read(p.from, at)))),
        ...exponentials(p.k, l),
        ...l.value.map((value, at) =>
          p.write(at, f32x4.mul(f32x4.mul(value.get, factor), powerBelow(l.exponent[at].get, floor.get))),
        ),
      ]),
    };
  });

/** Three-pass, first, both forms. */
const maximum = (build: Build) =>
  pass("maximum", build, (p) => {
    const best = Array.from({ length: unroll }, () => p.k.body.local("v128"));
    const none = p.k.constant("lowestFloat");
    const all = best.map(({ get }) => get);
    return {
      before: best.map((local) => local.set(none)),
      work: (count, mask) =>
        best.slice(0, count).map((local, at) => {
          const x = p.read(p.from, at);
          return local.set(f32x4.pseudoMax(local.get, mask ? v128.select(x, none, mask) : x));
        }),
      results: { result: all.reduce((a, b) => f32x4.pseudoMax(a, b)) },
    };
  });

/** exp(x - maximum) of some vectors, into `l.value`. */
function shifted(p: Pass, l: Lanes, z: readonly Local[], top: Code): Code[] {
  return [
    ...l.value.map((value, at) => value.set(f32x4.sub(p.read(p.from, at), top))),
    ...l.value.map((value, at) => z[at].set(value.get)),
    ...exponentials(p.k, l),
    ...l.value.map((value, at) => value.set(inOneFloat(p.k, value.get, l.exponent[at].get, z[at].get))),
  ];
}

const distances = ({ k }: Pass): Local[] => Array.from({ length: unroll }, () => k.body.local("v128"));

/** Three-pass, second: the sum of exp(x - maximum), stored on the way or not. */
const sumShifted = (name: string, stores: boolean) => (build: Build) =>
  pass(name, build, (p) => {
    const [top, z] = [p.told("maximum"), distances(p)];
    const sums = Array.from({ length: unroll }, () => p.k.body.local("v128"));
    const total = p.k.body.local("v128");
    const none = sums.map((sum) => sum.set(zero));
    return {
      before: [...none, total.set(zero)],
      flush: [total.set(f32x4.add(total.get, sumOf(sums))), ...none],
      work: withLanes(p, (l, mask) => [
        ...shifted(p, l, z, top),
        ...(stores ? l.value.map((value, at) => p.write(at, value.get)) : []),
        ...l.value.map((value, at) => sums[at].set(f32x4.add(sums[at].get, masked(value.get, mask)))),
      ]),
      results: { result: total.get },
    };
  });

/** Recompute, third: exp(x - maximum) once more, by 1 / sum. */
const writeShifted = (build: Build) =>
  pass("writeShifted", build, (p) => {
    const [top, factor, z] = [p.told("maximum"), p.told("factor"), distances(p)];
    return {
      work: withLanes(p, (l) => [
        ...shifted(p, l, z, top),
        ...l.value.map((value, at) => p.write(at, f32x4.mul(value.get, factor))),
      ]),
    };
  });

/** Reload, third: what was stored, by 1 / sum. Between different rows it is STREAM's scale. */
const multiply = (build: Build) =>
  pass("multiply", build, (p) => {
    const factor = p.told("factor");
    return {
      work: (count) => Array.from({ length: count }, (_, at) => p.write(at, f32x4.mul(p.read(p.from, at), factor))),
    };
  });

/** Online softmax, first: maximum and sum in one pass, the sum brought down whenever the maximum grows. */
const sumOnline = (build: Build) =>
  pass("sumOnline", build, (p) => {
    const [top, sum, total, next] = [0, 0, 0, 0].map(() => p.k.body.local("v128"));
    const x = Array.from({ length: unroll }, () => p.k.body.local("v128"));
    // One exponential more than numbers: that of what the maximum grew by.
    const l = lanes(p.k, unroll + 1);
    const z = Array.from({ length: unroll + 1 }, () => p.k.body.local("v128"));
    const start = p.k.constant("nearest");
    return {
      before: [sum.set(zero), total.set(zero), top.set(start)],
      flush: [total.set(f32x4.add(total.get, sum.get)), sum.set(zero)],
      work(count, mask) {
        const [used, value] = [x.slice(0, count), l.value.slice(0, count + 1)];
        const exponent = l.exponent.slice(0, count + 1);
        return [
          ...used.map((local, at) =>
            local.set(mask ? v128.select(p.read(p.from, at), start, mask) : p.read(p.from, at)),
          ),
          next.set(used.reduce((best, local) => f32x4.pseudoMax(best, local.get), top.get)),
          ...used.map((local, at) => value[at].set(f32x4.sub(local.get, next.get))),
          value[count].set(f32x4.sub(top.get, next.get)),
          ...value.map((local, at) => z[at].set(local.get)),
          ...exponentials(p.k, { value, exponent }),
          ...value.map((local, at) => local.set(inOneFloat(p.k, local.get, exponent[at].get, z[at].get))),
          ...[sum, total].map((local) => local.set(f32x4.mul(local.get, value[count].get))),
          ...value.slice(0, count).map((local) => sum.set(f32x4.add(sum.get, masked(local.get, mask)))),
          top.set(next.get),
        ];
      },
      results: { result: total.get, exponent: top.get },
    };
  });

/** Limits of the machine: reading alone, copying, and a sum of two rows, as STREAM measures them. */
const read = (build: Build) =>
  pass("read", build, (p) => {
    const all = Array.from({ length: unroll }, () => p.k.body.local("v128"));
    return {
      before: all.map((local) => local.set(zero)),
      work: (count) => all.slice(0, count).map((local, at) => local.set(v128.xor(local.get, p.read(p.from, at)))),
      results: { result: all.map(({ get }) => get).reduce((a, b) => v128.xor(a, b)) },
    };
  });
const copy = (build: Build) =>
  pass("copy", build, (p) => ({
    work: (count) => Array.from({ length: count }, (_, at) => p.write(at, p.read(p.from, at))),
  }));
const triad = (build: Build) =>
  pass("triad", build, (p) => {
    const factor = p.told("factor");
    const both = (at: number) => f32x4.add(p.read(p.from, at), f32x4.mul(p.read(p.third, at), factor));
    return { work: (count) => Array.from({ length: count }, (_, at) => p.write(at, both(at))) };
  });

const all = {
  sumPairs,
  writePairs,
  maximum,
  sumShifted: sumShifted("sumShifted", false),
  storeShifted: sumShifted("storeShifted", true),
  writeShifted,
  multiply,
  sumOnline,
  read,
  copy,
  triad,
};
export type PassName = keyof typeof all;

export const passes = (build: Build): EmittedFunction[] => Object.values(all).map((make) => make(build));
