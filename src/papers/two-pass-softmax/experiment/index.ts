/** Times softmax in two passes and in three, in WebAssembly that is written here, on rows that fit into caches and one that does not. */
import { random } from "#engine";
import { experiment, withProgressRange, type LabEvent } from "#lab/kit/index";
import { canShare, processors } from "#lab/wasm/crew";
import { hasFusedMadd } from "#lab/wasm/relaxed";
import type { Madd } from "../kernels/arithmetic.ts";
import { openMachine } from "../kernels/machine.ts";
import paper from "../paper.ts";
import { correctPart } from "./correct.ts";
import { passesPart } from "./passes.ts";
import { buildNames, passNames, rowOf, type ChartName, type Settings, type SoftmaxLab } from "./settings.ts";
import { comparePart, type Compared } from "./speed.ts";

/** More threads than these wait for the same memory. */
const mostThreads = 16;

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 5,
    why: "A seed is a whole timing in an order of its own; the clock's own difference is taken off each. One seed at a time (--workers 1): two would share the processors' memory, and their threads the processors.",
    pilot: {},
    arms: ["two passes", "three passes, recomputed", "three passes, reloaded", "online softmax", "ONNX Runtime"],
    steps: 0,
    tuning:
      "Nothing is tuned: four vectors side by side and sums over blocks in every kernel, settled before any comparison.",
  },
  charts: {
    Speed: {
      x: { label: "Numbers in the row", scale: "log" },
      y: { label: "Speed of two passes, the better three being 1" },
      caption:
        "Above 1 two passes are faster. Where a row no longer fits into the caches, to the right, the paper expects its gain.",
    },
    Time: {
      x: { label: "Numbers in the row", scale: "log" },
      y: { label: "Time per number", unit: "ns", scale: "log" },
      caption:
        "One thread, the best kernels that this runtime can run. ONNX Runtime's time has the handing over of the row in it.",
    },
    Passes: {
      x: { label: "Time per number", unit: "ns" },
      y: { label: "Pass", names: Object.values(passNames) },
      mark: "dots",
      caption:
        "A pass at memory speed lies where its bytes would take it at the copy's bandwidth; one to the right of it waits for arithmetic.",
    },
  },
  presets: {
    quick: { seeds: 1, seconds: { node: 15, browser: 30 }, lengths: [12, 16, 20, 23], rounds: 4 },
    full: { seeds: 5, seconds: { node: 400, browser: 700 }, lengths: [12, 14, 16, 18, 20, 22, 24], rounds: 15 },
  },
  smoke: { seeds: 1, seconds: { node: 2, browser: 4 }, lengths: [8, 10], rounds: 1 },
  measures: [
    "bandwidth-bound",
    "no-overflow",
    "traffic-two-pass",
    "traffic-three-recompute",
    "traffic-three-reload",
    "speedup-avx512",
    "speedup-avx2",
    "speedup-other-cpus",
  ],
  datasets: [],

  async *run(lab, { lengths, rounds }) {
    const fused = hasFusedMadd();
    const builds: Madd[] = fused ? ["plain", "fused"] : ["plain"];
    yield* correctPart(lab, builds);

    const shared = canShare();
    const longest = 2 ** lengths.at(-1)!;
    const machine = openMachine(longest, { shared });
    const [from] = machine.rows;
    machine.floats.set(rowOf(random(lab.seed).stream("row"), longest, 20), from / 4);

    const best = fused ? "fused" : "plain";
    for (const [at, build] of builds.entries()) {
      const kernels = machine.kernels(build);
      const part = withProgressRange(lab, 0.3 * at, 0.3 * (at + 1));
      const last = yield* overLengths(part, lengths, buildNames[build], async function* (length, within) {
        const what = `${buildNames[build]}, ${length.toLocaleString("en")} numbers`;
        const seen = yield* comparePart(within, machine, kernels, { length, rounds, what });
        if (build === best)
          for (const [series, y] of Object.entries(seen.time)) yield lab.point("Time", { series, x: length, y });
        return seen;
      });
      yield lab.measure(build === "fused" ? "speedup-avx512" : "speedup-avx2", last.faster, { twin: last.twin });
    }
    if (!fused)
      yield lab.note("This runtime has no fused multiply-add in relaxed SIMD: the claim about it is not measured.");

    for (const [at, build] of builds.entries()) {
      const within = withProgressRange(lab, 0.6 + 0.1 * at, 0.7 + 0.1 * at);
      const options = { length: longest, rounds, build: buildNames[build] };
      const { share, twin, slowest } = yield* passesPart(within, machine, machine.kernels(build), options);
      if (build !== best) continue;
      yield lab.measure("bandwidth-bound", share, { twin });
      const regime =
        share >= 0.8 ? "memory is what every pass waits for" : `the ${passNames[slowest]} waits for arithmetic`;
      yield lab.note(`on this machine, on one thread, ${regime}`);
    }

    const threads = Math.min(mostThreads, Math.max(2, processors()));
    if (!shared) {
      yield lab.note("This page may not share memory between threads: the claim about all processors is not measured.");
      return;
    }
    const crew = await machine.crew(best, threads);
    try {
      const within = withProgressRange(lab, 0.8, 1);
      const last = yield* overLengths(within, lengths, `${threads} threads`, (length, part) =>
        comparePart(part, machine, crew, { length, rounds, what: `${threads} threads`, wall: true }),
      );
      yield lab.measure("speedup-other-cpus", last.faster, { twin: last.twin });
    } finally {
      await crew.release();
    }
  },
});

/** Compares over rows of every length, draws how much faster two passes are, and returns what the longest showed. */
async function* overLengths(
  lab: SoftmaxLab,
  lengths: readonly number[],
  series: string,
  compare: (length: number, lab: SoftmaxLab) => AsyncGenerator<LabEvent, Compared, void>,
): AsyncGenerator<LabEvent, Compared, void> {
  let last: Compared | undefined;
  for (const [at, power] of lengths.entries()) {
    const part = withProgressRange(lab, at / lengths.length, (at + 1) / lengths.length);
    last = yield* compare(2 ** power, part);
    yield lab.point("Speed", { series, x: 2 ** power, y: 1 + last.faster / 100 });
  }
  const { better, faster, twin } = last!;
  const said = `${Math.abs(faster).toFixed(1)} % ${faster < 0 ? "slower" : "faster"}`;
  yield lab.note(
    `${series}, ${(2 ** lengths.at(-1)!).toLocaleString("en")} numbers: of the forms with three passes ${better} is the better one; two passes are ${said} (the same form twice differs by ${twin.toFixed(1)} %)`,
  );
  return last!;
}
