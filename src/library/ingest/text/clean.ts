/** Clean-up of what sources write: one Unicode form, one spelling of Indic syllables, no invisible characters, no TeX outside formulas. */
import { safe } from "#papers/indic-normalization/method";
import { wellFormed } from "../../store/storable.ts";
import { mayHoldTex, untex } from "./tex.ts";

export { mathSpans, type MathSpan } from "./math.ts";

const LIGATURES: Record<string, string> = {
  "\ufb00": "ff",
  "\ufb01": "fi",
  "\ufb02": "fl",
  "\ufb03": "ffi",
  "\ufb04": "ffl",
  "\ufb05": "st",
  "\ufb06": "st",
};

/**
 * Characters nobody sees: controls, soft hyphen, zero-width space and word joiner, byte order mark, direction marks
 * and overrides, annotation marks, noncharacters, and the tag block, in which text can be hidden from people but not from
 * programs.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- naming control characters is the purpose
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/** Joiners shape the scripts that use them, and emoji; anywhere else they only make equal words differ. */
const STRAY_JOINER =
  /(^|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{N}\p{P}\p{Sm}\s])[\u200c\u200d]+/gu;

/** Printable ASCII and line feeds: what most texts are, and nothing in it needs cleaning. */
const isPlain = (text: string): boolean => /^[\x20-\x7e\n]*$/.test(text);

/** Changes whenever the same text is cleaned in another way: what is stored is then cleaned again (merge/clean-stored.ts). */
export const TEXT = 1;

/** The characters of a text in one form (NFC, and one spelling of each Indic syllable), without the invisible ones; line breaks stay, as "\n". */
export function cleanCharacters(text: string): string {
  if (isPlain(text)) return text;
  const visible = wellFormed(text)
    .replace(/\r\n?|[\v\f\u0085\u2028]/g, "\n")
    .replace(/\u2029/g, "\n\n")
    .replace(INVISIBLE, "");
  const joined = /[\u200c\u200d]/.test(visible) ? visible.replace(STRAY_JOINER, "$1") : visible;
  const plain = joined.replace(/[\ufb00-\ufb06]/g, (ligature) => LIGATURES[ligature]).replace(/[\t\p{Zs}]/gu, " ");
  return safe(plain);
}

/** One line: a title, a name, an institution. Formulas are left as they stand. Idempotent. */
export function cleanLine(text: string): string {
  return settled(text, (now) => untex(cleanCharacters(now)).replace(/\s+/g, " ").trim());
}

/** Paragraphs, parted by one empty line; single line breaks inside a paragraph are spaces. Idempotent. */
export function cleanParagraphs(text: string): string {
  return settled(text, (now) =>
    cleanCharacters(now)
      .split(/\n\s*\n/)
      .map((paragraph) => untex(paragraph.replace(/\s+/g, " ").trim()).replace(/\s+/g, " ").trim())
      .filter((paragraph) => paragraph !== "")
      .join("\n\n"),
  );
}

/** Anything but printable ASCII with single spaces between words. */
const untidy = /[^ -~]|^ | $| {2}/;

/** Two rules may meet only after a third has run; texts settle at the second pass, strange ones a little later. */
function settled(text: string, clean: (now: string) => string): string {
  if (!untidy.test(text) && !mayHoldTex(text)) return text;
  let now = clean(text);
  // With neither TeX nor anything but ASCII, one pass has done everything.
  for (let pass = 0; pass < 8 && (mayHoldTex(now) || !isPlain(now)); pass++) {
    const next = clean(now);
    if (next === now) break;
    now = next;
  }
  return now;
}
