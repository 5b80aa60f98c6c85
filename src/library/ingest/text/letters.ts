/** Letters without their accents, for comparing, searching and addresses: those that Unicode decomposes, and those that it does not. */

/** Letters of Latin script that are no letter with a mark: a stroke, a ligature, a letter of their own. */
const WITHOUT_DECOMPOSITION: Readonly<Record<string, string>> = {
  ß: "ss",
  ẞ: "SS",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "Th",
  ħ: "h",
  Ħ: "H",
  ŧ: "t",
  Ŧ: "T",
  ŋ: "n",
  Ŋ: "N",
  ƀ: "b",
  ɓ: "b",
  ɖ: "d",
  ɗ: "d",
  ǥ: "g",
  ɨ: "i",
  ı: "i",
  ȷ: "j",
  ĸ: "k",
  ƙ: "k",
  ŀ: "l",
  ƞ: "n",
  ɵ: "o",
  ƥ: "p",
  ſ: "s",
  ƭ: "t",
  ƶ: "z",
  ə: "a",
  ǝ: "e",
};

const special = new RegExp(`[${Object.keys(WITHOUT_DECOMPOSITION).join("")}]`, "g");

/** Marks on letters of the scripts whose marks are accents. An Indic vowel sign is a letter, and stays. */
const ACCENTS = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

// eslint-disable-next-line no-control-regex -- ASCII is a range of codes
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

/** The same text without accents, letters with a stroke and ligatures in plain letters, widths folded (NFKC); case stays. */
export function asciiLetters(text: string): string {
  if (isAscii(text)) return text;
  return text
    .normalize("NFKD")
    .replace(ACCENTS, "$1")
    .replace(special, (letter) => WITHOUT_DECOMPOSITION[letter])
    .normalize("NFC");
}
