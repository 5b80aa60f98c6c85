/** All arms on the stream of tasks: how well the late ones are memorized, and what became of norms and effective rates. */
import type { Table } from "#lab/datasets/tabular/table";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { effectiveRate } from "../method.ts";
import { contenders, memoryArmNames, memoryArms, writtenOut, type Arm } from "./arms.ts";
import { isLate, memorize } from "./memory.ts";
import { bestOf, learningRateOf } from "./rates.ts";
import { repeatSeed, type NapLab, type Settings } from "./settings.ts";

/** One stream of tasks. */
interface Memorized {
  /** Of each task at its end, in percent; NaN where training diverged. */
  readonly accuracy: readonly number[];
  readonly growth: readonly Readonly<Record<string, number>>[];
}

interface Entry {
  readonly name: string;
  readonly arm: Arm;
  readonly rate: number;
  readonly streams: number;
  /** An earlier entry, whose hidden decay is written out for this one. */
  readonly decayOf?: string;
}

/** Rates at which both have the same: too low for tasks of this length, and so high that a net whose rate stays does worse with every task. */
export const sameRates = { low: 1e-3, high: 3e-3 };
const at = (name: "LN" | "NaP", rate: keyof typeof sameRates): string => `${name} at ${sameRates[rate]}`;
export const asWritten = `${at("NaP", "high")}, LN's decay written out`;

/** Everybody at the tuned rate, and LN and NaP at the same. */
function entriesOf(streams: number): Entry[] {
  const own = memoryArmNames.map((name) => ({
    ...{ name, arm: memoryArms[name], rate: learningRateOf("memory", name) },
    streams: contenders.some((contender) => contender === name) ? streams : 1,
  }));
  const same = (["low", "high"] as const).flatMap((level) =>
    (["LN", "NaP"] as const).map((name) => ({
      ...{ name: at(name, level), arm: memoryArms[name], rate: sameRates[level] },
      // The other differences at the same rate are too large to need many.
      streams: name === "LN" && level === "high" ? streams : 1,
    })),
  );
  return [
    ...own,
    ...same,
    { name: asWritten, arm: writtenOut, rate: sameRates.high, streams, decayOf: at("LN", "high") },
  ];
}

/** The mean over late tasks, in percent. */
const lateAccuracy = ({ accuracy }: Memorized): number =>
  mean(accuracy.filter((_, index) => isLate(index + 1, accuracy.length)));

/** Growth of the maps alone, as the mean over layers: gains apart. */
const mapGrowth = (growth: Readonly<Record<string, number>>): number =>
  mean(Object.entries(growth).flatMap(([name, value]) => (name.endsWith("/weight") ? [value] : [])));

export async function* memorizingPart(
  lab: NapLab,
  { memory }: Settings,
  rows: Table,
): AsyncGenerator<LabEvent, void, void> {
  const found = new Map<string, readonly Memorized[]>();
  const entries = entriesOf(memory.streams);
  const all = entries.reduce((sum, { streams }) => sum + streams, 0);
  let before = 0;
  for (const entry of entries) {
    const streams: Memorized[] = [];
    for (let stream = 0; stream < entry.streams; stream++, before++) {
      const decay = entry.decayOf === undefined ? undefined : found.get(entry.decayOf)![stream];
      const part = withProgressRange(lab, before / all, (before + 1) / all);
      streams.push(yield* memorizeOne(part, entry, { memory, rows, stream, decay }));
    }
    found.set(entry.name, streams);
  }
  const late = (name: string) => mean(found.get(name)!.map(lateAccuracy));
  // Whether the output is projected, too, is the paper's to say and not known to us: what did better on seeds that no result uses. LN has the same choice.
  const nap = bestOf("memory", ["NaP", "NaP, output too"]);
  const rival = bestOf("memory", ["LN", "LN, scaled output"]);
  yield lab.measure("synthetic-plasticity", late(nap) - late(rival));
  yield lab.measure("hidden-decay-costs", late(at("NaP", "low")) - late(at("LN", "low")));
  yield lab.measure("hidden-decay-helps", late(at("LN", "high")) - late(at("NaP", "high")));
  yield lab.measure("hidden-decay", late(asWritten) - late(at("LN", "high")));
  const ratios = found
    .get("NaP")!
    .flatMap(({ growth }) => growth.flatMap((all) => Object.values(all).map((value) => 1 / value)));
  yield lab.measure(
    "constant-elr",
    ratios.reduce((worst, ratio) => (Math.abs(ratio - 1) > Math.abs(worst - 1) ? ratio : worst), 1),
  );
  yield lab.note(
    `late accuracy in percent: ${entries.map(({ name, rate }) => `${name} ${late(name).toFixed(1)} (rate ${rate})`).join(", ")}; the claim at tuned rates compares ${nap} with ${rival}`,
  );
}

/** One stream of one entry, drawn if it is the first. */
async function* memorizeOne(
  lab: NapLab,
  { name, arm, rate }: Entry,
  {
    memory: { tasks, steps },
    rows,
    stream,
    decay,
  }: { memory: Settings["memory"]; rows: Table; stream: number; decay?: Memorized },
): AsyncGenerator<LabEvent, Memorized, void> {
  // There is no decay to write out of a training that did not end.
  if (decay?.accuracy.some(Number.isNaN)) return decay;
  const accuracy: number[] = [];
  const growth: Readonly<Record<string, number>>[] = [];
  const factors = decay?.growth.map((all) =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, effectiveRate(value, "scale-free")])),
  );
  const seed = repeatSeed(lab.seed, stream);
  const settings = { arm, rows, tasks, steps, seed, learningRate: rate, factors, threads: lab.threads };
  for await (const at of memorize(settings)) {
    if (at.diverged !== null) {
      yield lab.note(`${name} diverged: ${at.diverged}`);
      accuracy.push(NaN);
    }
    growth.push(at.growth);
    if (at.ended) {
      accuracy.push(100 * at.ended.accuracy);
      if (lab.seed <= 2 && stream === 0 && at.ended.task % 2 === 0)
        yield* drawn(lab, name, at.ended.task, accuracy.at(-1)!, at.growth);
    }
    yield lab.progress(at.step / (tasks * steps), `${name}: step ${at.step}`);
  }
  return { accuracy, growth };
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
  const isTuned = memoryArmNames.some((name) => name === series);
  yield lab.point(isTuned ? "Accuracy by task" : "At the same rate", { series, x, y: accuracy });
  if (isTuned) yield lab.point("Weight norm", { series, x, y: mapGrowth(growth) });
  if (series === byLayer)
    for (const [name, value] of Object.entries(growth).filter(([name]) => name.endsWith("/weight")))
      yield lab.point("Effective rate", {
        ...{ series: `${series}, ${name.slice(0, name.indexOf("/"))}`, x },
        y: effectiveRate(value, "scale-free"),
      });
  if (series === "NaP")
    yield lab.point("Effective rate", { series, x, y: effectiveRate(mapGrowth(growth), "scale-free") });
}
