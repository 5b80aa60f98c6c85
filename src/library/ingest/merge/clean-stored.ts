/** Texts that were stored before they were cleaned as they are today: cleaned again once, in the background, and searched by what they say then. */
import { eq, sql } from "drizzle-orm";
import { authors, paperAuthors } from "../../schema/index.ts";
import { anyOf, documentsOf } from "../../search/index/documents.ts";
import { indexDocuments } from "../../search/index/write.ts";
import type { Db } from "../../store/database.ts";
import { jsonOf } from "../../store/json-rows.ts";
import { cut, LIMITS } from "../draft/record.ts";
import { titleKey } from "../draft/identity.ts";
import { cleanLine, cleanParagraphs, TEXT } from "../text/clean.ts";
import { doAgain, type Again, type StoredText } from "./again.ts";
import { oneBatchAtATime } from "./batches.ts";

export const cleaning: Again = {
  key: "text version",
  version: TEXT,
  // Whoever takes in papers writes the same texts, and the same index.
  alone: oneBatchAtATime,
  work: async (tx, some) => {
    const changed = some.map(cleaned).filter(({ id: _, ...texts }, at) => differs(texts, some[at]));
    await writeTexts(tx, changed);
    const ids = new Set(changed.map(({ id }) => id));
    for (const id of await cleanNames(tx, some)) ids.add(id);
    await indexDocuments(tx, await documentsOf(tx, [...ids]));
  },
};

export const cleanStored = (db: Db): Promise<number> => doAgain(db, cleaning);

/** As a batch that comes in is cleaned. A title of which nothing would be left stays. */
const cleaned = ({ id, title, abstract, organization }: StoredText): StoredText => ({
  id,
  title: cleanLine(title) || title,
  abstract: (abstract && cut(cleanParagraphs(abstract), LIMITS.abstract).trimEnd()) || null,
  organization: (organization && cleanLine(organization)) || null,
});

const differs = (one: Omit<StoredText, "id">, other: StoredText): boolean =>
  one.title !== other.title || one.abstract !== other.abstract || one.organization !== other.organization;

async function writeTexts(tx: Db, changed: readonly StoredText[]): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map((text) => ({ ...text, key: titleKey(text.title) }));
  await tx.execute(sql`
    update papers set title = new.title, title_key = new.key, abstract = new.abstract, organization = new.organization, updated_at = now()
    from json_to_recordset(${jsonOf(rows)}) as new (id integer, title text, key text, abstract text, organization text)
    where papers.id = new.id`);
}

/** @returns the papers of those whose names have changed. */
async function cleanNames(tx: Db, some: readonly StoredText[]): Promise<number[]> {
  if (some.length === 0) return [];
  const people = await tx
    .select({ id: authors.id, name: authors.name, paper: paperAuthors.paperId })
    .from(paperAuthors)
    .innerJoin(authors, eq(authors.id, paperAuthors.authorId))
    .where(sql`${paperAuthors.paperId} = ${anyOf(some.map(({ id }) => id))}`);
  const changed = people.flatMap(({ id, name, paper }) => {
    const clean = cleanLine(name);
    return clean === "" || clean === name ? [] : [{ id, name: clean, paper }];
  });
  if (changed.length > 0)
    await tx.execute(sql`
      update authors set name = new.name
      from json_to_recordset(${jsonOf(changed)}) as new (id integer, name text) where authors.id = new.id`);
  return changed.map(({ paper }) => paper);
}
