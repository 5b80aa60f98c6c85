/** What needs no clock: how exact the two passes are, and what every form reads and writes. */
import { random } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import type { Madd } from "../kernels/arithmetic.ts";
import { openMachine, type Machine } from "../kernels/machine.ts";
import { algorithms, twoPasses, type AlgorithmName } from "../kernels/softmax.ts";
import { buildNames, rowOf, type SoftmaxLab } from "./settings.ts";

const length = 4_096;
/** e^89 is more than a float holds. */
const scales = [20, 100, 1_000, 10_000];

const claims = {
  "two passes": "traffic-two-pass",
  recompute: "traffic-three-recompute",
  reload: "traffic-three-reload",
} as const satisfies Partial<Record<AlgorithmName, string>>;

export function* correctPart(lab: SoftmaxLab, builds: readonly Madd[]): Generator<LabEvent, void, void> {
  const machine = openMachine(length);
  const errors = new Map(
    builds.map((build) => [build, Math.max(...scales.map((scale) => errorAt(machine, build, scale)))]),
  );
  // Plain SIMD, whose every rounding is laid down: the same number on all machines.
  yield lab.measure("no-overflow", errors.get("plain")!, { exact: true });
  for (const [build, error] of errors)
    yield lab.note(`largest relative error, ${buildNames[build]}: ${error.toExponential(1)}`);
  const [from, to] = machine.rows;
  for (const [name, claim] of Object.entries(claims) as [keyof typeof claims, (typeof claims)[keyof typeof claims]][]) {
    const counting = machine.kernels("plain", { counted: true });
    algorithms[name](counting, from, to, length);
    const { reads, writes } = counting.traffic();
    yield lab.measure(claim, (reads + writes) / length, { exact: true });
  }
}

/** The largest relative error of a softmax above 1e-30, beside float64's with the maximum subtracted; what is smaller must be finite. */
function errorAt({ floats, rows: [from, to], kernels }: Machine, build: Madd, scale: number): number {
  const x = rowOf(random(1).stream(`rows of scale ${scale}`), length, scale);
  floats.set(x, from / 4);
  twoPasses(kernels(build), from, to, length);
  const maximum = x.reduce((best, value) => Math.max(best, value), -Infinity);
  const exact = Float64Array.from(x, (value) => Math.exp(value - maximum));
  const sum = exact.reduce((sum, power) => sum + power, 0);
  return exact.reduce((worst, power, at) => {
    const right = power / sum;
    const ours = floats[to / 4 + at];
    return right > 1e-30 || !Number.isFinite(ours) ? Math.max(worst, Math.abs(ours / right - 1)) : worst;
  }, 0);
}
