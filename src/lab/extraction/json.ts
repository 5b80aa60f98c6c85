/** A JSON reader that keeps what JSON.parse throws away: how a number was written, and that a key came twice. */

/** A number as it was written: 2 and 2.0 are the same value and not the same answer. */
export class JsonNumber {
  readonly lexeme: string;
  readonly value: number;
  /** Written without a fraction or an exponent. */
  readonly integer: boolean;
  constructor(lexeme: string) {
    this.lexeme = lexeme;
    this.value = Number(lexeme);
    this.integer = !/[.eE]/.test(lexeme);
  }
}

export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;

export const isObject = (value: Json): value is JsonObject => value instanceof Map;
export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

export interface ReadJson {
  readonly value: Json;
  /** Keys that came more than once in their object, by path; the last value stands. */
  readonly duplicates: readonly string[];
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const plain = /[^"\\]*/y;
const space = /[ \t\n\r]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The place of the first character below a space, which a string must escape; null where there is none. */
function firstControl(text: string, from: number, to: number): number | null {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) < 32) return at;
  return null;
}

/** Reads one JSON text. @throws SyntaxError saying what was expected and at which position, also for NaN, Infinity and more than `depth` levels. */
export function readJson(text: string, { depth: limit = 500 } = {}): ReadJson {
  let at = 0;
  const duplicates: string[] = [];
  const fail = (what: string) => new SyntaxError(`JSON: ${what} at position ${at}`);
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [""];
    at += found.length;
    return found;
  };
  const expect = (sign: string) => {
    if (text[at] !== sign) throw fail(`expected ${JSON.stringify(sign)}`);
    at++;
  };
  const word = <T>(name: string, value: T): T => {
    if (!text.startsWith(name, at)) throw fail("expected a value");
    at += name.length;
    return value;
  };

  function string(): string {
    expect('"');
    const parts: string[] = [];
    for (;;) {
      const from = at;
      parts.push(take(plain));
      const control = firstControl(text, from, at);
      if (control !== null) {
        at = control;
        throw fail("a control character in a string");
      }
      const sign = text[at];
      if (sign === '"') break;
      if (sign === undefined) throw fail("the string has no end");
      const kind = text[at + 1];
      const hex = kind === "u" ? /^[0-9a-fA-F]{4}$/.exec(text.slice(at + 2, at + 6)) : null;
      if (hex) parts.push(String.fromCharCode(parseInt(hex[0], 16)));
      else if (Object.hasOwn(escapes, kind ?? "")) parts.push(escapes[kind]);
      else throw fail("no such escape");
      at += hex ? 6 : 2;
    }
    at++;
    return parts.join("");
  }

  function value(depth: number, path: string): Json {
    if (depth > limit) throw fail(`nested deeper than ${limit}`);
    take(space);
    const sign = text[at];
    if (sign === "{") return object(depth, path);
    if (sign === "[") return array(depth, path);
    if (sign === '"') return string();
    if (sign === "t") return word("true", true);
    if (sign === "f") return word("false", false);
    if (sign === "n") return word("null", null);
    const lexeme = take(number);
    if (lexeme === "") throw fail("expected a value");
    return new JsonNumber(lexeme);
  }

  /** The members between two brackets, separated by commas. */
  function members(open: string, close: string, member: () => void): void {
    expect(open);
    take(space);
    if (text[at] === close) {
      at++;
      return;
    }
    for (;;) {
      member();
      take(space);
      if (text[at] === close) break;
      expect(",");
    }
    at++;
  }

  function object(depth: number, path: string): JsonObject {
    const entries = new Map<string, Json>();
    members("{", "}", () => {
      take(space);
      const key = string();
      const below = path === "" ? key : `${path}.${key}`;
      if (entries.has(key)) duplicates.push(below);
      take(space);
      expect(":");
      entries.set(key, value(depth + 1, below));
    });
    return entries;
  }

  function array(depth: number, path: string): Json[] {
    const items: Json[] = [];
    members("[", "]", () => items.push(value(depth + 1, `${path}[${items.length}]`)));
    return items;
  }

  const read = value(0, "");
  take(space);
  if (at < text.length) throw fail("something follows the value");
  return { value: read, duplicates };
}

/** The same as JSON.parse would have it: for schemas and validators. A key such as __proto__ stays a key. */
export function toPlain(value: Json): unknown {
  if (value instanceof JsonNumber) return value.value;
  if (isArray(value)) return value.map(toPlain);
  if (!isObject(value)) return value;
  return Object.fromEntries([...value].map(([key, member]) => [key, toPlain(member)]));
}

/** A value of JavaScript as JSON: whole numbers are integers. @throws Error for what JSON cannot say. */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return new JsonNumber(JSON.stringify(value));
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null)
    return new Map(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
  throw new Error(`no JSON: ${String(value)}`);
}
