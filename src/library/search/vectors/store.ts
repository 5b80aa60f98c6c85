/** The papers' vectors in the store, where pgvector is there. The table is ours to make: a server without pgvector has none. */
import { and, asc, eq, isNull, lt, ne, or, sql } from "drizzle-orm";
import { halfvec, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { papers } from "../../schema/papers.ts";
import type { Db } from "../../store/database.ts";
import { rowsOf } from "../../store/rows.ts";
import { vectorText, type Embedder } from "./embedder.ts";

/** Not part of schema/: migrations have to run where the type does not exist. Dimensions are the model's. */
export const paperVectors = pgTable("paper_vectors", {
  paperId: integer("paper_id").primaryKey(),
  model: text("model").notNull(),
  vector: halfvec("vector", { dimensions: 1 }).notNull(),
  embeddedAt: timestamp("embedded_at", { withTimezone: true }).notNull().defaultNow(),
});

export async function prepareVectors(db: Db): Promise<void> {
  await db.execute(sql`
    create table if not exists paper_vectors (
      paper_id integer primary key references papers (id) on delete cascade,
      model text not null,
      vector halfvec not null,
      embedded_at timestamptz not null default now())`);
}

/** Papers with a vector of this model. */
export async function countVectors(db: Db, model: string): Promise<number> {
  const [{ count }] = await rowsOf<{ count: number }>(
    db,
    sql`select cast(count(*) as integer) as count from ${paperVectors} where ${paperVectors.model} = ${model}`,
  );
  return count;
}

/** Papers at a time: what a small model reads in about a second. */
const batch = 32;

/**
 * Embeds papers that have no vector of this model, or have changed since, oldest first.
 * @returns how many.
 */
export async function embedPapers(
  db: Db,
  embedder: Embedder,
  { max = Infinity, signal }: { readonly max?: number; readonly signal?: AbortSignal } = {},
): Promise<number> {
  let done = 0;
  while (done < max && !signal?.aborted) {
    const rows = await db
      .select({ id: papers.id, title: papers.title, summary: papers.summary, abstract: papers.abstract })
      .from(papers)
      .leftJoin(paperVectors, eq(paperVectors.paperId, papers.id))
      .where(
        or(
          isNull(paperVectors.paperId),
          ne(paperVectors.model, embedder.model),
          lt(paperVectors.embeddedAt, papers.updatedAt),
        ),
      )
      .orderBy(asc(papers.id))
      .limit(Math.min(batch, max - done));
    if (rows.length === 0) break;
    const vectors = await embedder.embed(
      rows.map(({ title, summary, abstract }) => [title, abstract ?? summary].filter(Boolean).join("\n")),
      "paper",
    );
    const lines = rows.map(({ id }, at) => ({ id, vector: vectorText(vectors[at]) }));
    await db.execute(sql`
      insert into paper_vectors (paper_id, model, vector)
      select id, ${embedder.model}, cast(vector as halfvec)
      from json_to_recordset(cast(cast(${JSON.stringify(lines)} as text) as json)) as new (id integer, vector text)
      on conflict (paper_id) do update set model = excluded.model, vector = excluded.vector, embedded_at = now()`);
    done += rows.length;
  }
  return done;
}

/** The vector of a paper as pgvector writes it; null: it has none of this model. */
export async function vectorOf(db: Db, paper: number, model: string): Promise<string | null> {
  const [row] = await db
    .select({ vector: sql<string>`cast(${paperVectors.vector} as text)` })
    .from(paperVectors)
    .where(and(eq(paperVectors.paperId, paper), eq(paperVectors.model, model)));
  return row?.vector ?? null;
}
