/** The grammar of BibTeX files: entries, strings and concatenation, recovering at the next "@" after a mistake. */

export interface BibEntry {
  /** Lower case: "article", "misc", ... */
  readonly type: string;
  readonly key: string;
  /** Names in lower case; values without their outer delimiters, TeX and inner braces as written. */
  readonly fields: ReadonlyMap<string, string>;
  /** 1-based line of its "@". */
  readonly line: number;
  readonly text: string;
}

export interface BibProblem {
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

export interface BibFile {
  readonly entries: readonly BibEntry[];
  readonly problems: readonly BibProblem[];
}

/** An entry longer than this, in characters, is an accident; the same goes for a value after its strings are put in. */
const LONGEST_ENTRY = 1_000_000;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Reads all entries. @comment and @preamble are skipped, @string is applied. */
export function readBibtex(text: string): BibFile {
  const entries: BibEntry[] = [];
  const problems: BibProblem[] = [];
  const strings = new Map<string, string>(MONTHS.map((month) => [month, month]));
  const lines = new LineCounter(text);

  for (let at = nextAt(text, 0); at >= 0;) {
    const line = lines.at(at);
    const reader = new Reader(text, at + 1, Math.min(text.length, at + LONGEST_ENTRY));
    try {
      const entry = reader.entry(strings);
      if (entry) entries.push({ ...entry, line, text: text.slice(at, reader.position) });
      at = nextAt(text, reader.position);
    } catch (error) {
      if (!(error instanceof BibtexError)) throw error;
      // A new entry begins a line; an "@" inside of a broken one usually does not.
      const next = /\n[ \t]*@[a-zA-Z]+[ \t]*[{(]/g;
      next.lastIndex = at + 1;
      const found = next.exec(text);
      problems.push({
        line,
        reason: error.message,
        text: text.slice(at, Math.min(found?.index ?? text.length, at + 4_000)),
      });
      at = found ? text.indexOf("@", found.index) : -1;
    }
  }
  return { entries, problems };
}

/** An "@" that begins an entry; one in an address does not. */
function nextAt(text: string, from: number): number {
  const entry = /@[ \t]*[a-zA-Z]+\s*[{(]/g;
  entry.lastIndex = from;
  return entry.exec(text)?.index ?? -1;
}

class BibtexError extends Error {}

class Reader {
  position: number;
  private readonly text: string;
  private readonly limit: number;

  constructor(text: string, position: number, limit: number) {
    this.text = text;
    this.position = position;
    this.limit = limit;
  }

  /** One entry, from behind its "@"; null for those that are not about a paper. */
  entry(strings: Map<string, string>): Omit<BibEntry, "line" | "text"> | null {
    this.space();
    const type = this.take(/[a-zA-Z]+/y).toLowerCase();
    this.space();
    const close = this.text[this.position++] === "{" ? "}" : ")";
    if (type === "comment" || type === "preamble") {
      this.position--;
      this.skipGroup(close);
      return null;
    }
    this.space();
    const key = type === "string" ? "" : this.take(/[^,\s{}()="]*/y);
    const fields = this.fields(close, strings, type !== "string");
    if (type !== "string") return { type, key, fields };
    for (const [name, value] of fields) strings.set(name, value);
    return null;
  }

  private fields(close: string, strings: ReadonlyMap<string, string>, afterKey: boolean): Map<string, string> {
    const fields = new Map<string, string>();
    for (let first = !afterKey; ; first = false) {
      this.space();
      const next = this.text[this.position];
      if (next === close) {
        this.position++;
        return fields;
      }
      if (!first) {
        if (next !== ",") throw new BibtexError(this.unexpected(`"," or "${close}"`));
        this.position++;
        this.space();
        if (this.text[this.position] === close) continue;
      }
      const name = this.take(/[^\s=,{}()"#%]+/y).toLowerCase();
      if (name === "") throw new BibtexError(this.unexpected("a field name"));
      this.space();
      if (this.text[this.position] !== "=") throw new BibtexError(this.unexpected(`"=" after ${name}`));
      this.position++;
      const value = this.value(strings);
      if (!fields.has(name)) fields.set(name, value);
    }
  }

  /** Pieces joined by "#": {braced}, "quoted", a number, or the name of a string. */
  private value(strings: ReadonlyMap<string, string>): string {
    let value = "";
    for (;;) {
      this.space();
      const next = this.text[this.position];
      if (next === "{") value += this.group();
      else if (next === '"') value += this.quoted();
      else {
        const bare = this.take(/[^\s,#{}()"=]+/y);
        if (bare === "") throw new BibtexError(this.unexpected("a value"));
        value += strings.get(bare.toLowerCase()) ?? bare;
      }
      // Strings may be made of strings: without a limit thirty lines fill the memory.
      if (value.length > LONGEST_ENTRY) throw new BibtexError(`a value of more than ${LONGEST_ENTRY} characters`);
      this.space();
      if (this.text[this.position] !== "#") return value;
      this.position++;
    }
  }

  private group(): string {
    const start = this.position + 1;
    this.skipGroup("}");
    return this.text.slice(start, this.position - 1);
  }

  private skipGroup(close: string): void {
    const open = this.text[this.position];
    let depth = 0;
    for (; this.position < this.limit; this.position++) {
      this.skipTo(/[\\\n{}()]/g);
      const character = this.text[this.position];
      if (character === "\\") this.position++;
      else if (character === "\n" && this.atNextEntry()) break;
      else if (character === open) depth++;
      else if (character === close && --depth === 0) {
        this.position++;
        return;
      }
    }
    throw new BibtexError(this.unfinished(`a "${open}" that is never closed`));
  }

  private quoted(): string {
    const start = ++this.position;
    let depth = 0;
    for (; this.position < this.limit; this.position++) {
      const character = this.text[this.position];
      if (character === "\\" && this.text[this.position + 1] !== '"') this.position++;
      else if (character === "\n" && this.atNextEntry()) break;
      else if (character === "{") depth++;
      else if (character === "}") depth--;
      else if (character === '"' && depth <= 0) return this.text.slice(start, this.position++);
    }
    throw new BibtexError(this.unfinished("a quotation mark that is never closed"));
  }

  /** Moves to the next of some characters, or to the limit. */
  private skipTo(characters: RegExp): void {
    characters.lastIndex = this.position;
    this.position = Math.min(characters.exec(this.text)?.index ?? this.limit, this.limit);
  }

  /** What looks like the head of an entry on a line of its own is one: something before it was never closed. */
  private atNextEntry(): boolean {
    const head = /\n[ \t]*@[a-zA-Z]+[ \t]*[{(]\s*[^\s,{}()"=]+\s*,/y;
    head.lastIndex = this.position;
    return head.test(this.text);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.position += found.length;
    return found;
  }

  private space(): void {
    this.take(/(?:\s|%[^\n]*\n)*/y);
  }

  private unexpected(wanted: string): string {
    const found = this.text[this.position];
    return found === undefined
      ? `the file ends where ${wanted} should be`
      : `expected ${wanted}, found ${JSON.stringify(found)}`;
  }

  private unfinished(what: string): string {
    if (this.position < this.limit) return `the next entry begins inside it: ${what}`;
    return this.limit === this.text.length
      ? `the file ends inside it: ${what}`
      : `longer than ${LONGEST_ENTRY} characters: ${what}`;
  }
}

/** Line numbers of growing offsets, counted once. */
class LineCounter {
  private readonly text: string;
  private line = 1;
  /** The next line feed not yet counted. */
  private feed: number;

  constructor(text: string) {
    this.text = text;
    this.feed = text.indexOf("\n");
  }

  at(offset: number): number {
    for (; this.feed >= 0 && this.feed < offset; this.feed = this.text.indexOf("\n", this.feed + 1)) this.line++;
    return this.line;
  }
}
