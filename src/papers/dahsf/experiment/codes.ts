/**
 * Queries and meanings as sequences of codes, for the networks. They are given what the forest is given: words apart, dates and numbers
 * read by the same readers. Topics and names are copied, by pointing at the words where they begin and end.
 *
 *   most discussed papers on sparse kernels since <time>
 *   -> from-1 sort:comments text @5 @6
 */
import { compileLayer, digestForest, type CompiledLayer } from "../forest.ts";
import type { Labelled } from "../learn.ts";
import { dataLayer } from "../query/data.ts";
import { effectKey, type Context, type Effect, type Interval, type QueryNode, type Value } from "../query/effects.ts";
import { tokensOf } from "../query/tokens.ts";
import { end, type SentencePair, type TranslationData } from "#lab/training/translation/index";
import { lexiconLayer } from "../query/digest.ts";
import { calendarLexicon } from "./seed.ts";
import { today } from "./corpus.ts";

/** Words of the longest query, and codes of the longest meaning with its end. Longer ones are read wrongly. */
export const longest = { source: 28, target: 18 } as const;

const readers: readonly CompiledLayer<Value, Context>[] = [
  compileLayer(lexiconLayer(calendarLexicon)),
  compileLayer({ ...dataLayer, trees: dataLayer.trees.filter(({ symbol }) => symbol === "TIME") }),
];

/** Words and data of a query. */
function wordsOf(query: string): readonly QueryNode[] {
  return digestForest(readers, tokensOf(query), { text: query, today })
    .at(-1)!
    .filter(({ symbol }) => symbol !== "START" && symbol !== "END");
}
const isTime = (node: QueryNode) => node.value?.kind === "time";
const symbolOf = (node: QueryNode): string =>
  isTime(node) ? "<time>" : node.kinds.includes("<number>") ? "<number>" : node.symbol;

const pointers = Array.from({ length: longest.source }, (_, at) => `@${at}`);
const meanings = [
  ...["<pad>", "<start>", "<end>"],
  ...["from", "after", "to", "before"].flatMap((name) => [`${name}-1`, `${name}-2`]),
  ...["code=yes", "code=no", "reproduced=yes", "reproduced=no"],
  ...["sort:comments", "sort:votes", "sort:newest", "limit", "author", "text"],
  ...pointers,
];
const codeOf = new Map(meanings.map((name, code) => [name, code]));

/** Codes of words: what stands at least twice in the queries to learn from has one of its own, the rest one together. */
export interface Words {
  readonly codes: ReadonlyMap<string, number>;
}

const unknown = 1;
export function wordsFrom(queries: readonly Labelled[], most = 500): Words {
  const counts = new Map<string, number>();
  for (const { query } of queries)
    for (const node of wordsOf(query)) counts.set(symbolOf(node), (counts.get(symbolOf(node)) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => count >= 2).sort((a, b) => b[1] - a[1]);
  return { codes: new Map(frequent.slice(0, most).map(([word], at) => [word, at + 2])) };
}

/** A query and its meaning; null where the meaning cannot be told in these codes. */
export function pairOf(labelled: Labelled, { codes }: Words): SentencePair | null {
  const nodes = wordsOf(labelled.query);
  const meaning = targetOf(labelled, nodes);
  if (nodes.length > longest.source || meaning === null || meaning.length + 1 > longest.target) return null;
  return {
    source: nodes.map((node) => codes.get(symbolOf(node)) ?? unknown),
    target: [...meaning.map((name) => codeOf.get(name)!), end],
  };
}

function targetOf({ query, text, effects }: Labelled, nodes: readonly QueryNode[]): string[] | null {
  const times = nodes.flatMap(({ value }) => (value?.kind === "time" ? [value.interval] : []));
  const parts = effects
    .toSorted((a, b) => (effectKey(a) < effectKey(b) ? -1 : 1))
    .map((effect) => {
      if (effect.kind === "order") return [`sort:${effect.by}`];
      if (effect.kind === "limit") return pointed("limit", String(effect.count), query, nodes, 1);
      if (effect.field === "author") return pointed("author", effect.value, query, nodes);
      return effect.field === "published" ? timed(effect, times) : [`${effect.field}=${effect.value}`];
    });
  const all = [...parts, pointed("text", text, query, nodes)];
  return all.some((part) => part === null) ? null : all.flatMap((part) => part!);
}

/** The first day or the last of the first or second time of the query, or the day next to it. */
function timed({ op, value }: Extract<Effect, { kind: "filter" }>, times: readonly Interval[]): string[] | null {
  for (const [at, { from, to }] of times.slice(0, 2).entries()) {
    if (op === ">=" && value === from) return [`from-${at + 1}`];
    if (op === ">=" && value === next(to, 1)) return [`after-${at + 1}`];
    if (op === "<=" && value === to) return [`to-${at + 1}`];
    if (op === "<=" && value === next(from, -1)) return [`before-${at + 1}`];
  }
  return null;
}
const next = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

/** Where words of the query begin and end, by the place of the first and the last of them. */
function pointed(name: string, words: string, query: string, nodes: readonly QueryNode[], ends = 2): string[] | null {
  for (const [first, { start }] of nodes.entries()) {
    const last = nodes.findIndex(({ end }) => end === start + words.length);
    if (last >= 0 && query.startsWith(words, start)) return [name, ...[pointers[first], pointers[last]].slice(0, ends)];
  }
  return null;
}

/** What a translator is told of the codes. */
export const sizesOf = ({ codes }: Words): Pick<TranslationData, "vocabularies" | "longest"> => ({
  vocabularies: { source: codes.size + 2, target: meanings.length },
  longest,
});
