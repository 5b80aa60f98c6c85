/** Orders other than the best first, of papers that were found or of all that a filter leaves. */
import { sql, type SQL } from "drizzle-orm";
import { listEntries, papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { jsonOf } from "../store/json-rows.ts";
import { rowsOf } from "../store/rows.ts";
import type { SearchOrder } from "./search.ts";

/** Of papers joined with their list entries. "best" without words is the newest. */
export const orderings: Readonly<Record<SearchOrder, SQL>> = {
  best: sql`${papers.published} desc nulls last`,
  newest: sql`${papers.published} desc nulls last`,
  oldest: sql`${papers.published} asc nulls last`,
  comments: sql`${listEntries.comments} desc nulls last`,
  votes: sql`${listEntries.votes} desc nulls last`,
};

/** So many of the best are put into another order: whatever has but one of the words is beyond them in a large library. */
export const ordered = 300;

/** The ids in an order; equal ones stay as they were. */
export async function inOrder(db: Db, ids: readonly number[], order: SearchOrder): Promise<number[]> {
  if (order === "best" || ids.length === 0) return [...ids];
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select ${papers.id} as id
        from json_array_elements_text(${jsonOf(ids)}) with ordinality as found(id, place)
        join ${papers} on ${papers.id} = cast(found.id as integer)
        left join ${listEntries} on ${listEntries.paperId} = ${papers.id}
        order by ${orderings[order]}, found.place`,
  );
  return rows.map(({ id }) => id);
}
