/** What forty languages call the languages, territories and scripts of the world: real words in many scripts, and the same name in many languages. */
import { datasetBytes } from "#dataset-bytes";

/** Eleven of the languages are written in scripts of India; the others are spread over the rest of the world's scripts. */
export const locales = [
  ...["as", "bn", "gu", "hi", "kn", "ml", "mr", "ne", "or", "pa", "ta", "te"],
  ...[
    "ar",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fi",
    "fr",
    "he",
    "hu",
    "id",
    "it",
    "ja",
    "ka",
    "ko",
    "nl",
    "pl",
    "pt",
  ],
  ...["ro", "ru", "sv", "sw", "th", "tr", "uk", "vi"],
] as const;
export type Locale = (typeof locales)[number];

export const localeKinds = ["languages", "territories", "scripts"] as const;
export type LocaleKind = (typeof localeKinds)[number];

/** Names by their code: "IN" of the territories, "hi" of the languages, "Deva" of the scripts. */
export type LocaleNames = Readonly<Record<Locale, Readonly<Record<LocaleKind, Readonly<Record<string, string>>>>>>;

/** JSON of that shape, UTF-8 in the file. */
export const localeNames = async (): Promise<LocaleNames> =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await datasetBytes("locale-names"))) as LocaleNames;
