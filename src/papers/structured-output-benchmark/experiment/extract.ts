/** Answers to a question about a text: by rules that read it, and two that show what a valid form is worth without its content. */
import type { Stream } from "#engine";
import { isArray, isObject, JsonNumber, toJson, type Json, type JsonObject } from "#lab/extraction/json";
import { fromWords } from "./words.ts";

export interface Question {
  readonly question: string;
  readonly schema: Json;
  readonly context: string;
}

const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
const field = (schema: Json, key: string): Json | undefined => (isObject(schema) ? schema.get(key) : undefined);
const typeOf = (schema: Json): string => String(field(schema, "type"));
const properties = (schema: Json): JsonObject => field(schema, "properties") as JsonObject;

/** Sentences of an article, a page or a transcript: columns and lines joined again, headers and speakers left out. */
export function sentencesOf(context: string): string[] {
  const pages = context.split(/^- \d+ -$/m).map((page) => {
    const lines = page.split("\n").filter((line) => !/^[A-Z ]*$/.test(line));
    const columns = lines.map((line) => line.split(/ {3,}/));
    return [0, 1].flatMap((column) => columns.flatMap((cells) => cells[column] ?? []));
  });
  const joined = pages
    .flat()
    .map((line) => line.replace(/^SPEAKER \d+: /, ""))
    .join("\n")
    .replace(/-\n(?=[a-z])/g, "")
    .replaceAll("\n", " ");
  return joined.split(/(?<=[.?])\s+/);
}

/** How rare each word of the sentences is: what tells one sentence from the others. */
function rarity(sentences: readonly string[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const sentence of sentences)
    for (const word of new Set(words(sentence))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.log((sentences.length + 1) / (counts.get(word) ?? 0.5));
}

const ordinals = ["first", "second", "third", "fourth"];

/**
 * By rules: each leaf is looked for in the sentence that shares the rarest words with its description, its key and the
 * question; the value is what stands behind "is", read as the type that the schema asks for.
 */
export function byRules({ question, schema, context }: Question): Json {
  const sentences = sentencesOf(context);
  const rare = rarity(sentences);
  const bags = sentences.map((sentence) => new Set(words(sentence)));
  const named = words(question).filter((word) => !["what", "is", "known", "of", "the"].includes(word));
  const best = (hints: readonly string[]) => {
    const wanted = new Set([...named, ...hints.flatMap(words)]);
    const scores = bags.map((bag) => [...wanted].reduce((sum, word) => sum + (bag.has(word) ? rare(word) : 0), 0));
    const at = scores.reduce((top, score, index) => (score > scores[top] ? index : top), 0);
    return { sentence: sentences[at] ?? "", has: (word: string) => bags[at]?.has(word) ?? false };
  };
  const fill = (part: Json, hints: readonly string[]): Json => {
    if (typeOf(part) === "object")
      return new Map(
        [...properties(part)].map(([key, inner]) => [
          key,
          fill(inner, [key, String(field(inner, "description") ?? ""), ...hints]),
        ]),
      );
    const items = field(part, "items");
    if (typeOf(part) !== "array" || items === undefined) return typed(best(hints).sentence, typeOf(part));
    if (typeOf(items) !== "object") return listIn(best(hints).sentence);
    const found: Json[] = [];
    // As many items as there are sentences about the first, the second, ...
    for (const ordinal of ordinals) {
      if (!best([...hints, ordinal]).has(ordinal)) break;
      found.push(fill(items, [...hints, ordinal]));
    }
    return found;
  };
  return fill(schema, []);
}

/** What stands behind the last "is", up to the full stop. */
const behind = (sentence: string): string => (/(?:.*\bis )?(.*?)\.?$/s.exec(sentence)?.[1] ?? "").trim();

function typed(sentence: string, type: string): Json {
  const value = behind(sentence);
  if (type === "boolean") return !/\b(not|no|without)\b/.test(value);
  if (type === "string") return value;
  const digits = /-?\d+(\.\d+)?/.exec(value);
  const number = digits ? Number(digits[0]) : fromWords(value);
  return toJson(type === "integer" ? Math.round(number ?? 0) : (number ?? 0));
}

const listIn = (sentence: string): Json =>
  behind(sentence)
    .split(/, | and /)
    .filter(Boolean);

/** The least that the schema lets pass: empty texts, zeros, one empty item. */
export function minimal(schema: Json): Json {
  const type = typeOf(schema);
  if (type === "object") return new Map([...properties(schema)].map(([key, inner]) => [key, minimal(inner)]));
  if (type === "array") return [minimal(field(schema, "items")!)];
  return type === "string" ? "" : type === "boolean" ? false : toJson(0);
}

/** An answer whose values stand in each other's places, each in one of its own type: right form, wrong content. */
export function shuffled(answer: Json, stream: Stream): Json {
  const kind = (leaf: Json) => (leaf instanceof JsonNumber ? "number" : typeof leaf);
  const pools = new Map<string, Json[]>();
  const collect = (value: Json): void => {
    if (isObject(value)) for (const member of value.values()) collect(member);
    else if (isArray(value)) value.forEach(collect);
    else pools.set(kind(value), [...(pools.get(kind(value)) ?? []), value]);
  };
  collect(answer);
  // One place further each, from a random start: every value leaves its place where there is more than one.
  for (const [name, pool] of pools) {
    const by = pool.length < 2 ? 0 : 1 + stream.integers(1, pool.length - 1)[0];
    pools.set(name, [...pool.slice(by), ...pool.slice(0, by)]);
  }
  const place = (value: Json): Json => {
    if (isObject(value)) return new Map([...value].map(([key, member]) => [key, place(member)]));
    if (isArray(value)) return value.map(place);
    return pools.get(kind(value))!.shift()!;
  };
  return place(answer);
}
