/** Papers of the store as search sees them. */
import { asc, eq, gt, sql } from "drizzle-orm";
import { authors, paperAuthors, papers } from "../../schema/index.ts";
import type { Db } from "../../store/database.ts";
import type { SearchDocument } from "./document.ts";

/** What a paper's row gives to search. */
export interface PaperText {
  readonly id: number;
  readonly title: string;
  readonly summary: string | null;
  readonly abstract: string | null;
  readonly organization: string | null;
  readonly arxiv: string | null;
  readonly doi: string | null;
}

/** More names than that are a collaboration, known by its own name. */
const names = 200;

export function toDocument(paper: PaperText, people: readonly string[]): SearchDocument {
  const { id, title, summary, abstract, organization, arxiv, doi } = paper;
  return {
    id,
    title,
    body: [summary, abstract].filter(Boolean).join("\n"),
    names: [...people.slice(0, names), organization, arxiv, doi].filter(Boolean).join("\n"),
  };
}

const columns = {
  id: papers.id,
  title: papers.title,
  summary: papers.summary,
  abstract: papers.abstract,
  organization: papers.organization,
  arxiv: papers.arxiv,
  doi: papers.doi,
};

/** The papers with these ids. */
export async function documentsOf(db: Db, ids: readonly number[]): Promise<SearchDocument[]> {
  if (ids.length === 0) return [];
  return withPeople(
    db,
    await db
      .select(columns)
      .from(papers)
      .where(sql`${papers.id} = ${anyOf(ids)}`),
  );
}

/** The next papers after an id, in order of their ids. */
export async function documentsAfter(db: Db, id: number, limit: number): Promise<SearchDocument[]> {
  return withPeople(
    db,
    await db.select(columns).from(papers).where(gt(papers.id, id)).orderBy(asc(papers.id)).limit(limit),
  );
}

/** Any number of ids as one parameter. */
export const anyOf = (ids: readonly number[]) => sql`any(array(${idsIn(ids)}))`;

/** The same as rows, for `in` and `not in`. */
export const idsIn = (ids: readonly number[]) =>
  sql`select cast(json_array_elements_text(cast(cast(${JSON.stringify(ids)} as text) as json)) as integer)`;

async function withPeople(db: Db, rows: readonly PaperText[]): Promise<SearchDocument[]> {
  if (rows.length === 0) return [];
  const people = await db
    .select({ paper: paperAuthors.paperId, name: authors.name })
    .from(paperAuthors)
    .innerJoin(authors, eq(authors.id, paperAuthors.authorId))
    .where(sql`${paperAuthors.paperId} = ${anyOf(rows.map(({ id }) => id))}`)
    .orderBy(asc(paperAuthors.paperId), asc(paperAuthors.position));
  const byPaper = new Map<number, string[]>();
  for (const { paper, name } of people) {
    const all = byPaper.get(paper);
    if (all) all.push(name);
    else byPaper.set(paper, [name]);
  }
  return rows.map((row) => toDocument(row, byPaper.get(row.id) ?? []));
}
