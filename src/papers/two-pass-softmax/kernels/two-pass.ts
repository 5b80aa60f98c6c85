/** The two passes of the paper. */
import { f32x4, v128 } from "#lab/wasm/emit";
import { exponentials, floorOf, madd, notBelow, powerBelow } from "./arithmetic.ts";
import { masked, pass, sumOf, withLanes, zero, type Build } from "./pass.ts";

/** Two-pass, first: the sum of all pairs. Four vectors are brought to one exponent and added up before the sum is, which so is rescaled once for all of them. */
export const sumPairs = (build: Build) =>
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
export const writePairs = (build: Build) =>
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
