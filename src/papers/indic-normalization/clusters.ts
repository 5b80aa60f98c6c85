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
