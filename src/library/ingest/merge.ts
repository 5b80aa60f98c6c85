/**
 * Decides which paper each draft is, and writes what the store does not know yet: one transaction, one paper once.
 *
 * A paper is known by its arXiv id, its DOI or its title. A draft fills gaps; it overwrites neither the facts of a shelf
 * paper nor what another source has said. What only its own source says (day, comments, votes, that source's abstract)
 * follows the newest answer.
 */
import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { ImportedPaper, ImportReport } from "../catalogue.ts";
import { listings, papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { addAuthors } from "./authors.ts";
import type { PaperDraft, Rejection } from "./draft.ts";
import { titleKey } from "./identity.ts";
import { slugFor } from "./slug.ts";
import { cleanLine, cleanParagraphs } from "./text.ts";

export type MergeReport = Omit<ImportReport, "pageDate" | "warnings">;

type Row = typeof papers.$inferSelect;

/** @param asOf the day (YYYY-MM-DD) on which the source gave this answer. */
export async function mergeDrafts(db: Db, drafts: readonly PaperDraft[], asOf: string): Promise<MergeReport> {
  const created = new Map<number, ImportedPaper>();
  const touched = new Map<number, ImportedPaper>();
  const rejected: Rejection[] = [];
  await db.transaction(async (tx) => {
    const known = new KnownPapers(await findCandidates(tx, drafts));
    for (const raw of drafts) {
      const draft = clean(raw);
      const reason = refuse(draft);
      if (reason !== null) {
        rejected.push({
          at: raw.sourceId ?? raw.title.slice(0, 80),
          reason,
          excerpt: JSON.stringify(raw).slice(0, 2000),
        });
        continue;
      }
      const old = known.find(draft);
      const row = old ?? (await createPaper(tx, draft));
      const filled = old ? await fillGaps(tx, old, draft) : [];
      if (!old) known.add(row);
      const fields = [
        ...filled,
        ...((await addAuthors(tx, row.id, draft.authors)) ? ["authors"] : []),
        ...(await noteListing(tx, row.id, draft, asOf)),
      ];
      const before = touched.get(row.id)?.fields ?? [];
      const entry = { slug: row.slug, title: row.title, fields: [...new Set([...before, ...fields])] };
      if (!old || created.has(row.id)) created.set(row.id, { ...entry, fields: [] });
      else touched.set(row.id, entry);
    }
  });
  return {
    created: [...created.values()],
    updated: [...touched.values()].filter(({ fields }) => fields.length > 0),
    unchanged: [...touched.values()].filter(({ fields }) => fields.length === 0),
    rejected,
  };
}

/** The papers that any of the drafts may be, found by what identifies them; arXiv id before DOI before title. */
class KnownPapers {
  private readonly byKey = new Map<string, Row>();

  constructor(rows: readonly Row[]) {
    for (const row of rows) this.add(row);
  }

  add(row: Row): void {
    for (const key of keysOf(row)) if (!this.byKey.has(key)) this.byKey.set(key, row);
  }

  find(draft: PaperDraft): Row | undefined {
    for (const key of keysOf({ ...draft, titleKey: titleKey(draft.title) })) {
      const row = this.byKey.get(key);
      // Equal titles are two papers if their ids say so.
      if (row && !(key.startsWith("title") && differ(row, draft))) return row;
    }
    return undefined;
  }
}

const keysOf = ({ arxiv, doi, titleKey }: Pick<Row, "arxiv" | "doi" | "titleKey">): string[] => [
  ...(arxiv === null ? [] : [`arxiv ${arxiv}`]),
  ...(doi === null ? [] : [`doi ${doi}`]),
  `title ${titleKey}`,
];

const differ = (row: Row, draft: PaperDraft): boolean =>
  (row.arxiv !== null && draft.arxiv !== null && row.arxiv !== draft.arxiv) ||
  (row.doi !== null && draft.doi !== null && row.doi !== draft.doi);

async function findCandidates(tx: Db, drafts: readonly PaperDraft[]): Promise<Row[]> {
  const keys = (of: (draft: PaperDraft) => string | null) => [...new Set(drafts.flatMap((draft) => of(draft) ?? []))];
  return tx
    .select()
    .from(papers)
    .where(
      or(
        inArray(
          papers.arxiv,
          keys(({ arxiv }) => arxiv),
        ),
        inArray(
          papers.doi,
          keys(({ doi }) => doi),
        ),
        inArray(
          papers.titleKey,
          keys(({ title }) => titleKey(cleanLine(title))),
        ),
      ),
    )
    .orderBy(papers.id);
}

const clean = (draft: PaperDraft): PaperDraft => ({
  ...draft,
  title: cleanLine(draft.title),
  abstract: (draft.abstract && cleanParagraphs(draft.abstract)) || null,
  organization: (draft.organization && cleanLine(draft.organization)) || null,
  authors: draft.authors
    .map((author) => ({ ...author, name: cleanLine(author.name) }))
    .filter(({ name }) => name !== ""),
});

function refuse({ title, abstract }: PaperDraft): string | null {
  if (title === "") return "it has no title";
  if (title.length > 1_000) return `its title has ${title.length} characters; at most 1000 are read`;
  if (abstract !== null && abstract.length > 50_000)
    return `its abstract has ${abstract.length} characters; at most 50000 are read`;
  return null;
}

/** A source's date may be a month or a year: it is kept as its first day, with the precision beside it. */
function publishedOf({ published }: PaperDraft): Pick<Row, "published" | "publishedPrecision"> {
  if (published === null) return { published: null, publishedPrecision: "day" };
  const precision = ({ 4: "year", 7: "month" } as const)[published.length as 4 | 7] ?? "day";
  return { published: `${published}-01-01`.slice(0, 10), publishedPrecision: precision };
}

async function createPaper(tx: Db, draft: PaperDraft): Promise<Row> {
  const [row] = await tx
    .insert(papers)
    .values({
      slug: await freeSlug(tx, slugFor(draft.title)),
      title: draft.title,
      titleKey: titleKey(draft.title),
      abstract: draft.abstract,
      abstractSource: draft.abstract === null ? null : draft.source,
      ...publishedOf(draft),
      authorCount: draft.authorCount ?? (draft.authors.length || null),
      organization: draft.organization,
      arxiv: draft.arxiv,
      doi: draft.doi,
      url: draft.url,
    })
    .returning();
  return row;
}

async function freeSlug(tx: Db, wanted: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const slug = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    const [taken] = await tx.select({ id: papers.id }).from(papers).where(eq(papers.slug, slug));
    if (!taken) return slug;
  }
}

/** Returns the names of the fields that were empty and now are not, and of an abstract that its own source has changed. */
async function fillGaps(tx: Db, row: Row, draft: PaperDraft): Promise<string[]> {
  const gaps: Partial<Row> = {};
  if (draft.abstract !== null && draft.abstract !== row.abstract && [null, draft.source].includes(row.abstractSource))
    Object.assign(gaps, { abstract: draft.abstract, abstractSource: draft.source });
  if (row.published === null && draft.published !== null) Object.assign(gaps, publishedOf(draft));
  for (const field of ["authorCount", "organization", "arxiv", "doi", "url"] as const)
    if (row[field] === null && draft[field] !== null) Object.assign(gaps, { [field]: draft[field] });
  if (Object.keys(gaps).length === 0) return [];
  await tx
    .update(papers)
    .set({ ...gaps, updatedAt: sql`now()` })
    .where(eq(papers.id, row.id));
  Object.assign(row, gaps);
  return Object.keys(gaps).filter((name) => name !== "abstractSource" && name !== "publishedPrecision");
}

/** What the source says about the paper as an entry of its list. An answer older than the stored one changes nothing. */
async function noteListing(tx: Db, paperId: number, draft: PaperDraft, asOf: string): Promise<string[]> {
  const { source, sourceId, listed, comments, votes } = draft;
  const here = and(eq(listings.paperId, paperId), eq(listings.source, source));
  const [old] = await tx.select().from(listings).where(here);
  const said = { sourceId, listed, comments, votes };
  if (!old) {
    await tx.insert(listings).values({ paperId, source, ...said, asOf });
    return listingFields.filter((name) => said[name] !== null);
  }
  if (old.asOf > asOf) return [];
  const fields = listingFields.filter((name) => said[name] !== null && said[name] !== old[name]);
  const news = Object.fromEntries(fields.map((name) => [name, said[name]]));
  if (fields.length > 0 || old.asOf < asOf)
    await tx
      .update(listings)
      .set({ ...news, asOf })
      .where(here);
  return fields;
}

const listingFields = ["sourceId", "listed", "comments", "votes"] as const;
