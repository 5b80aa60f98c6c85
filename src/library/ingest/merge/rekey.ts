/** Keys of titles and names that an earlier version stored: made anew, once, where a change gives the same text another key. */
import { asc, eq, gt, sql } from "drizzle-orm";
import { authors, follows, paperAuthors, papers, settings } from "../../schema/index.ts";
import type { Db } from "../../store/database.ts";
import { jsonOf } from "../../store/json-rows.ts";
import { titleKey } from "../draft/identity.ts";

/** Changes whenever `titleKey` gives the same text another key. */
const KEYS = 3;
const stampKey = "identity-keys";

/** Rows that are read at once. */
const batch = 1_000;

/** Makes keys anew in a store of an earlier version. Authors who have become one are one afterwards, and followed as one. */
export async function rekeyStore(db: Db): Promise<void> {
  const [stamp] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, stampKey));
  if (stamp?.value === KEYS) return;
  await db.transaction(async (tx) => {
    await rekeyTitles(tx);
    await rekeyNames(tx);
    await tx
      .insert(settings)
      .values({ key: stampKey, value: KEYS })
      .onConflictDoUpdate({ target: settings.key, set: { value: KEYS } });
  });
}

async function rekeyTitles(tx: Db): Promise<void> {
  for (let after = 0; ;) {
    const rows = await tx
      .select({ id: papers.id, title: papers.title, key: papers.titleKey })
      .from(papers)
      .where(gt(papers.id, after))
      .orderBy(asc(papers.id))
      .limit(batch);
    const changed = rows.flatMap(({ id, title, key }) =>
      titleKey(title) === key ? [] : [{ id, key: titleKey(title) }],
    );
    if (changed.length > 0)
      await tx.execute(sql`
        update papers set title_key = new.key
        from json_to_recordset(${jsonOf(changed)}) as new (id integer, key text) where papers.id = new.id`);
    if (rows.length < batch) return;
    after = rows.at(-1)!.id;
  }
}

async function rekeyNames(tx: Db): Promise<void> {
  for (let after = 0; ;) {
    const rows = await tx
      .select({ id: authors.id, name: authors.name, key: authors.nameKey })
      .from(authors)
      .where(gt(authors.id, after))
      .orderBy(asc(authors.id))
      .limit(batch);
    for (const { id, name, key } of rows) if (titleKey(name) !== key) await rekeyName(tx, id, key, titleKey(name));
    if (rows.length < batch) return;
    after = rows.at(-1)!.id;
  }
}

async function rekeyName(tx: Db, id: number, before: string, key: string): Promise<void> {
  const [same] = await tx.select({ id: authors.id }).from(authors).where(eq(authors.nameKey, key));
  if (same) {
    await tx.update(paperAuthors).set({ authorId: same.id }).where(eq(paperAuthors.authorId, id));
    await tx.delete(authors).where(eq(authors.id, id));
  } else await tx.update(authors).set({ nameKey: key }).where(eq(authors.id, id));
  // Who followed both spellings follows one.
  await tx.execute(sql`
    delete from ${follows} as old where old.kind = 'author' and old.value = ${before} and exists (
      select 1 from ${follows} as other
      where other.user_id = old.user_id and other.kind = 'author' and other.value = ${key})`);
  await tx
    .update(follows)
    .set({ value: key })
    .where(sql`${follows.kind} = 'author' and ${follows.value} = ${before}`);
}
