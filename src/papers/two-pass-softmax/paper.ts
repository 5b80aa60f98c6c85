/** Two-pass softmax: exponentials as pairs of mantissa and exponent, so that no pass is spent on the maximum. */
import { definePaper } from "#lab/kit/index";

const native = "hand-written code for this instruction set is out of reach of WebAssembly";

export default definePaper({
  slug: "two-pass-softmax",
  title: "The Two-Pass Softmax Algorithm",
  published: "2020-01-13",
  authors: 2,
  arxiv: "2001.04438",
  code: "google/XNNPACK",
  summary:
    "Computes a safe softmax in two passes over memory: each exponential is kept as a mantissa and an exponent, both floats, so nothing can overflow. " +
    "The usual algorithm first reads everything just to find the maximum. " +
    "Where passes run at memory speed, one pass fewer is time saved; whether yours does is what the measurement shows.",
  topics: ["softmax", "efficiency"],
  notATensorProgram:
    "what it saves is a pass over memory, and a graph of tensor operations makes a pass of every operation",
  claims: {
    "bandwidth-bound": {
      statement:
        "every pass of a tuned three-pass softmax runs at memory speed: at no less than 0.8 of a plain copy's bandwidth",
      better: "higher",
      unit: "share of copy bandwidth",
      stated: 1,
      statedAs: "limited by memory bandwidth on server processors",
      neutral: 0.8,
      kind: "speed",
      scale: "reduced",
      counts: 0.05,
      compares: "ratio",
      outOfScope: { why: native, proxy: "the slowest pass in WebAssembly, whose vectors have 128 bits, on one thread" },
    },
    "no-overflow": {
      statement:
        "the output is finite and correct for inputs whose exponential overflows, without a pass for the maximum",
      better: "equal",
      unit: "max relative error",
      stated: null,
      statedAs: "avoids overflow",
      tolerance: 2e-6,
      kind: "equivalence",
      scale: "exact",
    },
    "traffic-two-pass": {
      statement: "two passes read each number twice and write it once",
      better: "equal",
      unit: "floats moved per element",
      stated: 3,
      neutral: 3,
      tolerance: 0,
      kind: "memory",
      scale: "exact",
    },
    "traffic-three-recompute": {
      statement: "three passes that compute exponentials twice read each number three times and write it once",
      better: "equal",
      unit: "floats moved per element",
      stated: 4,
      neutral: 4,
      tolerance: 0,
      kind: "memory",
      scale: "exact",
    },
    "traffic-three-reload": {
      statement: "three passes that store exponentials read each number three times and write it twice",
      better: "equal",
      unit: "floats moved per element",
      stated: 5,
      neutral: 5,
      tolerance: 0,
      kind: "memory",
      scale: "exact",
    },
    "speedup-avx512": {
      statement: "on inputs larger than the cache it beats the three-pass forms, with AVX512 on Skylake-X",
      better: "higher",
      unit: "%",
      stated: null,
      statedAs: "up to 28 %",
      kind: "speed",
      scale: "reduced",
      counts: 2,
      compares: "added",
      outOfScope: { why: native, proxy: "WebAssembly with relaxed SIMD, against the better three-pass form" },
      unverified: "which of the two three-pass forms the 28 % refers to",
    },
    "speedup-avx2": {
      statement: "on inputs larger than the cache it beats the three-pass forms, with AVX2 on Skylake-X",
      better: "higher",
      unit: "%",
      stated: null,
      statedAs: "up to 18 %",
      kind: "speed",
      scale: "reduced",
      counts: 2,
      compares: "added",
      outOfScope: { why: native, proxy: "WebAssembly with plain SIMD, against the better three-pass form" },
      unverified: "which of the two three-pass forms the 18 % refers to",
    },
    "speedup-other-cpus": {
      statement: "it is also faster on other processors, Intel Broadwell and AMD Zen 2",
      better: "higher",
      unit: "%",
      stated: null,
      statedAs: "outperforms there too, no number in the abstract",
      kind: "speed",
      scale: "reduced",
      counts: 2,
      compares: "added",
      outOfScope: {
        why: "native code for those processors is out of reach",
        proxy: "WebAssembly with one worker per core on this machine, against the better three-pass form",
      },
    },
  },
});
