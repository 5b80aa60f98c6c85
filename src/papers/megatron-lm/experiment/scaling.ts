/** How much of a second worker arrives: models sized to their workers, timed in turns, beside two workers that share nothing. */
import type { LabEvent } from "#lab/kit/index";
import { median } from "#lab/measure/statistics";
import { timedPart, timeRatio, twinOf, type Timings } from "#lab/measure/timing";
import { canShare } from "#lab/wasm/crew";
import type { MegatronLab, Settings, SplitSettings } from "./settings.ts";
import { openCrew, type StepReport } from "./workers.ts";

/** Products a run, or the clock would see little of them. */
const products = 8;

/** Operations of a step of serial training, forward and twice that backward; what is computed again is not counted. Card: 72 b s L h^2 (1 + s / 6h + V / 12 L h). */
export const operations = ({ batch, context, depth, width, vocabulary }: SplitSettings): number =>
  72 * batch * context * depth * width ** 2 * (1 + context / (6 * width) + vocabulary / (12 * depth * width));

/** Of something that is measured against a program which runs twice: `value` against the one, and by how much that is more than against its copy. */
interface Twinned {
  readonly value: number;
  readonly twin: number;
}

function twinned(of: (baseline: string) => number, baseline: string): Twinned {
  const value = of(baseline);
  return { value, twin: value - of(twinOf(baseline)) };
}

/** Arithmetic per worker of a model on two, as a percentage of that of `one` on one. */
export const efficiencyOf = (timings: Timings, one: SplitSettings, two: SplitSettings): Twinned =>
  twinned(
    (baseline) => (50 * operations(two) * timeRatio(timings, baseline, nameOf(two)).median) / operations(one),
    "one worker",
  );

/** Arithmetic of one worker as a percentage of that of a product of matrices of side `peak`. */
export const shareOfPeak = (timings: Timings, one: SplitSettings, peak: number): Twinned =>
  twinned(
    (product) =>
      (100 * operations(one) * timeRatio(timings, product, "one worker").median) / (products * 2 * peak ** 3),
    "product",
  );

const nameOf = ({ depth, width }: SplitSettings) => `two workers, ${depth} layers of ${width}`;

export const configurations = (scaling: Settings["scaling"]): string[] => [
  "two models side by side",
  ...scaling.two.map(nameOf),
];

export async function* scalingPart(
  lab: MegatronLab,
  { one, two, rounds, peak }: Settings["scaling"],
): AsyncGenerator<LabEvent, void, void> {
  const canStart = globalThis.process?.getBuiltinModule !== undefined || typeof Worker !== "undefined";
  if (!canShare() || !canStart) {
    const lack = canStart ? "Workers cannot share memory here" : "A worker cannot start others here";
    yield lab.note(`${lack}: the claims about speed are not measured; all else runs in one thread.`);
    return;
  }
  const { device } = lab;
  const crew = openCrew();
  try {
    const alone = () => crew.alone(one, device);
    let last: readonly StepReport[] = [];
    const [wide] = two;
    const arms = [
      crew.arm("one worker", () => [alone()]),
      crew.arm("two models side by side", () => [alone(), alone()]),
      ...two.map((settings) =>
        crew.arm(
          nameOf(settings),
          () => crew.together(settings, device),
          settings === wide ? (reports) => (last = reports) : undefined,
        ),
      ),
      crew.arm("product", () => [{ kind: "product", side: peak, times: products, device }]),
    ];
    const plan = { baseline: "one worker", twins: ["product"], rounds };
    // Two threads: by the wall's clock, as waiting counts.
    const timings = yield* timedPart({ ...lab, threads: 2 }, arms, plan, "one worker and two");

    const efficiency = (settings: SplitSettings) => efficiencyOf(timings, one, settings);
    const { value: reached, twin } = efficiency(wide);
    yield lab.measure("scaling-efficiency", reached, { twin });
    const share = shareOfPeak(timings, one, peak);
    yield lab.measure("baseline-flops", share.value, { twin: share.twin });

    const against = (arm: string) => timeRatio(timings, "one worker", arm).median;
    const most = 100 * against("two models side by side");
    const floor = Math.abs(100 * (against(twinOf("one worker")) - 1));
    yield lab.point("Speed", { series: "the most there is", x: most, y: 1 });
    for (const [at, settings] of two.entries())
      yield lab.point("Speed", { series: "reached", x: efficiency(settings).value, y: at + 2 });
    const step = median(timings[nameOf(wide)]);
    const part = (of: (report: StepReport) => number) =>
      last.map((report) => `${((100 * of(report)) / step).toFixed(0)} %`).join(" and ");
    yield lab.note(
      `efficiency ${reached.toFixed(1)} % of at most ${most.toFixed(1)} % on this machine (two models side by side that share nothing); ` +
        `the same model twice differs by ${floor.toFixed(1)} %; a step on two workers takes ${step.toFixed(0)} ms, ` +
        `of which they spend ${part(({ sums }) => sums)} in sums, ${part(({ waiting }) => waiting)} waiting for each other`,
    );
    yield* stepPoints(lab, last);
  } finally {
    crew.release();
  }
}

/** Lanes of the last step: when each worker ended something, one dot each. Of the first seed only. */
function* stepPoints(lab: MegatronLab, reports: readonly StepReport[]): Generator<LabEvent, void, void> {
  if (lab.seed !== 1) return;
  const begin = Math.min(...reports.flatMap(({ spans }) => spans.map(([, from]) => from)));
  for (const [rank, { spans }] of reports.entries())
    for (const [series, from, to] of spans)
      yield lab.point("Step", { series, x: (from + to) / 2 - begin, y: rank + 1 });
}
