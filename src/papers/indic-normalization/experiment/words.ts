/** Real words of each script: the names of languages, territories and scripts in the languages that are written in it. */
import { localeNames, type Locale } from "#lab/datasets/locale-names";
import { codesIn, type Script } from "../scripts.ts";

export const languagesOf: Readonly<Record<string, readonly Locale[]>> = {
  // Not Assamese: the released normalizer makes Bengali letters of its own two.
  Bengali: ["bn"],
  Devanagari: ["hi", "mr", "ne"],
  Gujarati: ["gu"],
  Gurmukhi: ["pa"],
  Odia: ["or"],
  Tamil: ["ta"],
  Malayalam: ["ml"],
  Telugu: ["te"],
};

/** Different names in some languages, in NFC. */
export async function namesOf(languages: readonly Locale[]): Promise<string[]> {
  const names = await localeNames();
  const all = languages.flatMap((language) => Object.values(names[language]).flatMap((kind) => Object.values(kind)));
  return [...new Set(all.map((name) => name.normalize("NFC")))];
}

/** Different words of at least two letters and nothing but the script's characters and joiners, in NFC. */
export async function wordsOf({ name, virama, consonants, vowels }: Script): Promise<string[]> {
  const block = virama & ~0x7f;
  const inBlock = new RegExp(`[\\u{${block.toString(16)}}-\\u{${(block + 0x7f).toString(16)}}\\u200c\\u200d]+`, "gu");
  const letters = new Set([...codesIn(consonants), ...codesIn(vowels)]);
  const words = (await namesOf(languagesOf[name])).flatMap((text) => text.match(inBlock) ?? []);
  const long = (word: string) => [...word].filter((sign) => letters.has(sign.codePointAt(0)!)).length >= 2;
  return [...new Set(words)].filter(long);
}
