/** Limits of the machine: reading alone, copying, and a sum of two rows, as STREAM measures them. */
import { f32x4, v128 } from "#lab/wasm/emit";
import { pass, unroll, zero, type Build } from "./pass.ts";

export const read = (build: Build) =>
  pass("read", build, (p) => {
    const all = Array.from({ length: unroll }, () => p.k.body.local("v128"));
    return {
      before: all.map((local) => local.set(zero)),
      work: (count) => all.slice(0, count).map((local, at) => local.set(v128.xor(local.get, p.read(p.from, at)))),
      results: { result: all.map(({ get }) => get).reduce((a, b) => v128.xor(a, b)) },
    };
  });
export const copy = (build: Build) =>
  pass("copy", build, (p) => ({
    work: (count) => Array.from({ length: count }, (_, at) => p.write(at, p.read(p.from, at))),
  }));
export const triad = (build: Build) =>
  pass("triad", build, (p) => {
    const factor = p.told("factor");
    const both = (at: number) => f32x4.add(p.read(p.from, at), f32x4.mul(p.read(p.third, at), factor));
    return { work: (count) => Array.from({ length: count }, (_, at) => p.write(at, both(at))) };
  });
