/** The passes of softmax with the maximum subtracted, in both forms with three passes, and online. */
import { f32x4, v128, type Code, type Local } from "#lab/wasm/emit";
import { exponentials, inOneFloat, lanes, type Lanes } from "./arithmetic.ts";
import { masked, pass, sumOf, unroll, withLanes, zero, type Build, type Pass } from "./pass.ts";

/** Three-pass, first, both forms. */
export const maximum = (build: Build) =>
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
const sums = (name: string, stores: boolean) => (build: Build) =>
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
export const writeShifted = (build: Build) =>
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
export const multiply = (build: Build) =>
  pass("multiply", build, (p) => {
    const factor = p.told("factor");
    return {
      work: (count) => Array.from({ length: count }, (_, at) => p.write(at, f32x4.mul(p.read(p.from, at), factor))),
    };
  });

/** Online softmax, first: maximum and sum in one pass, the sum brought down whenever the maximum grows. */
export const sumOnline = (build: Build) =>
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

export const sumShifted = sums("sumShifted", false);
export const storeShifted = sums("storeShifted", true);
