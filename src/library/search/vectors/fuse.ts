/**
 * Words and meaning as one order, in one statement: each side's scores are stretched to 0..1 over its own best papers, and the
 * two are averaged. A paper that one side does not name has 0 there.
 */
import { sql } from "drizzle-orm";
import type { Db } from "../../store/database.ts";
import { rowsOf } from "../../store/rows.ts";
import { anyOf } from "../index/documents.ts";
import type { Scored } from "../rank/bm25.ts";
import { depth } from "../meaning/stretch.ts";
import { paperVectors } from "./store.ts";

/** Of meaning; the rest is of words. */
const share = 0.5;

interface Side {
  readonly model: string;
  /** As pgvector reads it. */
  readonly vector: string;
}

/** @param words best first. */
export async function fuse(
  db: Db,
  words: readonly Scored[],
  { model, vector }: Side,
  { allowed, limit }: { readonly allowed: ReadonlySet<number> | null; readonly limit: number },
): Promise<Scored[]> {
  const among = allowed === null ? sql`true` : sql`${paperVectors.paperId} = ${anyOf([...allowed])}`;
  return rowsOf<Scored>(
    db,
    sql`
    with words as (
      select id, score from json_to_recordset(cast(cast(${JSON.stringify(words)} as text) as json))
        as candidate (id integer, score float8)),
    meaning as (
      select ${paperVectors.paperId} as id, 1 - (${paperVectors.vector} <=> cast(${vector} as halfvec)) as score
      from ${paperVectors} where ${paperVectors.model} = ${model} and ${among}
      order by ${paperVectors.vector} <=> cast(${vector} as halfvec) limit ${depth}),
    scaled as (
      select id, score - min(score) over () as above, max(score) over () - min(score) over () as width, ${1 - share}::float8 as share
      from words
      union all
      select id, score - min(score) over (), max(score) over () - min(score) over (), ${share}::float8
      from meaning)
    select id, sum(share * case when width > 0 then above / width else 1 end) as score
    from scaled group by id order by score desc, id desc limit ${limit}`,
  );
}
