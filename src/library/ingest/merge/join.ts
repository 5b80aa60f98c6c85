/** Two stored papers that turned out to be one: everything that hangs on the one hangs on the other afterwards. */
import { sql } from "drizzle-orm";
import { formerSlugs } from "../../schema/index.ts";
import type { Db } from "../../store/database.ts";
import { rowsOf } from "../../store/rows.ts";
import type { StoredPaper } from "./store.ts";

/** A table that refers to papers, by which column, and what may be there once. */
interface Reference {
  readonly table: string;
  readonly column: string;
  /** The other columns of each unique index that the column is part of. */
  readonly once: readonly (readonly string[])[];
}

/**
 * Moves votes, bookmarks, comments, runs and all else of `other` to the paper `id`, lets its address lead there, and deletes it. What
 * both have (one reader's vote for each) stays as the paper has it.
 */
export async function joinStored(tx: Db, { id, other }: { id: number; other: StoredPaper }): Promise<void> {
  // Whoever votes or comments right now holds a lock on the row: it is waited for, and moved. Who comes later finds the paper gone.
  await tx.execute(sql`select id from papers where id in (${id}, ${other.id}) order by id for update`);
  await keepNotes(tx, id, other.id);
  await keepOneList(tx, id, other.id);
  for (const { table, column, once } of await references(tx)) {
    const [name, paper] = [sql.identifier(table), sql.identifier(column)];
    for (const columns of once) {
      const same = columns.map(
        (each) => sql`mine.${sql.identifier(each)} is not distinct from ${name}.${sql.identifier(each)}`,
      );
      await tx.execute(sql`
        delete from ${name} where ${paper} = ${other.id}
        and exists (select from ${name} as mine where ${sql.join([sql`mine.${paper} = ${id}`, ...same], sql` and `)})`);
    }
    await tx.execute(sql`update ${name} set ${paper} = ${id} where ${paper} = ${other.id}`);
  }
  await tx.execute(sql`delete from papers where id = ${other.id}`);
  await tx.insert(formerSlugs).values({ slug: other.slug, paperId: id });
  // Not every trigger that keeps the lists runs when a row only moves.
  await tx.execute(sql`select refresh_list_entries(array[cast(${id} as integer)])`);
}

/** A collection that has both keeps what was written beside either. */
const keepNotes = (tx: Db, id: number, other: number) =>
  tx.execute(sql`
    update collection_papers as mine set note = concat_ws(E'\n', nullif(mine.note, ''), nullif(theirs.note, ''))
    from collection_papers as theirs
    where mine.paper_id = ${id} and theirs.paper_id = ${other} and theirs.collection_id = mine.collection_id and theirs.note <> ''`);

/** Two lists of authors are no longer list. */
const keepOneList = (tx: Db, id: number, other: number) =>
  tx.execute(sql`
    delete from paper_authors where paper_id = ${other} and exists (select from paper_authors where paper_id = ${id})`);

/** As the database has them: a table that is added later is not forgotten here. */
async function references(tx: Db): Promise<Reference[]> {
  const rows = await rowsOf<{ table: string; column: string; once: string }>(
    tx,
    sql`
    select conrelid::regclass::text as "table", attname::text as "column",
      (select coalesce(json_agg(columns), '[]')::text from (
        select array(select other.attname::text from pg_attribute other
          where other.attrelid = conrelid and other.attnum = any (i.indkey) and other.attnum <> a.attnum) as columns
        from pg_index i where i.indrelid = conrelid and i.indisunique and a.attnum = any (i.indkey)) as indexes) as once
    from pg_constraint join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
    where confrelid = 'papers'::regclass and contype = 'f' and conrelid <> confrelid order by 1`,
  );
  return rows.map((row) => ({ ...row, once: JSON.parse(row.once) as string[][] }));
}
