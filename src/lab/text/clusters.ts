/** Grapheme clusters as Unicode has them, in linear time: `Intl.Segmenter` takes quadratic time over one long text, so that it gets windows. */

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
/** UTF-16 code units. A cluster that fills a window is looked at again in one of twice the width. */
const width = 256;

/** The clusters of a text in order; joined they are the text. */
export function* clustersIn(text: string): Generator<string, void, void> {
  for (let at = 0, size = width; at < text.length;) {
    // Not through a surrogate pair.
    const end = at + size + Number(/[\ud800-\udbff]/.test(text[at + size - 1] ?? ""));
    const window = text.slice(at, end);
    let [whole, last] = [0, ""];
    for (const { segment } of segmenter.segment(window)) {
      if (last !== "") yield last;
      whole += last.length;
      last = segment;
    }
    // The last cluster of a window may go on behind it.
    if (end >= text.length) return yield last;
    if (whole > 0) size = width;
    else size *= 2;
    at += whole;
  }
}

/** Characters that belong to the next one: some Arabic and Syriac number signs, a dot of Malayalam, and others beyond the first plane. */
const belongsToNext = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\ud800-\udfff]/;
const isPrintableAscii = (code: number): boolean => code >= 0x20 && code <= 0x7e;

/**
 * The last place at or before this one at which no cluster is cut. It looks from the nearest printable character of ASCII on, where a cluster
 * begins for certain, or else from behind the first cluster of a window, and from the beginning if one cluster fills that.
 */
function borderBefore(text: string, at: number, from = Math.max(0, at - width)): number {
  const isSure = (place: number) =>
    place <= 0 || (isPrintableAscii(text.charCodeAt(place)) && !belongsToNext.test(text[place - 1]));
  let start = at;
  while (start > from && !isSure(start)) start--;
  let border = isSure(start) ? start : null;
  for (const cluster of clustersIn(text.slice(start))) {
    start += cluster.length;
    if (start > at) break;
    border = start;
  }
  return border ?? borderBefore(text, at, 0);
}

/** Ranges of a text, made so wide that none begins or ends within a cluster. From the first place to the one past the last, in UTF-16 code units. */
export function widened(text: string, ranges: readonly (readonly [number, number])[]): [number, number][] {
  if (/^[\x20-\x7e]*$/.test(text)) return ranges.map(([start, end]) => [start, end]);
  // For each place, the nearest borders on both sides.
  const [before, after] = [new Int32Array(text.length + 1), new Int32Array(text.length + 1)];
  let start = 0;
  for (const { length } of clustersIn(text)) {
    before.fill(start, start, start + length);
    after.fill(start + length, start + 1, start + length + 1);
    start += length;
  }
  before[text.length] = text.length;
  return ranges.map(([from, to]) => [before[from], after[to]]);
}

/**
 * The beginning of a text, at most so many UTF-16 code units, cut between clusters. A cluster that is longer by itself, marks without end upon
 * one letter, is cut between its characters.
 */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const border = borderBefore(text, length);
  return border > 0 ? text.slice(0, border) : text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
