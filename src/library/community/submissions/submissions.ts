/**
 * Papers that readers bring: by a reference that the sources are asked about, or by hand. Everything that was typed is stored before
 * anybody is asked, so that it is there however that ends.
 */
import { sql } from "drizzle-orm";
import { LibraryError } from "../../errors.ts";
import { ingest } from "../../ingest/merge/batches.ts";
import type { PaperDraft } from "../../ingest/draft/draft.ts";
import { titleKey } from "../../ingest/draft/identity.ts";
import { splitAuthors } from "../../ingest/draft/names.ts";
import { Records } from "../../ingest/draft/record.ts";
import type { Db } from "../../store/database.ts";
import { isoTime, rowsOf } from "../../store/rows.ts";
import { createComments, longestComment } from "../comments.ts";
import { writtenLine, writtenText } from "../input.ts";
import { lookUp, type Sources } from "./look-up.ts";
import { pageSource } from "./page.ts";
import { readReference, type Reference } from "./reference.ts";

/** As `PaperDraft.source` of what a reader typed. */
export const handSource = "reader";

/** As `listings.source` of a paper that a reader brought. */
const submissionSource = "submission";

export interface Submission {
  readonly id: number;
  readonly reference: string;
  readonly comment: string;
  readonly state: "working" | "done" | "failed";
  /** Why it failed. */
  readonly problem: string | null;
  /** The paper's slug, once it is here. */
  readonly paper: string | null;
  /** false: the paper was here already. */
  readonly created: boolean | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export interface ByHand {
  readonly title: string;
  readonly abstract?: string;
  /** One a line, or parted by commas. */
  readonly authors?: string;
  /** YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly published?: string;
  /** Where it is: an arXiv id, a DOI, or an address. */
  readonly reference?: string;
  readonly comment?: string;
}

export interface Submissions {
  /**
   * Looks for the paper here, then asks the sources. Answers when that is decided, or after some seconds as it is then: the work
   * goes on, and `read` tells how it ended. Code: INVALID_INPUT.
   */
  submit(readerId: number, reference: string, comment?: string): Promise<Submission>;
  /** Takes a paper as it was typed; one that is here already is left as it is. Code: INVALID_INPUT. */
  enter(readerId: number, paper: ByHand): Promise<Submission>;
  /** Asks the sources once more. Code: NO_SUCH_REQUEST. */
  retry(readerId: number, id: number): Promise<Submission>;
  /** null: there is none of this reader's. */
  read(readerId: number, id: number): Promise<Submission | null>;
  /** A reader's own, the latest 50. */
  own(readerId: number): Promise<Submission[]>;
  /** Who brought a paper; null: nobody, it came otherwise. */
  broughtBy(slug: string): Promise<string | null>;
  /** Takes up what a process left undone that has ended since. */
  resume(): Promise<void>;
}

export interface SubmissionsOptions {
  readonly sources: Omit<Sources, "context">;
  /** Milliseconds for which `submit` waits. */
  readonly patience?: number;
}

/** Who has waited so long may have left the page, and is told. */
const longWait = sql`interval '15 seconds'`;

/** After so long nobody works on it any more: longer than all sources together may take. */
const abandoned = sql`interval '10 minutes'`;

export function createSubmissions(db: Db, { sources, patience = 6_000 }: SubmissionsOptions): Submissions {
  const begin = async (readerId: number, id: number): Promise<Submission> => {
    const working = work(db, id, sources);
    await Promise.race([working, new Promise((resolve) => setTimeout(resolve, patience).unref())]);
    // Whatever stops it later is stored with it; without a database there is nobody left to tell.
    working.catch(() => {});
    return (await read(db, readerId, id))!;
  };
  return {
    async submit(readerId, text, comment = "") {
      const reference = writtenLine(text, { what: "an arXiv id, a DOI or an address", min: 1, max: 2_000 });
      if (readReference(reference) === null)
        throw new LibraryError(
          "INVALID_INPUT",
          `${JSON.stringify(reference.slice(0, 100))} is neither an arXiv id (2401.00001), nor a DOI (10.1000/xyz), nor a web address`,
        );
      return begin(readerId, await insert(db, readerId, reference, comment));
    },

    async enter(readerId, paper) {
      const draft = draftOf(paper);
      const id = await insert(db, readerId, paper.reference?.trim() || draft.title, paper.comment ?? "");
      const known = await slugOf(db, draft, titleKey(draft.title));
      await finish(db, id, known === null ? await store(db, draft) : { slug: known, created: false });
      return (await read(db, readerId, id))!;
    },

    async retry(readerId, id) {
      const again = await rowsOf(
        db,
        sql`update submissions set state = 'working', problem = null, updated_at = now()
            where id = ${id} and user_id = ${readerId} and state = 'failed' returning 1`,
      );
      const found = again.length > 0 ? await begin(readerId, id) : await read(db, readerId, id);
      if (!found) throw new LibraryError("NO_SUCH_REQUEST", `you have no submission ${id}`);
      return found;
    },

    read: (readerId, id) => read(db, readerId, id),

    own: (readerId) =>
      rowsOf(db, sql`${selected} where submissions.user_id = ${readerId} order by submissions.id desc limit 50`),

    async broughtBy(slug) {
      const [row] = await rowsOf<{ name: string }>(
        db,
        sql`select users.name from submissions join users on users.id = user_id join papers on papers.id = paper_id
            where slug = ${slug} and created order by submissions.id limit 1`,
      );
      return row?.name ?? null;
    },

    async resume() {
      const left = await rowsOf<{ id: number }>(
        db,
        sql`update submissions set updated_at = now()
            where state = 'working' and updated_at < now() - ${abandoned} returning id`,
      );
      for (const { id } of left) await work(db, id, sources);
    },
  };
}

const selected = sql`
  select submissions.id, reference, comment, state, problem, papers.slug as paper, created,
    ${isoTime(sql`submissions.created_at`)} as "createdAt"
  from submissions left join papers on papers.id = paper_id`;

async function read(db: Db, readerId: number, id: number): Promise<Submission | null> {
  const [row] = await rowsOf<Submission>(
    db,
    sql`${selected} where submissions.id = ${id} and submissions.user_id = ${readerId}`,
  );
  return row ?? null;
}

async function insert(db: Db, readerId: number, reference: string, comment: string): Promise<number> {
  const text = writtenText(comment, { what: "a comment", max: longestComment });
  const [row] = await rowsOf<{ id: number }>(
    db,
    sql`insert into submissions (user_id, reference, comment)
        values (${readerId}, ${writtenLine(reference, { what: "the reference", max: 2_000 })}, ${text}) returning id`,
  );
  return row.id;
}

/** From a stored reference to the paper, or to the reason why not. */
async function work(db: Db, id: number, sources: Omit<Sources, "context">): Promise<void> {
  try {
    const [row] = await rowsOf<{ reference: string }>(db, sql`select reference from submissions where id = ${id}`);
    const reference = row && readReference(row.reference);
    if (!reference) return await fail(db, id, "This is no reference that can be looked up.");
    const here = await slugOf(db, reference);
    if (here !== null) return await finish(db, id, { slug: here, created: false });
    const { draft, problems } = await lookUp(reference, { ...sources, context: { asOf: today() } });
    if (draft === null) return await fail(db, id, problems.join(" "));
    // Sources name a paper by more ids than it was asked for by. What anybody may have written adds nothing to what is here.
    const known = await slugOf(db, draft, draft.source === pageSource ? titleKey(draft.title) : null);
    await finish(db, id, known === null ? await store(db, draft) : { slug: known, created: false });
  } catch (error) {
    await fail(db, id, "Something went wrong here while the paper was looked for. Try again, or enter it by hand.");
    throw error;
  }
}

interface Outcome {
  readonly slug: string;
  readonly created: boolean;
}

async function store(db: Db, draft: PaperDraft): Promise<Outcome> {
  const report = await ingest(db, { source: draft.source, asOf: today(), drafts: [draft], rejected: [] });
  const [paper] = [...report.created, ...report.updated, ...report.unchanged];
  if (!paper) throw new LibraryError("INVALID_INPUT", `this cannot be taken in: ${report.rejected[0]?.reason}`);
  return { slug: paper.slug, created: report.created.length > 0 };
}

async function fail(db: Db, id: number, problem: string): Promise<void> {
  await db.execute(sql`update submissions set state = 'failed', problem = ${problem}, updated_at = now()
    where id = ${id} and state = 'working'`);
}

/** Says that the paper is here, lists it under today if it is new, and adds the first comment: once, whoever else does the same. */
async function finish(db: Db, id: number, { slug, created }: Outcome): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await rowsOf<{ user_id: number; comment: string }>(
      tx,
      sql`update submissions set state = 'done', paper_id = papers.id, created = ${created}, updated_at = now()
          from papers where submissions.id = ${id} and state = 'working' and slug = ${slug} returning user_id, comment`,
    );
    if (!row) return;
    if (created)
      await tx.execute(sql`insert into listings (paper_id, source, listed, as_of)
        select id, ${submissionSource}, ${today()}::date, ${today()}::date from papers where slug = ${slug} on conflict do nothing`);
    await tx.execute(sql`insert into notifications (user_id, kind, paper_id)
      select user_id, 'submission', paper_id from submissions
      where id = ${id} and created_at < now() - ${longWait} on conflict do nothing`);
    if (row.comment.trim() === "") return;
    await createComments(tx).add(row.user_id, slug, row.comment);
    await tx.execute(sql`update submissions set comment = '' where id = ${id}`);
  });
}

/** A paper that is here under one of its ids, or under its title where that is given and no id says that it is another one. */
async function slugOf(db: Db, { arxiv, doi, url }: Reference, titleKey: string | null = null): Promise<string | null> {
  const [row] = await rowsOf<{ slug: string }>(
    db,
    sql`select slug from papers
        where arxiv = ${arxiv} or doi = ${doi} or url = ${url}
          or (title_key = ${titleKey} and (arxiv is null or ${arxiv}::text is null) and (doi is null or ${doi}::text is null))
        order by id limit 1`,
  );
  return row?.slug ?? null;
}

/** @throws LibraryError INVALID_INPUT, naming what does not fit. */
function draftOf({ title, abstract = "", authors = "", published = "", reference = "" }: ByHand): PaperDraft {
  const named = reference.trim() === "" ? null : readReference(reference);
  if (reference.trim() !== "" && named === null)
    throw new LibraryError(
      "INVALID_INPUT",
      "where the paper is has to be an arXiv id, a DOI or a web address, or empty",
    );
  const records = new Records(handSource, { asOf: today() });
  const people = writtenText(authors, { what: "the list of authors", max: 100_000 });
  records.add(
    "paper",
    {
      title: writtenLine(title, { what: "the title", min: 3, max: 1_000 }),
      abstract: writtenText(abstract, { what: "the abstract", max: 20_000 }),
      authors: people.split("\n").flatMap(splitAuthors),
      published: [published.trim()],
      arxiv: [named?.arxiv],
      doi: [named?.doi],
      url: [named?.url],
    },
    () => title,
  );
  const { drafts, rejected, warnings = [] } = records.result();
  if (warnings.length > 0) throw new LibraryError("INVALID_INPUT", warnings[0].reason);
  if (!drafts[0]) throw new LibraryError("INVALID_INPUT", `this cannot be taken in: ${rejected[0].reason}`);
  return drafts[0];
}

const today = (): string => new Date().toISOString().slice(0, 10);
