/** The rows of a run, arm by arm. */
import { mean } from "#lab/measure/statistics";
import type { BakeoffRun } from "../bakeoff.ts";
import { differenceOf, spread, type Keyed, type Spread, type Standing } from "../spread.ts";
import { sideOf, timedOf, type Timed } from "../times.ts";
import { allArms, baseline, type AttentionArm } from "./arms.ts";
import type { AttentionRow, BackcopyRow, Look, MemoryRow, RetrievalRow, TextRow, TimeRow } from "./rows.ts";

/** Of one layer, at one length. */
export interface AtLength {
  readonly length: number;
  readonly time: Timed | null;
  /** Bytes for the backward pass, and bytes to go on writing; null: not counted. */
  readonly memory: { readonly kept: number; readonly cache: number; readonly unit: string } | null;
}

export interface ArmSummary extends AttentionArm {
  readonly loss: Spread | null;
  /** Loss minus the baseline's, seed by seed; null for the baseline itself, and where one is missing. */
  readonly difference: (Spread & { readonly standing: Standing }) | null;
  readonly parameters: number | null;
  /** Of the character model, mean over the blocks. */
  readonly entropy: Spread | null;
  readonly largest: Spread | null;
  /** Percent right after a trigger. */
  readonly backcopy: Spread | null;
  /** On the same task: weight on the first token in the first block. */
  readonly first: Spread | null;
  readonly largestOnTask: Spread | null;
  readonly retrieval: Spread | null;
  readonly byKeys: readonly { readonly keys: number; readonly accuracy: Spread }[];
  readonly step: Timed | null;
  readonly lengths: readonly AtLength[];
  /** The shortest of the lengths from which on a layer takes less time than the baseline's, beyond the noise; null: none. */
  readonly fasterFrom: number | null;
}

export interface Summary {
  readonly arms: readonly ArmSummary[];
  /** Of the character model. */
  readonly seeds: number;
  /** Lengths that were timed, ascending. */
  readonly lengths: readonly number[];
  /** Percent, by length; a smaller difference of times is none. */
  readonly noise: Readonly<Record<number, number>>;
  readonly stepNoise: number | null;
}

export function summarize(run: Pick<BakeoffRun, "units">): Summary {
  const all = run.units.map(({ key, row }) => ({ key, row: row as unknown as AttentionRow }));
  const of = <T extends AttentionRow>(kind: T["kind"]) => all.filter(({ row }) => row.kind === kind) as Keyed<T>[];
  const [texts, copies, retrievals] = [of<TextRow>("text"), of<BackcopyRow>("backcopy"), of<RetrievalRow>("retrieval")];
  const layers = of<TimeRow>("layer time").toSorted((a, b) => a.row.length - b.row.length);
  const [steps] = all.filter(({ row }) => row.kind === "step time") as Keyed<TimeRow>[];
  const [memory] = of<MemoryRow>("memory");
  const theirs = texts.filter(({ row }) => row.arm === baseline);
  const arms = allArms.flatMap((arm): ArmSummary[] => {
    const [text, copy, found] = [own(texts, arm.name), own(copies, arm.name), own(retrievals, arm.name)];
    if (text.length + copy.length + found.length === 0) return [];
    const lengths = [...new Set([...layers.map(({ row }) => row.length), ...(memory?.row.lengths ?? [])])]
      .sort((a, b) => a - b)
      .map((length) => atLength(arm.name, length, layers, memory));
    return [
      {
        ...arm,
        loss: orNone(text, ({ row }) => row.loss),
        difference:
          arm.name === baseline || theirs.length === 0 || text.length === 0
            ? null
            : differenceOf(text, theirs, (a, b) => a.seed === b.seed),
        parameters: text[0]?.row.parameters ?? null,
        entropy: orNone(text, ({ row }) => meanOf(row.look, "entropy")),
        largest: orNone(text, ({ row }) => row.look?.largest ?? null),
        backcopy: orNone(copy, ({ row }) => row.accuracy),
        first: orNone(copy, ({ row }) => row.look?.first[0] ?? null),
        largestOnTask: orNone(copy, ({ row }) => row.look?.largest ?? null),
        retrieval: orNone(found, ({ row }) => row.accuracy),
        byKeys: (found[0]?.row.byKeys ?? []).map(({ keys }, at) => ({
          keys,
          accuracy: spread(found, ({ row }) => row.byKeys[at].accuracy),
        })),
        step: timedOf(steps, arm.name),
        lengths,
        fasterFrom: fasterFrom(arm.name, layers),
      },
    ];
  });
  return {
    arms,
    seeds: new Set(texts.map(({ row }) => row.seed)).size,
    lengths: layers.map(({ row }) => row.length),
    noise: Object.fromEntries(layers.map(({ row }) => [row.length, row.noise])),
    stepNoise: steps?.row.noise ?? null,
  };
}

const own = <T extends { readonly arm: string; readonly seed: number }>(rows: readonly Keyed<T>[], name: string) =>
  rows.filter(({ row }) => row.arm === name).toSorted((a, b) => a.row.seed - b.row.seed);

const orNone = <T>(rows: readonly Keyed<T>[], of: (row: Keyed<T>) => number | null): Spread | null =>
  rows.length === 0 ? null : spread(rows, of);

function meanOf(look: Look | null, what: "entropy" | "first"): number | null {
  const values = look?.[what] ?? [null];
  return values.includes(null) ? null : mean(values as number[]);
}

function atLength(
  name: string,
  length: number,
  layers: readonly Keyed<TimeRow>[],
  memory: Keyed<MemoryRow> | undefined,
): AtLength {
  const at = memory?.row.lengths.indexOf(length) ?? -1;
  const bytes = memory?.row.arms[name];
  return {
    length,
    time: timedOf(
      layers.find(({ row }) => row.length === length),
      name,
    ),
    memory: bytes && at >= 0 ? { kept: bytes.kept[at], cache: bytes.cache[at], unit: memory.key } : null,
  };
}

function fasterFrom(name: string, layers: readonly Keyed<TimeRow>[]): number | null {
  const isFaster = (unit: Keyed<TimeRow>) => {
    const time = timedOf(unit, name);
    return time !== null && sideOf(time, unit.row.noise) === "less";
  };
  return layers.find((_, at) => layers.slice(at).every(isFaster))?.row.length ?? null;
}
