/**
 * What the IndicNLP normalizer (indic_nlp_library 0.92) does to a text with its default settings, by its documented rules: joiners and hidden
 * characters go, quotes and dashes become plain, letters with a nukta are taken apart, signs of two pieces are put together, and a colon behind a
 * letter is a visarga. A list of replacements in order, each over the whole text.
 */
import { codesIn, type Script } from "../scripts.ts";

type Replacement = readonly [from: string, to: string];

const everywhere: readonly Replacement[] = [
  ...["\ufeff", "\ufffe", "\u2060", "\u00ad"].map((hidden) => [hidden, ""] as const),
  ...["\u200b", "\u00a0"].map((space) => [space, " "] as const),
  ...["\u200c", "\u200d"].map((joiner) => [joiner, ""] as const),
  ...["„", "“", "”"].map((quote) => [quote, '"'] as const),
  ["–", "-"],
  ["—", " - "],
  ...["´", "‘", "‚", "’"].map((quote) => [quote, "'"] as const),
  ["''", '"'],
  ["…", "..."],
];

const hex = (codes: string): string => codes.split(" ").map((code) => String.fromCharCode(parseInt(code, 16))).join(""); // prettier-ignore
const rules = (text: string): Replacement[] =>
  text.split("; ").map((rule) => rule.split(" > ").map(hex) as [string, string]);

interface Rules {
  /** Before the joiners go. */
  readonly before?: string;
  readonly own: string;
  /** Letters that have a nukta inside, taken apart. */
  readonly nukta?: string;
}

const byScript: Readonly<Record<string, Rules>> = {
  Bengali: {
    nukta: "09dc-09dd 09df",
    own: "09e4 > 0964; 09e5 > 0965; 007c > 0964; 09f7 > 0964; 09c7 09be > 09cb; 09c7 09d7 > 09cc",
  },
  Devanagari: { nukta: "0929 0931 0934 0958-095f", own: "007c > 0964; 0972 > 090f" },
  Gujarati: { own: "0ae4 > 0964; 0ae5 > 0965" },
  Gurmukhi: {
    before:
      "0a05 0a3e > 0a06; 0a72 0a3f > 0a07; 0a72 0a40 > 0a08; 0a73 0a41 > 0a09; 0a73 0a42 > 0a0a; 0a72 0a47 > 0a0f; 0a05 0a48 > 0a10; 0a73 0a4b > 0a13; 0a05 0a4c > 0a14",
    nukta: "0a33 0a36 0a59-0a5b 0a5e",
    own: "0a64 > 0964; 0a65 > 0965; 007c > 0964",
  },
  Odia: {
    nukta: "0b5c-0b5d",
    own: "0b05 0b3e > 0b06; 0b0f 0b57 > 0b10; 0b13 0b57 > 0b14; 0b64 > 0964; 0b65 > 0965; 0b7c > 0964; 0b35 > 0b2c; 0b47 0b56 > 0b58; 0b47 0b3e > 0b4b; 0b47 0b57 > 0b4c",
  },
  Tamil: {
    own: "0be4 > 0964; 0be5 > 0965; 0b92 0bd7 > 0b94; 0bc6 0bbe > 0bca; 0bc7 0bbe > 0bcb; 0bc6 0bd7 > 0bcc",
  },
  Telugu: { own: "0c64 > 0964; 0c65 > 0965; 0c46 0c56 > 0c48" },
  Malayalam: {
    before:
      "0d23 0d4d 200d > 0d7a; 0d28 0d4d 200d > 0d7b; 0d30 0d4d 200d > 0d7c; 0d32 0d4d 200d > 0d7d; 0d33 0d4d 200d > 0d7e; 0d15 0d4d 200d > 0d7f",
    own: "0d64 > 0964; 0d65 > 0965; 0d46 0d3e > 0d4a; 0d47 0d3e > 0d4b; 0d46 0d57 > 0d4c; 0d57 > 0d4c",
  },
};

export function indicNlp({ name, virama }: Script): (text: string) => string {
  const { before, own, nukta } = byScript[name];
  const apart = codesIn(nukta).map((code): Replacement => {
    const letter = String.fromCharCode(code);
    return [letter, letter.normalize("NFD")];
  });
  const all = [...(before === undefined ? [] : rules(before)), ...everywhere, ...apart, ...rules(own)];
  const block = virama & ~0x7f;
  const colon = new RegExp(`([\\u{${block.toString(16)}}-\\u{${(block + 0x7f).toString(16)}}]):`, "gu");
  const visarga = `$1${String.fromCharCode(block + 3)}`;
  // Most words need nothing; the released program goes through the whole list for them, too.
  const any = new RegExp([...all.map(([from]) => from), ":"].join("|"), "u");
  return (text) => {
    if (!any.test(text)) return text;
    let now = text;
    for (const [from, to] of all) now = now.replaceAll(from, to);
    return now.replace(colon, visarga);
  };
}
