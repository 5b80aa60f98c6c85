/** Names of authors on a paper. */
import { eq, inArray } from "drizzle-orm";
import { authors, paperAuthors } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { DraftAuthor } from "./draft.ts";
import { titleKey } from "./identity.ts";

/** Names the authors of a paper that has none yet. Returns whether it did. */
export async function addAuthors(tx: Db, paperId: number, names: readonly DraftAuthor[]): Promise<boolean> {
  if (names.length === 0) return false;
  const [present] = await tx
    .select({ id: paperAuthors.authorId })
    .from(paperAuthors)
    .where(eq(paperAuthors.paperId, paperId))
    .limit(1);
  if (present) return false;
  // People are told apart by name alone: that is all that most sources give.
  const people = new Map(names.map(({ name }) => [titleKey(name), name]));
  await tx
    .insert(authors)
    .values([...people].map(([nameKey, name]) => ({ nameKey, name })))
    .onConflictDoNothing();
  const rows = await tx
    .select({ id: authors.id, key: authors.nameKey })
    .from(authors)
    .where(inArray(authors.nameKey, [...people.keys()]));
  const ids = new Map(rows.map(({ id, key }) => [key, id]));
  await tx
    .insert(paperAuthors)
    .values(names.map(({ name }, position) => ({ paperId, position, authorId: ids.get(titleKey(name))! })));
  return true;
}
