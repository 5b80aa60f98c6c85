/** The first sentence of a text: what a list shows of a paper. */

/** Words that end in a full stop within a sentence. */
const abbreviations = new Set(
  (
    "al approx art ca ch chap col dept dr ed eds e.g eq eqn eqs esp et etc fig figs i.e inc jr p pp prof ref refs resp sec sect " +
    "sr st tab thm vol vols vs w.r.t cf viz mr mrs ms a.k.a s.t u.s u.k e.u ph.d incl excl max min avg"
  ).split(" "),
);

/** A text without an end to its first sentence is one sentence. */
export function firstSentence(text: string): string {
  for (const { index, 0: mark } of text.matchAll(/[.?!。？！]+["'”’)\]]*(?=\s|$)|[。？！]/g)) {
    const end = index + mark.length;
    if (!mark.startsWith(".") || mark.startsWith("..") || endsHere(text, index, end)) return text.slice(0, end);
  }
  return text;
}

/** Whether a full stop ends a sentence: not behind an abbreviation or an initial, and not before a word in lower case. */
function endsHere(text: string, stop: number, end: number): boolean {
  const rest = text.slice(end, end + 60).trimStart();
  if (rest === "") return true;
  if (isLower(rest[0])) return false;
  const [word] = /[^\s("'“‘[]*$/.exec(text.slice(Math.max(0, stop - 40), stop))!;
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
