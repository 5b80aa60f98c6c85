/** A query read by the digestion of #papers/dahsf: what is to be searched for, what narrows and orders it, and which words said so. */
import { digest, meaningOf, print, protect, type Chip, type Effect } from "#papers/dahsf/method";
import { wordsOfEffects } from "../words/query.ts";
import type { QueryChip, SearchFilters, SearchOrder } from "./search.ts";
import { negativesIn } from "./unwanted.ts";

export interface Reading {
  /** What is left to search for; as typed where nothing else was read. */
  readonly text: string;
  readonly phrases: readonly Phrase[];
  /** Its `-words`, as they were typed; "" where there are none. */
  readonly without: string;
  /** A chip for each of them. */
  readonly negatives: readonly QueryChip[];
  /** Orders that were asked for and are not known. */
  readonly notices: readonly string[];
  /** The same search as its standard wording. */
  readonly normal: string;
}

/** A part of the query that acts. */
export interface Phrase {
  readonly effects: readonly Effect[];
  readonly chip: QueryChip;
}

/** @param today YYYY-MM-DD: what "this week" is counted from. @param known whether an author or a topic is; what is not is searched for. */
export async function readQuery(query: string, today: string, known: Known): Promise<Reading> {
  const negatives = negativesIn(query);
  if (negatives.length === 0) return { ...(await digested(query, today, known)), without: "", negatives: [] };
  const rest = cut(query, negatives);
  const without = negatives.map(({ words }) => words).join(" ");
  const also = (text: string): string => tidy(text, without, "");
  const read = await digested(rest, today, known);
  return {
    ...read,
    phrases: read.phrases.map(({ effects, chip }) => ({
      effects,
      chip: { ...chip, without: also(chip.without), asWords: also(chip.asWords) },
    })),
    without,
    negatives: negatives.map((one) => ({
      words: one.words,
      says: `without “${one.says}”`,
      without: cut(query, [one]),
      asWords: tidy(query.slice(0, one.start), one.words.slice(1), query.slice(one.end)),
    })),
    normal: also(read.normal),
  };
}

type Known = (effects: readonly Effect[]) => Promise<boolean>;

async function digested(query: string, today: string, known: Known): Promise<Omit<Reading, "without" | "negatives">> {
  const found = digest(query, { today });
  for (const chip of found.chips) if (!(await known(chip.effects))) return digested(asWords(query, chip), today, known);
  const literal = found.layers[0].nodes.some(({ symbol }) => symbol === "LITERAL");
  // A plain topic goes to the index as it was typed: the index weighs its words better than any frame could.
  const text = found.chips.length === 0 && !literal ? query : found.text;
  return {
    text,
    phrases: found.chips.map((chip) => ({
      effects: chip.effects,
      chip: {
        words: chip.words,
        says: wordsOfEffects(chip.effects),
        without: cut(query, [chip]),
        asWords: asWords(query, chip),
      },
    })),
    notices: found.notices,
    normal: found.chips.length === 0 ? query : print({ text: found.text, effects: meaningOf(found) }, { today }),
  };
}

/** The query in which the words of a phrase are searched for. */
const asWords = (query: string, { start, end, words }: Chip): string =>
  tidy(query.slice(0, start), protect(words), query.slice(end));

/** The query without some parts of it, which stand in order. */
const cut = (query: string, parts: readonly { readonly start: number; readonly end: number }[]): string =>
  parts.reduceRight((text, { start, end }) => tidy(text.slice(0, start), "", text.slice(end)), query);

/** Three parts with one space between them, and no comma that separates nothing. */
function tidy(before: string, middle: string, after: string): string {
  const left = [before.trim(), middle].filter((part) => part !== "").join(" ");
  const right = /[,;]$/.test(left) || left === "" ? after.replace(/^[\s,;]+/, "") : after.trimStart();
  return (/^[,;.?!]/.test(right) ? left + right : `${left} ${right}`).trim().replace(/[\s,;]+$/, "");
}

/** What effects ask of the papers. */
export function filtersOf(effects: readonly Effect[]): SearchFilters {
  const values = (field: string, op = "=") =>
    effects.flatMap((effect) =>
      effect.kind === "filter" && effect.field === field && effect.op === op ? [effect.value] : [],
    );
  const yes = (field: string) => {
    const [value] = values(field);
    return value === undefined ? undefined : value === "yes";
  };
  const list = (field: string) => {
    const found = values(field);
    return found.length === 0 ? undefined : found;
  };
  return {
    from: values("published", ">=").sort().at(-1),
    to: values("published", "<=").sort()[0],
    authors: list("author"),
    topics: list("topic"),
    source: values("source")[0],
    code: yes("code"),
    reproduced: yes("reproduced"),
    experiment: yes("experiment"),
    verdict: values("verdict")[0] as SearchFilters["verdict"],
    arxiv: values("arxiv")[0],
  };
}

/** Both at once: of days the narrower, of unwanted words all, and of anything that both name the first one's. */
export function mergedFilters(first: SearchFilters, second: SearchFilters): SearchFilters {
  const merged: Record<string, unknown> = { ...second };
  for (const [name, value] of Object.entries(first)) if (value !== undefined) merged[name] = value;
  const days = (name: "from" | "to") => [first[name], second[name]].filter((day) => day !== undefined).sort();
  const without = [first.without, second.without].filter(Boolean).join(" ") || undefined;
  return { ...merged, from: days("from").at(-1), to: days("to")[0], without };
}

export const orderOf = (effects: readonly Effect[]): SearchOrder | undefined =>
  effects.flatMap((effect) => (effect.kind === "order" ? [effect.by] : []))[0];

export const limitOf = (effects: readonly Effect[]): number | undefined =>
  effects.flatMap((effect) => (effect.kind === "limit" ? [effect.count] : []))[0];

/** Another spelling of what is left to search for, with everything else that was asked for. */
export const respelling = (text: string, effects: readonly Effect[], { without }: Pick<Reading, "without">): string =>
  tidy(effects.length === 0 ? text : print({ text, effects }, { today: "2000-01-01" }), without, "");
