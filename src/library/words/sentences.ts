/** The sentences of a text; of its first one a list shows what a paper is about. */

/** Words that end in a full stop within a sentence. */
const abbreviations = new Set(
  (
    "al approx art ca ch chap col dept dr ed eds e.g eq eqn eqs esp et etc fig figs i.e inc jr p pp prof ref refs resp sec sect " +
    "sr st tab thm vol vols vs w.r.t cf viz mr mrs a.k.a s.t u.s u.k e.u ph.d incl excl max min avg"
  ).split(" "),
);

/** A text without an end to its first sentence is one sentence. */
export function firstSentence(text: string): string {
  for (const sentence of sentencesIn(text)) return sentence;
  return text;
}

/** In order, each with its mark and without the space behind it. */
export function* sentencesIn(text: string): Generator<string, void, void> {
  let from = 0;
  for (const { index, 0: mark } of text.matchAll(/[.?!。？！]+["'”’)\]]*/g)) {
    const end = endOf(text, index, mark);
    if (end === null) continue;
    const sentence = text.slice(from, end).trim();
    from = end;
    if (sentence !== "") yield sentence;
  }
  const rest = text.slice(from).trim();
  if (rest !== "") yield rest;
}

/** Where a sentence ends at these marks, if one does. Chinese needs no space. */
function endOf(text: string, index: number, mark: string): number | null {
  const end = index + mark.length;
  if (end < text.length && !/\s/.test(text[end])) {
    const wide = mark.search(/[。？！]/);
    return wide < 0 ? null : index + wide + 1;
  }
  return !mark.startsWith(".") || mark.startsWith("..") || endsHere(text, index, end) ? end : null;
}

/** Whether a full stop ends a sentence: not behind an abbreviation or an initial, and not before a word in lower case. */
function endsHere(text: string, stop: number, end: number): boolean {
  const rest = text.slice(end, end + 60).trimStart();
  if (rest === "") return true;
  if (isLower(rest[0])) return false;
  const [word] = /[^\s("'“‘[]*$/.exec(text.slice(Math.max(0, stop - 40), stop))!;
  // A title, or milliseconds.
  if (word === "Ms") return false;
  if (/^nos?$/i.test(word)) return !/^\d/.test(rest);
  // "et al." and "etc." end a sentence before a capital letter, the others stand before what they shorten.
  if (/^(?:al|etc|inc|jr|ph\.d)$/i.test(word)) return isUpper(rest[0]);
  if (abbreviations.has(word.toLowerCase()))
    return (
      word.includes(".") && /^(?:u\.s|u\.k|e\.u|a\.k\.a)$/i.test(word) && /^(?:We|The|In|Our|This|It|A|An)\b/.test(rest)
    );
  return !(word.length === 1 && isUpper(word));
}

const isLower = (letter: string): boolean => letter !== letter.toUpperCase();
const isUpper = (letter: string): boolean => letter !== letter.toLowerCase();
