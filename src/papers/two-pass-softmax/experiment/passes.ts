/** Each pass on its own, on the row that no cache holds, beside what this machine reads and copies. */
import type { LabEvent } from "#lab/kit/index";
import { median } from "#lab/measure/statistics";
import { timedPart, timeRatio, twinOf, type TimedArm } from "#lab/measure/timing";
import type { Kernels, Machine } from "../kernels/machine.ts";
import type { PassName } from "../kernels/passes.ts";
import { magic } from "../kernels/arithmetic.ts";
import { extExp } from "../method.ts";
import { passNames, threePasses, type SoftmaxLab } from "./settings.ts";

const names = Object.keys(passNames) as PassName[];
/** The row's largest number, nearly; pairs know it by its exponent. */
const top = 20;
const tops: Partial<Record<PassName, number>> = { writePairs: extExp(top).exponent + magic };

/** Floats that each pass reads and writes for one of its row, counted as it runs. */
function movedBy({ rows: [from, to], kernels }: Machine, length: number): (name: PassName) => number {
  const moved = new Map<PassName, number>();
  for (const name of names) {
    const counting = kernels("plain", { counted: true });
    counting.run(name, from, to, length, { maximum: top });
    const { reads, writes } = counting.traffic();
    moved.set(name, (reads + writes) / length);
  }
  return (name) => moved.get(name)!;
}
/** Of the row that is counted on: whole loops. */
const counted = 16;

/** What a pass of a form with three passes has of the copy's bandwidth at least, and what the copy has of its twin's, as ratios. */
export interface Bandwidth {
  readonly share: number;
  readonly twin: number;
  readonly slowest: PassName;
}

export async function* passesPart(
  lab: SoftmaxLab,
  machine: Machine,
  kernels: Kernels,
  { length, rounds, build }: { length: number; rounds: number; build: string },
): AsyncGenerator<LabEvent, Bandwidth, void> {
  const {
    floats,
    rows: [from, to, third],
  } = machine;
  const moved = movedBy(machine, counted);
  // Memory that was never written is one page of zeros, which every cache holds.
  floats.fill(1, third / 4, third / 4 + length);
  const arms = names.map((name): TimedArm => ({
    name,
    open: async () => ({
      // As in the softmax: the product works in place, on numbers that stay what they are.
      run: async () =>
        void kernels.run(name, name === "multiply" ? to : from, to, length, { maximum: tops[name] ?? top, factor: 1 }),
      release: async () => {},
    }),
  }));
  const timings = yield* timedPart({ ...lab, threads: 1 }, arms, { baseline: "copy", rounds }, `passes, ${build}`);
  const nanoseconds = (name: PassName) => (1e6 * median(timings[name])) / length;
  const share = (name: PassName) => (timeRatio(timings, "copy", name).median * moved(name)) / moved("copy");
  for (const [at, name] of names.entries()) {
    yield lab.point("Passes", { series: build, x: nanoseconds(name), y: at + 1 });
    const atCopySpeed = (nanoseconds("copy") * moved(name)) / moved("copy");
    if (build === "plain SIMD")
      yield lab.point("Passes", { series: "at the copy's bandwidth", x: atCopySpeed, y: at + 1 });
  }
  const gigabytes = (name: PassName) => `${passNames[name]} ${((4 * moved(name)) / nanoseconds(name)).toFixed(1)}`;
  yield lab.note(`gigabytes a second, ${build}: ${(["read", "copy", "triad"] as const).map(gigabytes).join(", ")}`);
  const slowest = threePasses.reduce((a, b) => (share(a) < share(b) ? a : b));
  yield lab.note(
    `share of the copy's bandwidth, ${build}: ${threePasses.map((name) => `${passNames[name]} ${share(name).toFixed(2)}`).join(", ")}`,
  );
  return { share: share(slowest), twin: timeRatio(timings, "copy", twinOf("copy")).median, slowest };
}
