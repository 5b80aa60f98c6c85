/** JSON answers of services: whole or cut off, with every value checked for its type before it is used. */
import { htmlPage } from "./xml.ts";

/** A larger document is not parsed; the largest answers known are a few million characters. */
export const LONGEST_JSON = 64_000_000;

export interface JsonDocument {
  /** The document; undefined when it could not be parsed as a whole. */
  readonly value: unknown;
  /** Elements of the list that could be read when the whole could not. */
  readonly salvaged: readonly unknown[];
  readonly broken: readonly { readonly at: string; readonly reason: string; readonly text: string }[];
  readonly failure: string | null;
}

/**
 * Parses a document. One that is cut off or broken is searched for its list (the array under `key`, or the first one)
 * and read element by element, so that what arrived is not lost.
 */
export function readJson(text: string, key: string | null): JsonDocument {
  const failed = (failure: string): JsonDocument => ({ value: undefined, salvaged: [], broken: [], failure });
  if (text.length > LONGEST_JSON) return failed(`document of ${text.length} characters (at most ${LONGEST_JSON})`);
  const page = htmlPage(text);
  if (page !== null) return failed(`the answer is a web page${page && ` ("${page}")`}, not JSON`);
  if (text.trim() === "") return failed("the document is empty");
  try {
    return { value: JSON.parse(text) as unknown, salvaged: [], broken: [], failure: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 160) : "not JSON";
    return { value: undefined, ...elementsOf(text, key), failure: `the document is not JSON: ${reason}` };
  }
}

function elementsOf(text: string, key: string | null): Pick<JsonDocument, "salvaged" | "broken"> {
  const salvaged: unknown[] = [];
  const broken: { at: string; reason: string; text: string }[] = [];
  const start = listStart(text, key);
  if (start < 0) return { salvaged, broken };
  for (const [index, { text: element, complete }] of topLevel(text, start).entries()) {
    const at = `entry ${index + 1}`;
    if (!complete) broken.push({ at, reason: "the document ends inside it", text: element });
    else {
      try {
        salvaged.push(JSON.parse(element));
      } catch (error) {
        broken.push({ at, reason: error instanceof Error ? error.message : "not JSON", text: element });
      }
    }
  }
  return { salvaged, broken };
}

function listStart(text: string, key: string | null): number {
  const named = key === null ? null : new RegExp(`"${key}"\\s*:\\s*\\[`).exec(text.slice(0, 100_000));
  return named ? named.index + named[0].length : text.indexOf("[") + 1 || -1;
}

/** The objects directly inside the list that begins at `start`; the last one may be cut off. */
function topLevel(text: string, start: number): { text: string; complete: boolean }[] {
  const elements: { text: string; complete: boolean }[] = [];
  let depth = 0;
  let begin = start;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "{" || character === "[") {
      if (depth++ === 0) begin = at;
    } else if (character === "}" || character === "]") {
      if (depth === 0) return elements;
      if (--depth === 0) elements.push({ text: text.slice(begin, at + 1), complete: true });
    }
  }
  if (depth > 0) elements.push({ text: text.slice(begin), complete: false });
  return elements;
}

function endOfString(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** A plain object, or an empty one: the members of anything else are undefined. */
export const objectOf = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Text, or a number written out; null for anything else and for the empty text. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** What stands so many levels down and deeper becomes "…": files nest as deep as they are long, and no stack holds that. */
function nestedTo(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return "…";
  if (Array.isArray(value)) return value.map((one) => nestedTo(one, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, nestedTo(one, levels - 1)]));
}

/** A value as JSON for a report, cut. */
export function excerptOf(value: unknown): string {
  return (JSON.stringify(nestedTo(value, 20)) ?? String(value)).slice(0, 2_000);
}
