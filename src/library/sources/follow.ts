/**
 * Sources as one word each: how a person, a command and an environment variable name what is to be followed.
 *
 *     hf-daily                        Hugging Face Daily Papers
 *     arxiv:cs.LG+cs.CL               the newest papers of arXiv categories, from its API
 *     arxiv-rss:cs.LG                 what arXiv announces in a category every day, from its feed
 *     semantic-scholar:layer norm     a search, asked again every day
 *
 * and `openalex:`, `crossref:`, `arxiv-oai:` and `arxiv-search:` with their own words.
 */
import { LibraryError } from "../errors.ts";
import type { ServiceName } from "../ingest/services/services.ts";
import type { StoredRequest } from "./request.ts";

export interface Followed {
  readonly source: ServiceName;
  /** What is asked for, as `Sources.set` takes it. */
  readonly words: StoredRequest;
}

/** Every way to say what is followed: its service, the field of its request, and an example. */
const kinds = {
  "hf-daily": { source: "hf-daily", field: null, example: "hf-daily" },
  arxiv: { source: "arxiv-search", field: "query", example: "arxiv:cs.LG" },
  "arxiv-rss": { source: "arxiv-feed", field: "categories", example: "arxiv-rss:cs.LG" },
  "semantic-scholar": { source: "semantic-scholar", field: "search", example: "semantic-scholar:layer normalization" },
  openalex: { source: "openalex", field: "search", example: "openalex:layer normalization" },
  crossref: { source: "crossref", field: "search", example: "crossref:layer normalization" },
  "arxiv-oai": { source: "arxiv-oai", field: "set", example: "arxiv-oai:cs:cs:LG" },
  "arxiv-search": { source: "arxiv-search", field: "query", example: "arxiv-search:ti:normalization" },
} as const satisfies Record<string, { source: ServiceName; field: string | null; example: string }>;

export const followExamples: readonly string[] = Object.values(kinds).map(({ example }) => example);

const category = /^[a-z]{2,10}(?:-[a-z]{2,4})?(?:\.[A-Za-z]{2,4}(?:-[a-z]{2,4})?)?$/;

/** "arxiv:cs.LG" as a source and what it is asked for. @throws LibraryError INVALID_SOURCE with what can be written instead. */
export function readFollow(text: string): Followed {
  const [, kind, rest = ""] = /^([^:]*)(?::(.*))?$/s.exec(text.trim().slice(0, 2_000))!;
  if (!isKind(kind))
    throw invalid(`there is no source ${JSON.stringify(kind.slice(0, 60))}; write one of ${followExamples.join(", ")}`);
  const { source, field, example } = kinds[kind];
  const words = rest.trim();
  if (field === null) {
    if (words !== "") throw invalid(`${kind} takes no words: write ${example}`);
    return { source, words: {} };
  }
  if (words === "") throw invalid(`${kind} needs to know what to look for: write, for example, ${example}`);
  if (kind !== "arxiv" && kind !== "arxiv-rss") return { source, words: { [field]: words } };
  const categories = words.split(/[\s+,]+/).filter(Boolean);
  const wrong = categories.find((name) => !category.test(name));
  if (wrong !== undefined)
    throw invalid(`${JSON.stringify(wrong.slice(0, 60))} is no arXiv category; they look like cs.LG or math.ST`);
  return { source, words: { [field]: kind === "arxiv" ? queryOf(categories) : categories.join(" ") } };
}

/** What a source is asked for, as `readFollow` reads it: for lists of what is followed, and for the command that ends it. */
export function writeFollow({ source, words }: Followed): string {
  const categories = source === "arxiv-search" ? categoriesOf(words.query ?? "") : null;
  if (categories !== null) return `arxiv:${categories.join("+")}`;
  const found = Object.entries(kinds).findLast(([, each]) => each.source === source);
  if (found === undefined) return source;
  const [kind, { field }] = found;
  if (field === null) return kind;
  const text = words[field] ?? "";
  return `${kind}:${
    source === "arxiv-feed"
      ? text
          .split(/[\s,]+/)
          .filter(Boolean)
          .join("+")
      : text
  }`;
}

/** Both: categories and queries add up; another search of the same service takes the place of the one before. */
export function joinFollow(old: Followed, more: Followed): Followed {
  const { source } = more;
  if (source === "arxiv-feed")
    return {
      source,
      words: { categories: union(wordsIn(old.words.categories), wordsIn(more.words.categories)).join(" ") },
    };
  if (source === "arxiv-search")
    return {
      source,
      words: { query: union(alternatives(old.words.query), alternatives(more.words.query)).join(" OR ") },
    };
  return more;
}

/** What is left without `less`; null: nothing. */
export function withoutFollow(old: Followed, less: Followed): Followed | null {
  const field = { "arxiv-feed": "categories", "arxiv-search": "query" }[old.source as string];
  if (field === undefined) return null;
  const [parts, mark] = field === "query" ? [alternatives, " OR "] : [wordsIn, " "];
  const gone = parts(less.words[field]);
  const left = parts(old.words[field]).filter((part) => !gone.includes(part));
  return left.length === 0 ? null : { source: old.source, words: { [field]: left.join(mark) } };
}

const isKind = (text: string): text is keyof typeof kinds => Object.hasOwn(kinds, text);

const queryOf = (categories: readonly string[]): string => categories.map((name) => `cat:${name}`).join(" OR ");

/** Of a query that asks for nothing else; null for any other. */
function categoriesOf(query: string): string[] | null {
  const found = alternatives(query).map((part) => /^cat:(\S+)$/.exec(part)?.[1] ?? "");
  return found.length > 0 && found.every((name) => category.test(name)) ? found : null;
}

const wordsIn = (text = ""): string[] => text.split(/[\s,]+/).filter(Boolean);
/** Brackets hold together what only belongs together inside them. */
const alternatives = (query = ""): string[] =>
  /[()"]/.test(query)
    ? [query]
    : query
        .split(" OR ")
        .map((part) => part.trim())
        .filter(Boolean);
const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];
const invalid = (what: string) => new LibraryError("INVALID_SOURCE", what);
