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

/** A mistake that could be read past. */
export interface BibRemark {
  readonly line: number;
  readonly reason: string;
}

export interface BibFile {
  readonly entries: readonly BibEntry[];
  readonly problems: readonly BibProblem[];
  readonly remarks: readonly BibRemark[];
}

/** An entry longer than this, in characters, is an accident; the same goes for a value after its strings are put in. */
const LONGEST_ENTRY = 1_000_000;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Reads all entries. @comment and @preamble are skipped, @string is applied. */
export function readBibtex(text: string): BibFile {
  const entries: BibEntry[] = [];
  const problems: BibProblem[] = [];
  const remarks: BibRemark[] = [];
  const strings = new Map<string, string>(MONTHS.map((month) => [month, month]));
  const lines = new LineCounter(text);

  for (let at = nextAt(text, 0); at >= 0;) {
    const line = lines.at(at);
    const reader = new Reader(text, at + 1, Math.min(text.length, at + LONGEST_ENTRY));
    try {
      const entry = reader.entry(strings);
      if (entry) entries.push({ ...entry, line, text: text.slice(at, reader.position) });
      if (reader.remark !== null) remarks.push({ line, reason: reader.remark });
      at = nextAt(text, reader.position);
    } catch (error) {
      if (!(error instanceof BibtexError)) throw error;
      // A new entry begins a line; an "@" inside of a broken one usually does not.
      const next = /\n[ \t]*@[a-zA-Z][\w.+-]*[ \t]*[{(]/g;
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
  return { entries, problems, remarks };
}

/** Types are words; managers of references write "web_page" and "conference-paper", too. */
const TYPE = /[a-zA-Z][\w.+-]*/y;

/** An "@" that begins an entry; one in an address does not, nor one behind a "%". */
function nextAt(text: string, from: number): number {
  const entry = /(?<![\w.%+-])@[ \t]*[a-zA-Z][\w.+-]*\s*[{(]/g;
  entry.lastIndex = from;
  return entry.exec(text)?.index ?? -1;
}

class BibtexError extends Error {}

class Reader {
  position: number;
  /** The first mistake that was read past. */
  remark: string | null = null;
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
    const type = this.take(TYPE).toLowerCase();
    this.space();
    const close = this.text[this.position++] === "{" ? "}" : ")";
    if (type === "comment" || type === "preamble") {
      this.position--;
      this.skipGroup(close);
      return null;
    }
    this.space();
    const key = type === "string" ? null : this.key(close);
    const fields = this.fields(close, strings, key !== null);
    if (type !== "string") return { type, key: key ?? "", fields };
    for (const [name, value] of fields) strings.set(name, value);
    return null;
  }

  /** The key, which is whatever stands before the first comma; null where the fields begin at once. */
  private key(close: string): string | null {
    const start = this.position;
    const key = this.take(close === "}" ? /[^,{}=#%\n\r]*/y : /[^,{}()=#%\n\r]*/y).trim();
    this.space();
    const next = this.text[this.position];
    if (next === "," || next === close) return key;
    this.position = start;
    // "@article{key title = ...": a word, and behind it a field.
    const forgotten = this.take(/[^\s,{}()=#%"]+\s+(?=[a-zA-Z][\w-]*\s*=)/y);
    if (forgotten === "") return null;
    this.remark = "a comma is missing behind the key";
    return forgotten.trim();
  }

  private fields(close: string, strings: ReadonlyMap<string, string>, afterKey: boolean): Map<string, string> {
    const fields = new Map<string, string>();
    for (let first = true; ; first = false) {
      this.space();
      let commas = 0;
      while (this.text[this.position] === ",") {
        commas++;
        this.position++;
        this.space();
      }
      if (commas > 1) this.remark ??= "a comma too many";
      const next = this.text[this.position];
      if (next === close) {
        this.position++;
        return fields;
      }
      if (next === "@" && this.atEntry()) {
        // Where the last value holds what looks like fields, its own brace is the one that is missing.
        if (/,\s*(?:[a-z][\w-]*\s*=|$)/i.test([...fields.values()].at(-1) ?? ","))
          throw new BibtexError(this.unexpected(`"," or "${close}"`));
        this.remark ??= `its closing "${close}" is missing`;
        return fields;
      }
      if (commas === 0 && (!first || afterKey)) {
        if (!this.atField()) throw new BibtexError(this.unexpected(`"," or "${close}"`));
        this.remark ??= "a comma is missing between two fields";
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
    const head = /\n[ \t]*@[a-zA-Z][\w.+-]*[ \t]*[{(]\s*[^\s,{}="]+\s*,/y;
    head.lastIndex = this.position;
    return head.test(this.text);
  }

  /** Whether the next entry begins here. */
  private atEntry(): boolean {
    const head = /@[ \t]*[a-zA-Z][\w.+-]*[ \t]*[{(]/y;
    head.lastIndex = this.position;
    return head.test(this.text);
  }

  /** Whether a field begins here: a name, and behind it an equals sign. */
  private atField(): boolean {
    const field = /[a-zA-Z][\w:+-]{0,60}\s*=/y;
    field.lastIndex = this.position;
    return field.test(this.text);
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
