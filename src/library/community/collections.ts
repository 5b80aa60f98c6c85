/** Lists of papers that a person keeps: private, for whoever has the link, or public; in an order, with a note on each paper. */
import { randomBytes } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import { jsonOf } from "../store/json-rows.ts";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";
import { writtenLine, writtenText } from "./input.ts";
import { noSuchPaper } from "./person.ts";

export const visibilities = ["private", "link", "public"] as const;
export type Visibility = (typeof visibilities)[number];

export interface CollectionWords {
  readonly title: string;
  readonly description: string;
  readonly visibility: Visibility;
}

export interface CollectionSummary extends CollectionWords {
  readonly id: string;
  /** Whose it is: a name, never an address. */
  readonly by: string;
  readonly papers: number;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
}

export interface Collection extends CollectionSummary {
  /** Of whoever reads. */
  readonly own: boolean;
  readonly entries: readonly { readonly slug: string; readonly note: string }[];
}

export interface Collections {
  /** Codes: INVALID_INPUT. */
  create(
    readerId: number,
    words: Partial<CollectionWords> & Pick<CollectionWords, "title">,
  ): Promise<{ readonly id: string }>;
  /** Codes of this and all that follow: NO_SUCH_COLLECTION (also for one that is somebody else's), INVALID_INPUT. */
  change(readerId: number, id: string, words: Partial<CollectionWords>): Promise<void>;
  remove(readerId: number, id: string): Promise<void>;
  /** Adds a paper at the end; one that is there already keeps its place, and its note unless another is given. Code: NO_SUCH_PAPER. */
  add(readerId: number, id: string, slug: string, note?: string): Promise<void>;
  take(readerId: number, id: string, slug: string): Promise<void>;
  /** Puts papers in this order; those that are not named follow in the order they had. */
  arrange(readerId: number, id: string, slugs: readonly string[]): Promise<void>;
  /** A person's own, the latest changed first. */
  own(readerId: number): Promise<CollectionSummary[]>;
  /** Ids of a person's collections that hold a paper. */
  holding(readerId: number, slug: string): Promise<string[]>;
  /** The latest changed 100. */
  public(): Promise<CollectionSummary[]>;
  /** null: there is none, or it is not for whoever asks. @param readerId null: nobody is signed in. */
  read(id: string, readerId: number | null): Promise<Collection | null>;
}

const limits = { collections: 200, papers: 2_000 };

const bounds = {
  title: { what: "the title of a collection", min: 1, max: 200 },
  description: { what: "the description", max: 2_000 },
  note: { what: "a note", max: 2_000 },
};

const summaryColumns = sql`
  collections.id, title, description, visibility, users.name as by, ${isoTime(sql`collections.updated_at`)} as "updatedAt",
  (select count(*)::int from collection_papers where collection_id = collections.id) as papers`;

export const createCollections = (db: Db): Collections => ({
  async create(readerId, { title, description = "", visibility = "private" }) {
    const words = checked({ title, description, visibility });
    const id = randomBytes(16).toString("base64url");
    const [row] = await rowsOf<{ id: string }>(
      db,
      sql`insert into collections (id, user_id, title, description, visibility)
          select ${id}, ${readerId}, ${words.title}, ${words.description}, ${words.visibility}
          where (select count(*) from collections where user_id = ${readerId}) < ${limits.collections} returning id`,
    );
    if (!row)
      throw new LibraryError("INVALID_INPUT", `you have ${limits.collections} collections already: remove one first`);
    return row;
  },

  async change(readerId, id, words) {
    const { title, description, visibility } = checked(words);
    await changed(
      db,
      id,
      sql`update collections set title = coalesce(${title ?? null}, title), description = coalesce(${description ?? null}, description),
            visibility = coalesce(${visibility ?? null}, visibility), updated_at = now()
          where id = ${id} and user_id = ${readerId} returning 1`,
    );
  },

  async remove(readerId, id) {
    await changed(db, id, sql`delete from collections where id = ${id} and user_id = ${readerId} returning 1`);
  },

  async add(readerId, id, slug, note) {
    const text = note === undefined ? null : writtenText(note, bounds.note);
    const [row] = await rowsOf<{ mine: boolean; paper: boolean; full: boolean }>(
      db,
      sql`
        with target as (
          select collections.id as collection, papers.id as paper,
            (select count(*) from collection_papers where collection_id = collections.id) >= ${limits.papers} as full
          from collections left join papers on papers.slug = ${slug}
          where collections.id = ${id} and user_id = ${readerId}
        ),
        added as (
          insert into collection_papers (collection_id, paper_id, position, note)
          select collection, paper,
            (select coalesce(max(position), 0) + 1 from collection_papers where collection_id = collection), coalesce(${text}::text, '')
          from target where paper is not null and (not "full" or exists (
            select 1 from collection_papers where collection_id = collection and paper_id = paper))
          on conflict (collection_id, paper_id) do update set note = coalesce(${text}::text, collection_papers.note)
          returning 1
        ),
        touched as (update collections set updated_at = now() where id = ${id} and exists (select 1 from added))
        select paper is not null as paper, "full" and not exists (select 1 from added) as full from target`,
    );
    if (!row) throw noSuchCollection(id);
    if (!row.paper) throw noSuchPaper(slug);
    if (row.full) throw new LibraryError("INVALID_INPUT", `a collection holds at most ${limits.papers} papers`);
  },

  async take(readerId, id, slug) {
    await changed(
      db,
      id,
      sql`
        with mine as (update collections set updated_at = now() where id = ${id} and user_id = ${readerId} returning id),
        taken as (delete from collection_papers where collection_id in (select id from mine)
          and paper_id = (select id from papers where slug = ${slug}))
        select 1 from mine`,
    );
  },

  async arrange(readerId, id, slugs) {
    await changed(
      db,
      id,
      sql`
        with mine as (update collections set updated_at = now() where id = ${id} and user_id = ${readerId} returning id),
        wanted as (select value as slug, min(ordinality) as place
          from json_array_elements_text(${jsonOf(slugs)}) with ordinality group by value),
        placed as (
          select paper_id, row_number() over (order by place nulls last, position, paper_id) as position
          from collection_papers join papers on papers.id = paper_id left join wanted on wanted.slug = papers.slug
          where collection_id in (select id from mine)
        ),
        moved as (update collection_papers set position = placed.position from placed
          where collection_id = ${id} and collection_papers.paper_id = placed.paper_id)
        select 1 from mine`,
    );
  },

  own: (readerId) =>
    rowsOf(
      db,
      sql`select ${summaryColumns} from collections join users on users.id = user_id
          where user_id = ${readerId} order by collections.updated_at desc, collections.id`,
    ),

  async holding(readerId, slug) {
    const rows = await rowsOf<{ id: string }>(
      db,
      sql`select collections.id from collections join collection_papers on collection_id = collections.id
          join papers on papers.id = paper_id where collections.user_id = ${readerId} and slug = ${slug}`,
    );
    return rows.map(({ id }) => id);
  },

  public: () =>
    rowsOf(
      db,
      sql`select ${summaryColumns} from collections join users on users.id = user_id
          where visibility = 'public' order by collections.updated_at desc, collections.id limit 100`,
    ),

  async read(id, readerId) {
    const [row] = await rowsOf<Omit<Collection, "entries">>(
      db,
      sql`select ${summaryColumns}, coalesce(user_id = ${readerId}::int, false) as own
          from collections join users on users.id = user_id
          where collections.id = ${id} and (visibility <> 'private' or user_id = ${readerId}::int)`,
    );
    if (!row) return null;
    const entries = await rowsOf<Collection["entries"][number]>(
      db,
      sql`select slug, note from collection_papers join papers on papers.id = paper_id
          where collection_id = ${id} order by position, paper_id`,
    );
    return { ...row, entries };
  },
});

function checked<Words extends Partial<CollectionWords>>({ title, description, visibility }: Words): Words {
  if (visibility !== undefined && !visibilities.includes(visibility))
    throw new LibraryError(
      "INVALID_INPUT",
      `a collection is ${visibilities.join(", ")}; not ${JSON.stringify(visibility)}`,
    );
  return {
    ...(title !== undefined && { title: writtenLine(title, bounds.title) }),
    ...(description !== undefined && { description: writtenText(description, bounds.description) }),
    ...(visibility !== undefined && { visibility }),
  } as Words;
}

/** Runs a statement that answers a row if the collection is this person's. */
async function changed(db: Db, id: string, statement: SQL): Promise<void> {
  if ((await rowsOf(db, statement)).length === 0) throw noSuchCollection(id);
}

const noSuchCollection = (id: string): LibraryError =>
  new LibraryError("NO_SUCH_COLLECTION", `there is no collection ${JSON.stringify(id.slice(0, 40))} of yours`);
