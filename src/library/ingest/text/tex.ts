/** The TeX that people leave in titles, abstracts and names, turned into the characters it stands for. */
import { mathSpans } from "./math.ts";
import { ACCENTS, LETTERS, SIGNS } from "./tex-characters.ts";

/** Control words whose argument is kept and whose effect is not. */
const STYLES = new Set(
  "emph textit textsl textbf texttt textsc textsf textrm textup textmd textnormal text mbox underline url path".split(
    " ",
  ),
);
/** The same as switches: {\em ...}. */
const SWITCHES = new Set("em it bf tt sc sf rm itshape bfseries scshape ttfamily sffamily".split(" "));

/** Control symbols: escaped characters, spaces and marks that only a typesetter needs. */
const SYMBOLS: Record<string, string> = {
  "%": "%",
  "&": "&",
  "#": "#",
  _: "_",
  ",": " ",
  ";": " ",
  ":": " ",
  " ": " ",
  "\n": " ",
  "\\": " ",
  "!": "",
  "/": "",
  "-": "",
};

/** A text with braces nested deeper than this is not prose, and is left as it stands. */
const DEEPEST = 12;
/** One command may complete another; this often is more than any text needs. */
const PASSES = 6;

/**
 * Replaces accents (`\'{e}`), letters (`\ss`), escapes (`\%`), ties (`a~b`), dashes (`---`), TeX quotes and
 * styles (`\emph{x}`) by plain Unicode, in NFC. Formulas, addresses and commands it does not know stay as they are.
 * Applying it twice changes nothing more.
 */
export function untex(text: string): string {
  let now = text;
  for (let pass = 0; pass < PASSES; pass++) {
    const next = onePass(now).normalize("NFC");
    if (next === now) break;
    now = next;
  }
  return now;
}

/** Whether there is anything in a text that `untex` might change. */
export const mayHoldTex = (text: string): boolean => /[\\~]|``|--/.test(text);

function onePass(text: string): string {
  if (!mayHoldTex(text)) return text;
  const closing = matchingBraces(text);
  if (closing === null) return text;
  const formulas = mathSpans(text);
  const sign = /[\\{~]|``|--|https?:\/\//g;
  let formula = 0;
  let out = "";
  let at = 0;
  for (;;) {
    sign.lastIndex = at;
    const next = sign.exec(text)?.index ?? text.length;
    while (formula < formulas.length && formulas[formula].end <= at) formula++;
    const span = formula < formulas.length && formulas[formula].start <= next ? formulas[formula] : null;
    if (span) {
      out += text.slice(at, span.end);
      at = span.end;
      continue;
    }
    out += text.slice(at, next);
    if (next === text.length) return out;
    const token = tokenAt(text, next, closing);
    out += token?.becomes ?? text[next];
    at = token?.end ?? next + 1;
  }
}

interface Token {
  readonly becomes: string;
  readonly end: number;
}

function tokenAt(text: string, at: number, closing: Int32Array): Token | null {
  switch (text[at]) {
    case "\\":
      return command(text, at, closing);
    case "{":
      return group(text, at, closing);
    case "h":
      return address(text, at);
    case "~":
      // "Figure~1" is a tie; "~10 ms" means about ten, and "/~name" is an address.
      return /[^\s/=~]/.test(text[at - 1] ?? " ") && /[^\s~]/.test(text[at + 1] ?? " ")
        ? { becomes: " ", end: at + 1 }
        : null;
    case "-":
      return dash(text, at);
    case "`":
      return quotation(text, at);
    default:
      return null;
  }
}

function command(text: string, at: number, closing: Int32Array): Token | null {
  const symbol = text[at + 1];
  if (symbol === undefined) return null;
  const word = /^[A-Za-z]+/.exec(text.slice(at + 1, at + 25))?.[0];

  if (word === undefined) {
    if (ACCENTS[symbol]) return accent(text, at + 2, ACCENTS[symbol], closing);
    const becomes = SYMBOLS[symbol];
    return becomes === undefined ? null : { becomes, end: at + 2 };
  }
  const end = at + 1 + word.length;
  if (ACCENTS[word]) return accent(text, end, ACCENTS[word], closing);
  const spelled = (table: Readonly<Record<string, string>>): string | undefined =>
    Object.hasOwn(table, word) ? table[word] : undefined;
  const letter = spelled(LETTERS);
  const character = letter ?? spelled(SIGNS);
  if (character !== undefined) {
    if (text.startsWith("{}", end)) return { becomes: character, end: end + 2 };
    const swallows = letter !== undefined && /^[ \t]\S/.test(text.slice(end, end + 2));
    return { becomes: character, end: swallows ? end + 1 : end };
  }
  const close = text[end] === "{" ? closing[end]! : -1;
  if (STYLES.has(word) && close > 0) {
    return { becomes: onePass(text.slice(end + 1, close)), end: close + 1 };
  }
  return null;
}

/** The letter an accent stands on: `e`, `{e}`, `\i`, `{\i}`; TeX allows spaces before it. */
function accent(text: string, from: number, combining: string, closing: Int32Array): Token | null {
  let at = from;
  while (text[at] === " ") at++;
  let close = -1;
  if (text[at] === "{") {
    close = closing[at]!;
    if (close < 0) return null;
    at++;
    while (text[at] === " ") at++;
  }
  // An accented i or j has lost its dot already.
  const dotless = /^\\[ij](?![A-Za-z])(?:\{\})?/.exec(text.slice(at, at + 5))?.[0];
  const letter = /^\p{L}\p{M}*/u.exec(text.slice(at, at + 8))?.[0];
  const base = dotless ? dotless[1]! : letter;
  if (base === undefined) return null;
  at += (dotless ?? letter)!.length;
  if (close >= 0) {
    if (text.slice(at, close).trim() !== "") return null;
    at = close + 1;
  }
  return { becomes: base + combining, end: at };
}

/** A group whose only purpose is the command in it: {\"o}, {\ss}, {\em so}. */
function group(text: string, at: number, closing: Int32Array): Token | null {
  const close = closing[at]!;
  if (close < 0 || text[at + 1] !== "\\") return null;
  const word = /^[A-Za-z]+/.exec(text.slice(at + 2, at + 20))?.[0];
  if (word && SWITCHES.has(word)) {
    const inner = text.slice(at + 2 + word.length, close).replace(/^\s+/, "");
    return { becomes: onePass(inner), end: close + 1 };
  }
  const only = command(text, at + 1, closing);
  return only && only.end === close ? { becomes: only.becomes, end: close + 1 } : null;
}

/** A web address keeps its tildes and dashes; only escapes go. */
function address(text: string, at: number): Token | null {
  const found = /^https?:\/\/[^\s{}<>"$]+/.exec(text.slice(at, at + 2_000))?.[0];
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
  const found = /^``([^`']{1,300})''/.exec(text.slice(at, at + 310));
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
