/** What a word that no paper has may have meant: the nearest words of titles. */
import { sql } from "drizzle-orm";
import { searchWords } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { editDistance } from "../words/nearest.ts";
import { termOf } from "./analysis/terms.ts";
import { fold, wordsWithPlaces } from "./analysis/words.ts";
import type { Segments } from "./index/segments.ts";

/** Makes the search for near words fast; only where pg_trgm is installed. */
export async function prepareTypos(db: Db): Promise<void> {
  await db.execute(sql`create index if not exists search_words_trigrams on search_words using gin (word gin_trgm_ops)`);
}

/** A query has rarely more wrong words than this. */
const max = 6;

/** A word that so few papers have may be their own typing error, if its neighbour has so many times more. */
const rare = { papers: 2, times: 50 };

/** The query with each unknown word replaced by its nearest neighbour; null where there is nothing to replace, or nothing near. */
export async function respelled(db: Db, index: Segments, text: string): Promise<string | null> {
  const unknown = wordsWithPlaces(text)
    .filter(({ text: word }) => /^\p{L}{4,30}$/u.test(word))
    .filter(({ text: word }) => {
      const term = termOf(word);
      return term !== null && index.papersWith(term) <= rare.papers;
    })
    .slice(0, max);
  let result = "";
  let end = 0;
  for (const word of unknown) {
    const near = await nearestWord(db, index, word.text);
    if (near === null) continue;
    result += text.slice(end, word.start) + near;
    end = word.end;
  }
  return end === 0 ? null : result + text.slice(end);
}

async function nearestWord(db: Db, index: Segments, word: string): Promise<string | null> {
  const rows = await rowsOf<{ word: string }>(
    db,
    sql`select ${searchWords.word} as word from ${searchWords} where ${searchWords.word} % ${word}
        order by similarity(${searchWords.word}, ${word}) desc, ${searchWords.word} limit 20`,
  );
  // A short word may have one wrong letter, a long one three: trigrams alone find too much.
  const allowed = Math.min(3, Math.floor(word.length / 4));
  const here = index.papersWith(termOf(word) ?? "");
  const near = rows
    .map((row) => ({
      word: row.word,
      edits: editDistance(fold(word), row.word),
      papers: index.papersWith(termOf(row.word) ?? ""),
    }))
    .filter(({ edits, papers }) => edits <= allowed && papers > here * rare.times);
  near.sort((a, b) => a.edits - b.edits || b.papers - a.papers);
  return near[0]?.word ?? null;
}
