/** The concepts of the experiment: territories, languages and scripts, with what forty languages call them, and their division for a seed. */
import { random, type Stream } from "#engine";
import { localeKinds, locales, type Locale, type LocaleKind, type LocaleNames } from "#lab/datasets/locale-names";
import type { Concept } from "../terminology.ts";

export const kinds = { territories: "territory", languages: "language", scripts: "script" } as const satisfies Record<
  LocaleKind,
  string
>;
export type Kind = (typeof kinds)[LocaleKind];

/** Whose names are looked for: four languages in the letters of English, four in others. */
export const latin = ["de", "fr", "es", "nl"] as const;
export const otherScripts = ["ru", "el", "ja", "ar"] as const;
export const targets = [...latin, ...otherScripts] as const;
export type Target = (typeof targets)[number];

export interface NamedConcept {
  readonly id: string;
  readonly kind: Kind;
  readonly names: Readonly<Partial<Record<Locale, string>>> & { readonly en: string };
}

/** All with an English name, or every so-manieth of them. Codes of menus are parts of names, no concepts. */
export function namedConcepts(all: LocaleNames, every = 1): NamedConcept[] {
  return localeKinds.flatMap((kind) =>
    Object.keys(all.en[kind])
      .filter((code) => !code.includes("-menu-"))
      .filter((_, at) => at % every === 0)
      .map((code) => ({
        id: `${kinds[kind]} ${code}`,
        kind: kinds[kind],
        names: Object.fromEntries(
          locales.flatMap((locale) => (code in all[locale][kind] ? [[locale, all[locale][kind][code]]] : [])),
        ) as NamedConcept["names"],
      })),
  );
}

export interface Division {
  /** In an order of the seed, which decides between candidates that score the same. */
  readonly concepts: readonly NamedConcept[];
  /** Places of concepts: those whose names the encoder learns, of annotated mentions, of validation, and those that are asked for. */
  readonly learned: readonly number[];
  readonly annotated: readonly number[];
  readonly validation: readonly number[];
  readonly asked: readonly number[];
}

/** Shares of the concepts that are asked for, of validation, and annotated; the others are learned. */
const shares = [0.2, 0.1, 0.2];

/** Concepts whose English names begin with the same three letters stay together: "Thai" and "Thailand", "Polish" and "Poland". */
export const familyOf = ({ names }: Pick<NamedConcept, "names">): string => names.en.toLowerCase().slice(0, 3);

export function divide(all: readonly NamedConcept[], seed: number): Division {
  const stream = random(seed).stream("division of concepts");
  const concepts = shuffled(stream, all);
  const families = new Map<string, number[]>();
  for (const [place, concept] of concepts.entries())
    families.set(familyOf(concept), [...(families.get(familyOf(concept)) ?? []), place]);
  const parts: number[][] = [[], [], [], []];
  let [part, left] = [0, shares[0] * concepts.length];
  for (const places of shuffled(stream, [...families.values()])) {
    parts[part].push(...places);
    left -= places.length;
    if (left <= 0 && part < shares.length) left += (shares[++part] ?? 1) * concepts.length;
  }
  const [asked, validation, annotated, learned] = parts;
  return { concepts, asked, validation, annotated, learned };
}

const shuffled = <Item>(stream: Stream, items: readonly Item[]): Item[] =>
  Array.from(stream.permutation(items.length), (at) => items[at]);

/** Whose names a terminology has: all in the languages of `whole`, and those of the first `share` of the concepts in the others. */
export interface Coverage {
  readonly whole: readonly Locale[];
  readonly partly: readonly Locale[];
  readonly share: number;
}

/** The concepts as a terminology, in which a concept without a name keeps its place, but is not found. */
export function terminologyOf({ concepts }: Division, { whole, partly, share }: Coverage): Concept[] {
  const known = Math.round(share * concepts.length);
  return concepts.map(({ id, kind, names }, place) => {
    const of = (some: readonly Locale[]) => some.flatMap((locale) => names[locale] ?? []);
    const [name = "", ...aliases] = [...of(whole), ...(place < known ? of(partly) : [])];
    return { id, name, aliases: [...new Set(aliases)].filter((alias) => alias !== name), types: [kind] };
  });
}

const folded = (name: string): string => name.normalize("NFC").toLowerCase();

/** A name with one wrong character, drawn until it is wrong for those who read it composed and in lower case, as both generators do. */
export function misspelt(stream: Stream, name: string): string {
  let changed = name;
  while (folded(changed) === folded(name)) changed = edited(stream, name);
  return changed;
}

/** One character left out, put twice, exchanged with the next one, or in the place of another; of code points. */
function edited(stream: Stream, name: string): string {
  const points = Array.from(name);
  const [at, other, way] = [
    stream.integers(1, points.length)[0],
    stream.integers(1, points.length)[0],
    stream.integers(1, 4)[0],
  ];
  const next = at + 1 < points.length ? points[at + 1] : "";
  const edits = [
    points.length > 2 ? "" : points[at] + points[at],
    points[at] + points[at],
    next + points[at],
    points[other],
  ];
  return [...points.slice(0, at), edits[way], ...points.slice(at + (way === 2 && next !== "" ? 2 : 1))].join("");
}
