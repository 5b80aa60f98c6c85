/** All arms on the stream of tasks: how well the late ones are memorized, and what became of norms and effective rates. */
import type { Table } from "#lab/datasets/tabular/table";
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { effectiveRate } from "../method.ts";
import { memoryArmNames, memoryArms, writtenOut, type Arm } from "./arms.ts";
import { memorize } from "./memory.ts";
import { bestOf, learningRateOf } from "./rates.ts";
import type { NapLab, Settings } from "./settings.ts";

interface Memorized {
  /** Of each task at its end, in percent. */
  readonly accuracy: readonly number[];
  readonly growth: readonly Readonly<Record<string, number>>[];
}

const asWritten = "NaP, LN's decay written out";

/** In percent, of the last quarter of the tasks; NaN where training diverged before. */
const lateAccuracy = ({ accuracy }: Memorized): number => mean(accuracy.slice(-Math.ceil(accuracy.length / 4)));

/** Growth of the maps alone, as the mean over layers: gains apart. */
const mapGrowth = (growth: Readonly<Record<string, number>>): number =>
  mean(Object.entries(growth).flatMap(([name, value]) => (name.endsWith("/weight") ? [value] : [])));

export async function* memorizingPart(
  lab: NapLab,
  { memory }: Settings,
  rows: Table,
): AsyncGenerator<LabEvent, void, void> {
  const { tasks, steps } = memory;
  const found = new Map<string, Memorized>();
  const arms: { name: string; arm: Arm; rate: number }[] = [
    ...memoryArmNames.map((name) => ({ name, arm: memoryArms[name], rate: learningRateOf("memory", name) })),
    { name: asWritten, arm: writtenOut, rate: learningRateOf("memory", "LN") },
  ];
  for (const [index, { name, arm, rate }] of arms.entries()) {
    const accuracy: number[] = [];
    const growth: Readonly<Record<string, number>>[] = [];
    const factors =
      name === asWritten
        ? found
            .get("LN")!
            .growth.map((all) =>
              Object.fromEntries(
                Object.entries(all).map(([name, value]) => [name, effectiveRate(value, "scale-free")]),
              ),
            )
        : undefined;
    const settings = { arm, rows, tasks, steps, seed: lab.seed, learningRate: rate, factors, threads: lab.threads };
    for await (const at of memorize(settings)) {
      if (at.diverged !== null) {
        yield lab.note(`${name} diverged: ${at.diverged}`);
        accuracy.push(NaN);
      }
      growth.push(at.growth);
      if (at.ended) {
        accuracy.push(100 * at.ended.accuracy);
        if (lab.seed <= 3 && at.ended.task % 2 === 0)
          yield* drawn(lab, name, at.ended.task, accuracy.at(-1)!, at.growth);
      }
      yield lab.progress((index + at.step / (tasks * steps)) / arms.length, `${name}: step ${at.step}`);
    }
    found.set(name, { accuracy, growth });
  }
  const late = (name: string) => lateAccuracy(found.get(name)!);
  // Whether the output is projected, too, is the paper's to say and not known to us: what did better on seeds that no result uses.
  const nap = bestOf("memory", ["NaP", "NaP, output too"]);
  yield lab.measure("synthetic-plasticity", late(nap) - late("LN"));
  yield lab.measure("hidden-decay", late(asWritten) - late("LN"));
  const ratios = found.get("NaP")!.growth.flatMap((all) => Object.values(all).map((value) => 1 / value));
  yield lab.measure(
    "constant-elr",
    ratios.reduce((worst, ratio) => (Math.abs(ratio - 1) > Math.abs(worst - 1) ? ratio : worst), 1),
  );
  yield lab.note(
    `late accuracy in percent: ${arms.map(({ name, rate }) => `${name} ${late(name).toFixed(1)} at ${rate}`).join(", ")}; the claim is about ${nap}`,
  );
}

/** The series whose effective rates are drawn layer by layer. */
const byLayer = "LN";

function* drawn(
  lab: NapLab,
  series: string,
  x: number,
  accuracy: number,
  growth: Readonly<Record<string, number>>,
): Generator<LabEvent, void, void> {
  yield lab.point("Accuracy by task", { series, x, y: accuracy });
  if (series !== asWritten) yield lab.point("Weight norm", { series, x, y: mapGrowth(growth) });
  if (series === byLayer)
    for (const [name, value] of Object.entries(growth).filter(([name]) => name.endsWith("/weight")))
      yield lab.point("Effective rate", {
        ...{ series: `${series}, ${name.slice(0, name.indexOf("/"))}`, x },
        y: effectiveRate(value, "scale-free"),
      });
  if (series === "NaP")
    yield lab.point("Effective rate", { series, x, y: effectiveRate(mapGrowth(growth), "scale-free") });
}
