/** What merging reads from the tables and writes to them: a fixed number of statements per batch. */
import { topics as topicNames } from "#papers/topics";
import { recordEvents, type PaperNews } from "../../alerts/events.ts";
import { eq, inArray, or, sql } from "drizzle-orm";
import {
  authors,
  listings,
  listPositions,
  paperAuthors,
  papers,
  paperTopics,
  paperVersions,
} from "../../schema/index.ts";
import { documentsOf, toDocument } from "../../search/index/documents.ts";
import { indexDocuments } from "../../search/index/write.ts";
import type { Db } from "../../store/database.ts";
import { noteGrowth } from "../../store/statistics.ts";
import type { PaperDraft } from "../draft/draft.ts";
import { titleKey } from "../draft/identity.ts";
import { isOneOf, jsonOf } from "../../store/json-rows.ts";
import { joinStored } from "./join.ts";
import { freeSlugs } from "./free-slugs.ts";
import { slugFor } from "./slug.ts";

type Row = typeof papers.$inferSelect;

const columns = {
  id: papers.id,
  slug: papers.slug,
  title: papers.title,
  titleKey: papers.titleKey,
  abstract: papers.abstract,
  abstractSource: papers.abstractSource,
  published: papers.published,
  publishedPrecision: papers.publishedPrecision,
  authorCount: papers.authorCount,
  organization: papers.organization,
  arxiv: papers.arxiv,
  arxivVersion: papers.arxivVersion,
  doi: papers.doi,
  url: papers.url,
  venue: papers.venue,
  code: papers.code,
  onShelf: papers.onShelf,
};

/** A paper while a batch is merged: the row, what is known around it, and what has changed. */
export interface MergedPaper extends Omit<Pick<Row, keyof typeof columns>, "id"> {
  /** null until it is stored. */
  id: number | null;
  readonly isNew: boolean;
  /** As the store spells the name; null where nobody is named. */
  firstAuthor: string | null;
  /** Names to be stored; null: it has none yet; empty: those that it has stay. */
  authors: readonly string[] | null;
  /** Topics of the shelf and arXiv's subject classes, to be stored; null: it has none yet; empty: those that it has stay. */
  topics: readonly string[] | null;
  /** By source. */
  readonly listings: Map<string, Listing>;
  /** To be stored. */
  readonly positions: ListPosition[];
  /** DOIs of its other forms, stored and to be stored. */
  readonly versions: Set<string>;
  /** Papers that turned out to be this one. */
  readonly joined: StoredPaper[];
  /** What those who follow the paper should hear of. */
  readonly news: PaperNews[];
  /** Names of fields. */
  readonly changes: Set<string>;
}

export interface StoredPaper {
  readonly id: number;
  readonly slug: string;
}

export type Listing = Pick<typeof listings.$inferSelect, "sourceId" | "listed" | "comments" | "votes" | "asOf"> & {
  readonly changed: boolean;
};

/** Where a list page of a day had it. */
export type ListPosition = Omit<typeof listPositions.$inferSelect, "paperId">;

/** Every stored paper that has an id or the title of one of the drafts, oldest first. */
export async function knownPapers(
  tx: Db,
  drafts: readonly (PaperDraft & { readonly titleKey: string })[],
): Promise<MergedPaper[]> {
  if (drafts.length === 0) return [];
  const keys = (of: (draft: (typeof drafts)[number]) => string | null) => drafts.flatMap((draft) => of(draft) ?? []);
  const dois = drafts.flatMap(({ doi, versions = [] }) => (doi === null ? versions : [doi, ...versions]));
  const rows = await tx
    .select(columns)
    .from(papers)
    .where(
      or(
        isOneOf(
          papers.titleKey,
          keys(({ titleKey }) => titleKey),
        ),
        isOneOf(
          papers.arxiv,
          keys(({ arxiv }) => arxiv),
        ),
        isOneOf(papers.doi, dois),
        inArray(
          papers.id,
          tx.select({ id: paperVersions.paperId }).from(paperVersions).where(isOneOf(paperVersions.doi, dois)),
        ),
      ),
    )
    .orderBy(papers.id);
  if (rows.length === 0) return [];
  const ids = sql`any(array(select cast(json_array_elements_text(${jsonOf(rows.map(({ id }) => id))}) as integer)))`;
  const first = await tx
    .select({ paperId: paperAuthors.paperId, name: authors.name })
    .from(paperAuthors)
    .innerJoin(authors, eq(authors.id, paperAuthors.authorId))
    .where(sql`${paperAuthors.paperId} = ${ids} and ${paperAuthors.position} = 0`);
  const seen = await tx
    .select()
    .from(listings)
    .where(sql`${listings.paperId} = ${ids}`);
  const about = await tx
    .selectDistinct({ paperId: paperTopics.paperId })
    .from(paperTopics)
    .where(sql`${paperTopics.paperId} = ${ids}`);
  const others = await tx
    .select()
    .from(paperVersions)
    .where(sql`${paperVersions.paperId} = ${ids}`);
  const sorted = new Set(about.map(({ paperId }) => paperId));
  const names = new Map(first.map(({ paperId, name }) => [paperId, name]));
  const known = new Map<number, MergedPaper>();
  for (const row of rows) {
    const name = names.get(row.id);
    known.set(row.id, {
      ...row,
      isNew: false,
      firstAuthor: name ?? null,
      authors: name === undefined ? null : [],
      topics: sorted.has(row.id) ? [] : null,
      listings: new Map(),
      positions: [],
      versions: new Set(),
      joined: [],
      news: [],
      changes: new Set(),
    });
  }
  for (const { paperId, doi } of others) known.get(paperId)!.versions.add(doi);
  for (const { paperId, source, sourceId, listed, comments, votes, asOf } of seen)
    known.get(paperId)!.listings.set(source, { sourceId, listed, comments, votes, asOf, changed: false });
  return [...known.values()];
}

/** Stores what has changed, and gives new papers their ids and addresses. */
export async function writePapers(tx: Db, all: readonly MergedPaper[]): Promise<void> {
  for (const { id, joined } of all) for (const other of joined) await joinStored(tx, { id: id!, other });
  await insertPapers(
    tx,
    all.filter(({ isNew }) => isNew),
  );
  await updatePapers(
    tx,
    all.filter(({ isNew, changes }) => !isNew && Object.keys(columns).some((name) => changes.has(name))),
  );
  await insertVersions(tx, all);
  // Nobody follows a paper before it is there.
  const stored = all.filter(({ isNew }) => !isNew);
  await recordEvents(
    tx,
    stored.flatMap(({ id, news }) => news.map((one) => ({ ...one, paper: id! }))),
  );
  await insertAuthors(tx, all);
  await insertTopics(tx, all);
  await writeListings(tx, all);
  await writePositions(tx, all);
  await indexPapers(tx, all);
  await noteGrowth(tx, Math.max(0, ...all.filter(({ isNew }) => isNew).map(({ id }) => id!)));
}

/** What search knows a paper by. */
const searched = ["abstract", "authors", "organization", "arxiv", "doi"];

/** Papers are searchable from the moment they are there. */
async function indexPapers(tx: Db, all: readonly MergedPaper[]): Promise<void> {
  const fresh = all
    .filter(({ isNew }) => isNew)
    .map((paper) => toDocument({ ...paper, id: paper.id!, summary: null }, paper.authors ?? []));
  const changed = all.filter(({ isNew, changes }) => !isNew && searched.some((name) => changes.has(name)));
  const old = await documentsOf(
    tx,
    changed.map(({ id }) => id!),
  );
  await indexDocuments(tx, [...fresh, ...old, ...all.flatMap(({ joined }) => joined.map(({ id }) => nothing(id)))]);
}

/** What search knows of a paper that is gone. */
const nothing = (id: number) => ({ id, title: "", body: "", names: "" });

const rowOf = ({ id, slug, title, titleKey, ...rest }: MergedPaper) => ({
  id,
  slug,
  title,
  title_key: titleKey,
  abstract: rest.abstract,
  abstract_source: rest.abstractSource,
  published: rest.published,
  published_precision: rest.publishedPrecision,
  author_count: rest.authorCount,
  organization: rest.organization,
  arxiv: rest.arxiv,
  arxiv_version: rest.arxivVersion,
  doi: rest.doi,
  url: rest.url,
  venue: rest.venue,
  code: rest.code,
});

async function insertPapers(tx: Db, fresh: readonly MergedPaper[]): Promise<void> {
  if (fresh.length === 0) return;
  const slugs = await freeSlugs(
    tx,
    fresh.map(({ title }) => slugFor(title)),
  );
  for (const [index, paper] of fresh.entries()) paper.slug = slugs[index];
  await tx.execute(sql`
    insert into papers (slug, title, title_key, abstract, abstract_source, published, published_precision,
                        author_count, organization, arxiv, arxiv_version, doi, url, venue, code)
    select slug, title, title_key, abstract, abstract_source, published, published_precision,
           author_count, organization, arxiv, arxiv_version, doi, url, venue, code
    from json_to_recordset(${jsonOf(fresh.map(rowOf))}) as new (
      slug text, title text, title_key text, abstract text, abstract_source text, published date,
      published_precision text, author_count integer, organization text, arxiv text, arxiv_version integer,
      doi text, url text, venue text, code text)`);
  const rows = await tx.select({ id: papers.id, slug: papers.slug }).from(papers).where(isOneOf(papers.slug, slugs));
  const ids = new Map(rows.map(({ id, slug }) => [slug, id]));
  for (const paper of fresh) paper.id = ids.get(paper.slug)!;
}

async function updatePapers(tx: Db, changed: readonly MergedPaper[]): Promise<void> {
  if (changed.length === 0) return;
  await tx.execute(sql`
    update papers set abstract = new.abstract, abstract_source = new.abstract_source, published = new.published,
                      published_precision = new.published_precision, author_count = new.author_count,
                      organization = new.organization, arxiv = new.arxiv, arxiv_version = new.arxiv_version, doi = new.doi, url = new.url, venue = new.venue,
                      code = new.code,
                      updated_at = now()
    from json_to_recordset(${jsonOf(changed.map(rowOf))}) as new (
      id integer, abstract text, abstract_source text, published date, published_precision text,
      author_count integer, organization text, arxiv text, arxiv_version integer, doi text, url text, venue text, code text)
    where papers.id = new.id`);
}

async function insertVersions(tx: Db, all: readonly MergedPaper[]): Promise<void> {
  const lines = all.flatMap(({ id, versions }) => [...versions].map((doi) => ({ paper_id: id, doi })));
  if (lines.length === 0) return;
  await tx.execute(sql`
    insert into paper_versions (doi, paper_id)
    select doi, paper_id from json_to_recordset(${jsonOf(lines)}) as new (doi text, paper_id integer)
    on conflict do nothing`);
}

/** People are told apart by name alone: that is all that most sources give. */
async function insertAuthors(tx: Db, all: readonly MergedPaper[]): Promise<void> {
  const lines = all.flatMap(({ id, authors: names }) =>
    (names ?? []).map((name, position) => ({ paper_id: id, position, name, key: titleKey(name) })),
  );
  if (lines.length === 0) return;
  const people = new Map(lines.map(({ key, name }) => [key, name]));
  await tx.execute(sql`
    insert into authors (name_key, name)
    select key, name from json_to_recordset(${jsonOf([...people].map(([key, name]) => ({ key, name })))}) as new (key text, name text)
    on conflict do nothing`);
  await tx.execute(sql`
    insert into paper_authors (paper_id, position, author_id)
    select new.paper_id, new.position, authors.id
    from json_to_recordset(${jsonOf(lines.map(({ name: _, ...line }) => line))}) as new (paper_id integer, position integer, key text)
    join authors on authors.name_key = new.key`);
}

/** A subject class is a topic of that name; the shelf's own topics have names of their own. */
export async function insertTopics(tx: Db, all: readonly Pick<MergedPaper, "id" | "topics">[]): Promise<void> {
  const lines = all.flatMap(({ id, topics: classes }) =>
    (classes ?? []).map((topic, position) => ({ paper_id: id, topic, position })),
  );
  if (lines.length === 0) return;
  await tx.execute(sql`
    insert into topics (slug, name)
    select slug, name from json_to_recordset(${jsonOf(named(lines.map(({ topic }) => topic)))}) as new (slug text, name text)
    on conflict do nothing`);
  await tx.execute(sql`
    insert into paper_topics (paper_id, topic, position)
    select paper_id, topic, position
    from json_to_recordset(${jsonOf(lines)}) as new (paper_id integer, topic text, position integer)
    on conflict do nothing`);
}

const named = (slugs: readonly string[]) =>
  [...new Set(slugs)].map((slug) => ({ slug, name: Object.hasOwn(topicNames, slug) ? topicNames[slug] : slug }));

async function writeListings(tx: Db, all: readonly MergedPaper[]): Promise<void> {
  const lines = all.flatMap(({ id, listings: seen }) =>
    [...seen]
      .filter(([, { changed }]) => changed)
      .map(([source, { sourceId, listed, comments, votes, asOf }]) => ({
        paper_id: id,
        source,
        source_id: sourceId,
        listed,
        comments,
        votes,
        as_of: asOf,
      })),
  );
  if (lines.length === 0) return;
  await tx.execute(sql`
    insert into listings (paper_id, source, source_id, listed, comments, votes, as_of)
    select paper_id, source, source_id, listed, comments, votes, as_of
    from json_to_recordset(${jsonOf(lines)}) as new (
      paper_id integer, source text, source_id text, listed date, comments integer, votes integer, as_of date)
    on conflict (paper_id, source) do update set source_id = excluded.source_id, listed = excluded.listed,
      comments = excluded.comments, votes = excluded.votes, as_of = excluded.as_of`);
}

async function writePositions(tx: Db, all: readonly MergedPaper[]): Promise<void> {
  const lines = all.flatMap(({ id, positions }) => {
    // A page may name a paper twice: the first place counts.
    const first = new Map(positions.toReversed().map((each) => [`${each.source} ${each.day}`, each]));
    return [...first.values()].map((each) => ({ paper_id: id, ...each }));
  });
  if (lines.length === 0) return;
  await tx.execute(sql`
    insert into list_positions (paper_id, source, day, position)
    select paper_id, source, day, position
    from json_to_recordset(${jsonOf(lines)}) as new (paper_id integer, source text, day date, position integer)
    on conflict (paper_id, day, source) do update set position = excluded.position
    where list_positions.position <> excluded.position`);
}
