/**
 * The TeX that people leave in titles, abstracts and names, turned into the characters it stands for.
 *
 * One reader for two kinds of text: prose, in which TeX turned up by the way and a brace may be a brace, and values of
 * BibTeX files, which are TeX altogether, so that braces only group. Formulas stay as they are in both.
 */
import { mathSpans } from "./math.ts";
import { ACCENTS, COMMANDS, LETTERS, SIGNS, SWITCHES, SYMBOLS, type Command } from "./tex-characters.ts";
import { character } from "./tex-table.ts";

/** A text with braces nested deeper than this is not prose, and is left as it stands. */
const DEEPEST = 40;
/** One command may complete another; this often is more than any text needs. */
const PASSES = 6;

/**
 * Replaces accents (`\'{e}`), letters (`\ss`), escapes (`\%`), ties (`a~b`), dashes (`---`), TeX quotes and
 * styles (`\emph{x}`) by plain Unicode, in NFC. Formulas, addresses and commands it does not know stay as they are.
 * Applying it twice changes nothing more.
 */
export function untex(text: string): string {
  let now = text;
  for (let pass = 0; pass < PASSES && mayHoldTex(now); pass++) {
    const closing = matchingBraces(now);
    if (closing === null) break;
    const next = new TexReader(now, closing, false).read(0, now.length).normalize("NFC");
    if (next === now) break;
    now = next;
  }
  return now;
}

/** Whether there is anything in a text that `untex` might change. */
export const mayHoldTex = (text: string): boolean => /[\\~]|``|--/.test(text);

export interface PlainValue {
  readonly text: string;
  /** Control words that nobody knew: they are left out, and what stood in braces behind them is kept. */
  readonly unknown: readonly string[];
}

/** The text of a BibTeX value, which is TeX from end to end: its braces group, and are gone. Formulas stay TeX. */
export function valueText(value: string): PlainValue {
  if (!/[\\{}~]|``|''|--/.test(value)) return { text: value, unknown: [] };
  const closing = matchingBraces(value);
  if (closing === null) return { text: value.replace(/[{}]/g, ""), unknown: [] };
  const reader = new TexReader(value, closing, true);
  return { text: reader.read(0, value.length).normalize("NFC"), unknown: [...reader.unknown] };
}

/** What a command becomes, and where reading goes on. */
interface Token {
  readonly becomes: string;
  readonly end: number;
}

class TexReader {
  readonly unknown = new Set<string>();
  private readonly text: string;
  private readonly closing: Int32Array;
  /** Whether braces only group, and commands that nobody knows go. */
  private readonly value: boolean;
  /** By where they begin. */
  private readonly formulas: ReadonlyMap<number, number>;

  constructor(text: string, closing: Int32Array, value: boolean) {
    this.text = text;
    this.closing = closing;
    this.value = value;
    this.formulas = new Map(mathSpans(text).map(({ start, end }) => [start, end]));
  }

  /** The characters that a part of the text stands for. */
  read(from: number, to: number): string {
    const { text } = this;
    const sign = this.value ? /[\\{}~$]|``|''|--|https?:\/\//g : /[\\{~$]|``|--|https?:\/\//g;
    let out = "";
    for (let at = from; ;) {
      sign.lastIndex = at;
      const next = Math.min(sign.exec(text)?.index ?? to, to);
      out += text.slice(at, next);
      if (next >= to) return out;
      const formula = this.formulas.get(next);
      if (formula !== undefined && formula <= to) {
        out += text.slice(next, formula);
        at = formula;
        continue;
      }
      const token = this.token(next, to);
      out += token?.becomes ?? text[next];
      at = token?.end ?? next + 1;
    }
  }

  private token(at: number, to: number): Token | null {
    const { text } = this;
    switch (text[at]) {
      case "\\":
        return this.command(at, to);
      case "{":
        return this.value ? this.grouped(at) : this.group(at);
      case "}":
        return { becomes: "", end: at + 1 };
      case "h":
        return address(text, at, to);
      case "~":
        // "Figure~1" is a tie; "~10 ms" means about ten, and "/~name" is an address.
        return /[^\s/=~]/.test(text[at - 1] ?? " ") && /[^\s~]/.test(text[at + 1] ?? " ") && at + 1 < to
          ? { becomes: " ", end: at + 1 }
          : null;
      case "-":
        return dash(text, at);
      case "`":
        return this.value ? { becomes: "“", end: at + 2 } : quotation(text, at);
      case "'":
        return { becomes: "”", end: at + 2 };
      default:
        return null;
    }
  }

  private command(at: number, to: number): Token | null {
    const { text } = this;
    const symbol = text[at + 1];
    if (symbol === undefined || at + 1 >= to) return this.value ? { becomes: "", end: at + 1 } : null;
    const word = wordAt(text, at + 1);
    if (word === "") {
      if (Object.hasOwn(ACCENTS, symbol)) return this.accent(at + 2, to, ACCENTS[symbol]);
      if (!Object.hasOwn(SYMBOLS, symbol)) return this.value ? { becomes: symbol, end: at + 2 } : null;
      return { becomes: SYMBOLS[symbol], end: at + 2 };
    }
    const end = at + 1 + word.length;
    // In prose, "\t" is more often a lost tab than a tie over two letters.
    if (Object.hasOwn(ACCENTS, word) && (this.value || !/^[fGht]$/.test(word) || text[end] === "{"))
      return this.accent(end, to, ACCENTS[word]);
    if (Object.hasOwn(LETTERS, word)) return this.letter(LETTERS[word], end);
    if (Object.hasOwn(COMMANDS, word)) {
      const done = this.known(COMMANDS[word], end, to);
      if (done) return done;
    }
    if (SWITCHES.has(word) && this.value) return { becomes: "", end: spacesFrom(text, end) };
    if (Object.hasOwn(SIGNS, word)) return this.sign(word, SIGNS[word], end);
    if (word === "char") return numbered(text, end);
    return this.rare(word, end);
  }

  /** A letter of a word: TeX swallows the space behind its name. */
  private letter(becomes: string, end: number): Token {
    if (this.text.startsWith("{}", end)) return { becomes, end: end + 2 };
    return { becomes, end: /^[ \t]\S/.test(this.text.slice(end, end + 2)) ? end + 1 : end };
  }

  /** A sign. Behind those of mathematics, which lost their dollars, people mean the space that TeX swallows. */
  private sign(word: string, becomes: string, end: number): Token {
    return /^text|^(?:slash|hyphen|dash|Dash)$/.test(word)
      ? this.letter(becomes, end)
      : { becomes, end: unspaced(this.text, end) };
  }

  /** A command with arguments; null where they are not there. */
  private known({ takes, verbatim, becomes }: Command, from: number, to: number): Token | null {
    const args: string[] = [];
    let end = from;
    for (let left = takes; left > 0; left--) {
      let open = end;
      if (this.value) open = spacesFrom(this.text, open);
      const close = this.text[open] === "{" && open < to ? this.closing[open] : -1;
      if (close < 0) return null;
      args.push(verbatim ? this.text.slice(open + 1, close) : this.read(open + 1, close));
      end = close + 1;
    }
    return { becomes: becomes(...args), end };
  }

  /** A control word that only the large table knows, or nobody. */
  private rare(word: string, end: number): Token | null {
    const { text } = this;
    const argument = text[end] === "{" && !text.startsWith("{}", end);
    const found = argument ? undefined : (character(`\\${word}`) ?? character(word.replace(/^text/, "\\")));
    if (found !== undefined) return this.sign(word, found, end);
    if (/^cyr/i.test(word)) {
      const pair = word === "cyrchar" && text[end] === "\\" ? wordAt(text, end + 1) : "";
      const letter = character(`\\cyrchar\\${pair || word}`);
      if (letter !== undefined) return this.letter(letter, pair === "" ? end : end + 1 + pair.length);
    }
    if (!this.value) return null;
    // A name of a name, as \VAX and \XML: it is read as it is spelled. Other words only change how things look.
    if (!argument && /^[A-Z]{2}|^[A-Z][a-z]*[A-Z]/.test(word)) return { becomes: word, end: unspaced(text, end) };
    this.unknown.add(word);
    return { becomes: "", end: argument ? end : spacesFrom(text, end) };
  }

  /** The letter an accent stands on: `e`, `{e}`, `\i`, `{\i}`, another accented one; TeX allows spaces before it. */
  private accent(from: number, to: number, combining: string): Token | null {
    const { text } = this;
    const at = spacesFrom(text, from);
    if (at >= to) return this.value ? { becomes: "", end: at } : null;
    let base: string;
    let end: number;
    if (text[at] === "{") {
      const close = this.closing[at];
      if (close < 0) return null;
      base = this.read(at + 1, close).trim();
      end = close + 1;
      if (!this.value && !/^(?:\p{L}\p{M}*)*$/u.test(base)) return null;
      if (base === "")
        return this.value || combining === ACCENTS["^"] || combining === ACCENTS["~"] ? bare(combining, end) : null;
    } else if (text[at] === "\\") {
      const inner = this.command(at, to);
      if (inner === null || !/^\p{L}/u.test(inner.becomes)) return this.value ? { becomes: "", end: from } : null;
      base = inner.becomes;
      end = inner.end;
    } else {
      const letter = /^\p{L}\p{M}*/u.exec(text.slice(at, at + 8))?.[0];
      if (letter === undefined) return this.value ? { becomes: "", end: at } : null;
      base = letter;
      end = at + letter.length;
    }
    return { becomes: accented(base, combining), end };
  }

  /** A group in prose whose only purpose is the command in it: {\"o}, {\ss}, {\em so}. */
  private group(at: number): Token | null {
    const { text } = this;
    const close = this.closing[at];
    if (close < 0 || text[at + 1] !== "\\") return null;
    const word = wordAt(text, at + 2);
    if (SWITCHES.has(word))
      return { becomes: this.read(spacesFrom(text, at + 2 + word.length), close), end: close + 1 };
    const only = this.command(at + 1, close);
    return only && only.end === close ? { becomes: only.becomes, end: close + 1 } : null;
  }

  /** A group in a value. */
  private grouped(at: number): Token {
    const close = this.closing[at];
    return close < 0 ? { becomes: "", end: at + 1 } : { becomes: this.read(at + 1, close), end: close + 1 };
  }
}

const wordAt = (text: string, at: number): string =>
  /^[A-Za-z]+\*?/.exec(text.slice(at, at + 40))?.[0].replace("*", "") ?? "";

function spacesFrom(text: string, at: number): number {
  while (text[at] === " " || text[at] === "\t" || text[at] === "\n") at++;
  return at;
}

/** An empty group only ends a name. */
const unspaced = (text: string, end: number): number => (text.startsWith("{}", end) ? end + 2 : end);

/** `\char233`, `\char"E9`, "\char`\%" */
function numbered(text: string, end: number): Token | null {
  const itself = /^`(?:\\([^\s{}$])|([^\s{}\\$]))/u.exec(text.slice(end, end + 4));
  if (itself) return { becomes: itself[1] ?? itself[2], end: end + itself[0].length };
  const found = /^\s?(?:"([0-9A-F]{1,5})|(\d{1,6})) ?/.exec(text.slice(end, end + 9));
  if (found === null) return null;
  const code = found[1] === undefined ? Number(found[2]) : Number.parseInt(found[1], 16);
  const real = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return { becomes: real ? String.fromCodePoint(code) : "", end: end + found[0].length };
}

/** An accent on a word is on its first letter, behind the accents that it has; an accented i or j has lost its dot already. */
function accented(base: string, combining: string): string {
  const [, first, rest] = /^(\p{L}\p{M}*|[^]?)([^]*)$/u.exec(base.normalize("NFD"))!;
  const dotted = first.replace("ı", "i").replace("ȷ", "j");
  return (dotted + combining).normalize("NFC") + rest;
}

/** An accent on nothing is the sign itself. */
function bare(combining: string, end: number): Token {
  const sign = Object.entries(ACCENTS).find(([name, mark]) => mark === combining && !/[a-z]/i.test(name))?.[0] ?? "";
  return { becomes: /[~^`']/.test(sign) ? sign : "", end };
}

/** A web address keeps its tildes and dashes; only escapes go. */
function address(text: string, at: number, to: number): Token | null {
  const found = /^https?:\/\/[^\s{}<>"$]+/.exec(text.slice(at, Math.min(to, at + 2_000)))?.[0];
  return found ? { becomes: found.replace(/\\([%&#_~])/g, "$1"), end: at + found.length } : null;
}

/** `---` is an em dash; `--` an en dash between words or numbers, but a command line's `--flag` stays. */
function dash(text: string, at: number): Token | null {
  let end = at;
  while (text[end] === "-") end++;
  const before = text[at - 1] ?? " ";
  const after = text[end] ?? " ";
  if (end - at === 3) return { becomes: "—", end };
  if (end - at === 2 && /\s/.test(before) === /\s/.test(after)) return { becomes: "–", end };
  return { becomes: text.slice(at, end), end };
}

function quotation(text: string, at: number): Token | null {
  const found = /^``([^`]{1,300}?)''/.exec(text.slice(at, at + 310));
  return found ? { becomes: `“${found[1]}”`, end: at + found[0].length } : null;
}

/** For every "{" the index of its "}", else -1; an escaped brace is none. Null when they nest too deep. */
function matchingBraces(text: string): Int32Array | null {
  const closing = new Int32Array(text.length).fill(-1);
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "{") {
      if (open.push(at) > DEEPEST) return null;
    } else if (text[at] === "}") {
      const start = open.pop();
      if (start !== undefined) closing[start] = at;
    }
  }
  return closing;
}
