/** The rows of a run, arm by arm. */
import { mean } from "#lab/measure/statistics";
import type { BakeoffRun } from "../bakeoff.ts";
import { differenceOf, spread, type Keyed, type Spread, type Standing } from "../spread.ts";
import { sideOf, timedOf, type Timed } from "../times.ts";
import { allArms, baseline, control, type AttentionArm } from "./arms.ts";
import type { AttentionRow, BackcopyRow, Look, MemoryRow, RetrievalRow, TextRow, TimeRow } from "./rows.ts";

/** Of one layer, at one length. */
export interface AtLength {
  readonly length: number;
  readonly time: Timed | null;
  /** Bytes for the backward pass, and bytes to go on writing; null: not counted. */
  readonly memory: { readonly kept: number; readonly cache: number; readonly unit: string } | null;
}

/** Of losses or of errors, seed by seed: "better" is less. */
export type Difference = Spread & { readonly standing: Standing };

export interface ArmSummary extends AttentionArm {
  /** On text. */
  readonly rows: readonly Keyed<TextRow>[];
  readonly loss: Spread | null;
  /** Loss minus the baseline's; null for the baseline itself, and where that is missing or diverged. */
  readonly difference: Difference | null;
  /** Loss minus that of the control, of arms with more parameters than the baseline. */
  readonly matched: Difference | null;
  readonly parameters: number | null;
  /** Percent wrong on the tasks minus the baseline's. */
  readonly errors: Readonly<Record<"backcopy" | "retrieval", Difference | null>>;
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
  /** Of the character model: seeds that all arms have. */
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
  const texts = wholeSeeds(of<TextRow>("text"));
  const copies = wholeSeeds(of<BackcopyRow>("backcopy"));
  const retrievals = wholeSeeds(of<RetrievalRow>("retrieval"));
  const layers = of<TimeRow>("layer time").toSorted((a, b) => a.row.length - b.row.length);
  const [steps] = all.filter(({ row }) => row.kind === "step time") as Keyed<TimeRow>[];
  const [memory] = of<MemoryRow>("memory");
  const [theirs, controls] = [own(texts, baseline), own(texts, control)];
  const usual = theirs[0]?.row.parameters ?? Infinity;
  const [theirCopies, theirFinds] = [own(copies, baseline), own(retrievals, baseline)];
  const arms = allArms.flatMap((arm): ArmSummary[] => {
    const [text, copy, found] = [own(texts, arm.name), own(copies, arm.name), own(retrievals, arm.name)];
    if (text.length + copy.length + found.length === 0) return [];
    const lengths = [...new Set([...layers.map(({ row }) => row.length), ...(memory?.row.lengths ?? [])])]
      .sort((a, b) => a - b)
      .map((length) => atLength(arm.name, length, layers, memory));
    return [
      {
        ...arm,
        rows: text,
        loss: orNone(text, ({ row }) => row.loss),
        difference: arm.name === baseline ? null : pairedWith(theirs, text),
        matched:
          arm.name !== control && (text[0]?.row.parameters ?? 0) > manyMore * usual ? pairedWith(controls, text) : null,
        errors:
          arm.name === baseline
            ? { backcopy: null, retrieval: null }
            : {
                backcopy: pairedWith(wrong(theirCopies), wrong(copy)),
                retrieval: pairedWith(wrong(theirFinds), wrong(found)),
              },
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

/** So many times the baseline's parameters are more than a logit or a small map for each head. */
const manyMore = 1.02;

interface OfSeed {
  readonly arm: string;
  readonly seed: number;
}

/** Without the seed that a run is at: what is said of some arms is then of as many seeds as of the others. */
function wholeSeeds<T extends OfSeed>(rows: readonly Keyed<T>[]): Keyed<T>[] {
  const arms = new Set(rows.map(({ row }) => row.arm));
  const armsOf = (seed: number) => new Set(rows.filter(({ row }) => row.seed === seed).map(({ row }) => row.arm));
  return rows.filter(({ row }) => armsOf(row.seed).size === arms.size);
}

/** Seed by seed; null: an arm is missing, or the other one diverged, which says nothing of this one. */
export const pairedWith = <T extends OfSeed & { readonly loss: number | null }>(
  theirs: readonly Keyed<T>[],
  own: readonly Keyed<T>[],
): Difference | null =>
  theirs.length === 0 || own.length === 0 || theirs.some(({ row }) => row.loss === null)
    ? null
    : differenceOf(own, theirs, (a, b) => a.seed === b.seed);

/** Percent that an arm gets wrong, in the place of a loss. */
const wrong = (rows: readonly Keyed<BackcopyRow | RetrievalRow>[]) =>
  rows.map(({ key, row: { arm, seed, accuracy } }) => ({
    key,
    row: { arm, seed, loss: accuracy === null ? null : 100 - accuracy },
  }));

const own = <T extends OfSeed>(rows: readonly Keyed<T>[], name: string) =>
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
