/** What needs a clock: every form over rows of every length, in one build or on all processors, beside ONNX Runtime. */
import { input, random } from "#engine";
import { relay, type LabEvent } from "#lab/kit/index";
import { inferenceArm, timeArms, timedPart, timeRatio, twinOf, type TimedArm, type Timings } from "#lab/measure/timing";
import { median } from "#lab/measure/statistics";
import type { Kernels, Machine } from "../kernels/machine.ts";
import { algorithms, type AlgorithmName } from "../kernels/softmax.ts";
import { rowOf, type SoftmaxLab } from "./settings.ts";

const names = Object.keys(algorithms) as AlgorithmName[];
const three = ["recompute", "reload"] as const;
const peer = "ONNX Runtime";
/** Floats that a timed run goes through at least: below it the call would be timed. */
const atLeast = 2 ** 18;

export interface Compared {
  /** How much faster two passes are than the better form with three, in percent, and what the better one shows against itself. */
  readonly faster: number;
  readonly twin: number;
  readonly better: (typeof three)[number];
  /** Nanoseconds for each number of the row. */
  readonly time: Readonly<Record<AlgorithmName | typeof peer, number>>;
}

/** Times the forms on rows of one length. @param wall whether threads wait for each other, which only the wall's clock sees. */
export async function* comparePart(
  lab: SoftmaxLab,
  { rows: [from, to] }: Machine,
  kernels: Kernels,
  { length, rounds, what, wall = false }: { length: number; rounds: number; what: string; wall?: boolean },
): AsyncGenerator<LabEvent, Compared, void> {
  const repeats = Math.max(1, Math.ceil(atLeast / length));
  const arms = names.map((name): TimedArm => ({
    name,
    open: async () => ({
      async run() {
        for (let repeat = 0; repeat < repeats; repeat++) algorithms[name](kernels, from, to, length);
      },
      release: async () => {},
    }),
  }));
  const plan = { baseline: three[0], twins: [three[1]], rounds };
  const timings = wall
    ? yield* relay(timeArms(arms, { ...plan, seed: lab.seed }), (done) => [lab.progress(done, what)])
    : yield* timedPart({ ...lab, threads: 1 }, [...arms, softmaxOfPeer(lab, length, repeats)], plan, what);
  return compared(timings, length * repeats);
}

function compared(timings: Timings, floats: number): Compared {
  const time = Object.fromEntries(
    [...names, peer].map((name) => [name, (1e6 * median(timings[name] ?? [NaN])) / floats]),
  ) as Compared["time"];
  const [recompute, reload] = three;
  const better = time[recompute] < time[reload] ? recompute : reload;
  const faster = (arm: string) => 100 * (timeRatio(timings, better, arm).median - 1);
  return { faster: faster("two passes"), twin: faster(twinOf(better)), better, time };
}

/** The same rows by ONNX Runtime, on one thread; what it takes to hand over a row and to get one is a part of it. */
function softmaxOfPeer({ device, seed }: SoftmaxLab, length: number, repeats: number): TimedArm {
  const x = input("x", [1, length]);
  const feeds = { x: rowOf(random(seed).stream("row"), length, 20) };
  const arm = inferenceArm(peer, { outputs: { y: x.softmax(-1) }, feeds, device, threads: 1 });
  return {
    name: peer,
    async open() {
      const one = await arm.open();
      return {
        async run() {
          for (let repeat = 0; repeat < repeats; repeat++) await one.run();
        },
        release: () => one.release(),
      };
    },
  };
}
