/** Layer 0: words with their places, and what a word can be read as. */
import { effects, equals, fields, orders, verdictWords, type Effect, type Field, type QueryNode } from "./effects.ts";
import { dayAfter, dayBefore, timeOf } from "./times.ts";

const quote = `["“”„«»][^"“”„«»]+["“”„«»]`;
const operator = `(?:${[...fields, "sort", "limit", "text"].join("|")})(?:>=|<=|:|=|>|<)(?:"[^"]*"|[^\\s",]+)`;
const tag = `#\\p{L}[\\p{L}\\p{M}\\p{N}]*(?:[.-][\\p{L}\\p{M}\\p{N}]+)*`;
const initial = `\\p{Lu}\\.(?=\\s*\\p{Lu})`;
const word = `[\\p{L}\\p{M}\\p{N}]+(?:[.'’+\\-–/_][\\p{L}\\p{M}\\p{N}]+)*[+#]*`;
const pattern = new RegExp(
  `(?<![\\p{L}\\p{N}])${operator}|${quote}|(?<![\\p{L}\\p{N}])${tag}|${initial}|${word}|\\S`,
  "giu",
);

/** Kinds of data by what a word looks like. */
function kindsOf(word: string, raw: string): string[] {
  const kinds: string[] = [];
  if (/^(19[5-9]\d|20\d\d)$/.test(word)) kinds.push("<year>");
  else if (timeOf(word)) kinds.push("<date>");
  if (/^\d{1,3}$/.test(word)) kinds.push("<number>");
  if (/^\d{4}\.\d{4,5}(v\d+)?$/.test(word)) kinds.push("<arxiv>");
  if (/^\p{L}/u.test(word)) kinds.push("<word>");
  if (/^\p{Lu}/u.test(raw)) kinds.push("<capital>");
  return kinds;
}

/** Tokens of a text, between START and END. A text of any length is read; the caller cuts it. */
export function tokensOf(text: string): QueryNode[] {
  const edge = (symbol: "START" | "END", at: number): QueryNode => token(symbol, [], at, at);
  const inner = [...text.matchAll(pattern)].map(({ 0: raw, index }) => {
    const end = index + raw.length;
    if (new RegExp(`^${quote}$`, "u").test(raw)) return token("QUOTE", [], index, end);
    if (new RegExp(`^${operator}$`, "iu").test(raw)) return operatorToken(raw, index);
    if (/^#\p{L}/u.test(raw))
      return { ...token("TAG", [], index, end), value: effects(equals("topic", raw.slice(1).toLowerCase())) };
    const symbol = raw.normalize("NFC").toLowerCase();
    return token(symbol, kindsOf(symbol, raw), index, end);
  });
  return [edge("START", 0), ...inner, edge("END", text.length)];
}

const token = (symbol: string, kinds: readonly string[], start: number, end: number): QueryNode => ({
  symbol,
  kinds,
  start,
  end,
  value: null,
  children: [],
  rule: null,
});

/** `code:yes`, `published>=2024-01-01`, `sort:comments`; an operator without a proper value is a text like any other. */
function operatorToken(raw: string, start: number): QueryNode {
  const [, name, op, given] = /^([a-z]+)(>=|<=|:|=|>|<)(.*)$/isu.exec(raw)!;
  const value = given.startsWith('"') ? given.slice(1, -1).trim() : given;
  const end = start + raw.length;
  if (name.toLowerCase() === "text" && value !== "")
    return { ...token("LITERAL", [], start, end), value: { kind: "word", text: value } };
  const meant = meaningOf(name.toLowerCase(), op, value);
  return meant ? { ...token("OPERATOR", [], start, end), value: effects(...meant) } : token("OTHER", [], start, end);
}

const allowed: Readonly<Partial<Record<Field, readonly string[]>>> = {
  code: ["yes", "no"],
  reproduced: ["yes", "no"],
  experiment: ["yes", "no"],
  verdict: verdictWords,
};

function meaningOf(name: string, op: string, value: string): Effect[] | null {
  // What no database takes is nobody's name.
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return null;
  if (name === "published") return publishedOf(op, value);
  if (op !== ":" && op !== "=") return null;
  const lower = value.toLowerCase();
  if (name === "sort")
    return orders
      .filter((by) => by === lower)
      .map((by) => ({ kind: "order", by }) as const)
      .slice(0, 1);
  if (name === "limit") return /^[1-9]\d{0,2}$/.test(value) ? [{ kind: "limit", count: Number(value) }] : null;
  const field = name as Field;
  if (value === "" || (allowed[field] && !allowed[field].includes(lower))) return null;
  if (field === "arxiv") return [equals(field, lower.replace(/v\d+$/, ""))];
  return [equals(field, field === "author" ? value : lower)];
}

function publishedOf(op: string, value: string): Effect[] | null {
  const time = timeOf(value);
  if (!time) return null;
  const bound = (end: ">=" | "<=", day: string) =>
    ({ kind: "filter", field: "published", op: end, value: day }) as const;
  if (op === ">=") return [bound(">=", time.from)];
  if (op === ">") return [bound(">=", dayAfter(time.to))];
  if (op === "<=") return [bound("<=", time.to)];
  if (op === "<") return [bound("<=", dayBefore(time.from))];
  return [bound(">=", time.from), bound("<=", time.to)];
}
