/** Who wrote a paper: a reader says which of its authors they are, an admin confirms or denies, and may decide anew. */
import { sql } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { LibraryError } from "../errors.ts";
import type { Db } from "../store/database.ts";
import { isoTime, rowsOf } from "../store/rows.ts";
import { writtenLine, writtenText } from "./input.ts";
import { mustBeAdmin, noSuchPaper, type Person } from "./person.ts";

export type AuthorshipState = "pending" | "confirmed" | "denied";

export interface AuthorshipClaim {
  readonly id: number;
  readonly paper: { readonly slug: string; readonly title: string };
  readonly reader: { readonly id: number; readonly name: string; readonly email: string | null };
  /** Which author they say to be. */
  readonly author: string;
  readonly note: string;
  readonly state: AuthorshipState;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly decidedAt: string | null;
}

export interface Authorship {
  /**
   * Says to be an author. Where the paper's authors are named, it must be one of them. Saying it again before the decision
   * replaces what was said. Codes: INVALID_INPUT, NO_SUCH_PAPER, NOT_ALLOWED (it was decided, or somebody else is confirmed as that author).
   */
  claim(readerId: number, slug: string, claim: { readonly author: string; readonly note?: string }): Promise<void>;
  /** Takes a claim back, decided or not. */
  withdraw(readerId: number, slug: string): Promise<void>;
  /** A reader's own claim on a paper. */
  own(readerId: number, slug: string): Promise<{ readonly author: string; readonly state: AuthorshipState } | null>;
  /** Authors of a paper who are readers here, as admins have confirmed. */
  confirmed(slug: string): Promise<{ readonly author: string; readonly reader: string }[]>;
  /** The undecided first, the oldest first. Code: NOT_ALLOWED. */
  list(admin: Person): Promise<AuthorshipClaim[]>;
  waiting(): Promise<number>;
  /** Any decision can be taken back by another one. Codes: NO_SUCH_REQUEST, NOT_ALLOWED. */
  decide(admin: Person, id: number, state: AuthorshipState): Promise<void>;
}

export const createAuthorship = (db: Db): Authorship => ({
  async claim(readerId, slug, { author, note = "" }) {
    const name = writtenLine(author, { what: "the author's name", min: 1, max: 300 });
    const text = writtenText(note, { what: "the note", max: 2_000 });
    const [paper] = await rowsOf<{ id: number; known: boolean; taken: boolean; named: string[] }>(
      db,
      sql`select papers.id,
            exists (select 1 from authorship_claims where paper_id = papers.id and user_id = ${readerId} and state <> 'pending') as known,
            exists (select 1 from authorship_claims
              where paper_id = papers.id and user_id <> ${readerId} and author = ${name} and state = 'confirmed') as taken,
            array(select authors.name from paper_authors join authors on authors.id = author_id
              where paper_id = papers.id order by position) as named
          from papers where slug = ${slug}`,
    );
    if (!paper) throw noSuchPaper(slug);
    if (paper.known)
      throw new LibraryError(
        "NOT_ALLOWED",
        "an admin has decided on your claim already; withdraw it to make another one",
      );
    if (paper.taken)
      throw new LibraryError(
        "NOT_ALLOWED",
        `${name} has been confirmed as somebody else; write to an admin if that is wrong`,
      );
    if (paper.named.length > 0 && !paper.named.includes(name))
      throw new LibraryError(
        "INVALID_INPUT",
        `${JSON.stringify(name)} is not among the authors of this paper; choose one of them`,
      );
    await db.execute(sql`
      insert into authorship_claims (paper_id, user_id, author, note) values (${paper.id}, ${readerId}, ${name}, ${text})
      on conflict (paper_id, user_id) do update set author = excluded.author, note = excluded.note, created_at = now()
      where authorship_claims.state = 'pending'`);
  },

  async withdraw(readerId, slug) {
    await db.execute(sql`delete from authorship_claims
      where user_id = ${readerId} and paper_id = (select id from papers where slug = ${slug})`);
  },

  async own(readerId, slug) {
    const [row] = await rowsOf<{ author: string; state: AuthorshipState }>(
      db,
      sql`select author, state from authorship_claims join papers on papers.id = paper_id
          where user_id = ${readerId} and slug = ${slug}`,
    );
    return row ?? null;
  },

  confirmed: (slug) =>
    rowsOf(
      db,
      sql`select author, users.name as reader from authorship_claims
          join papers on papers.id = paper_id join users on users.id = user_id
          where slug = ${slug} and state = 'confirmed' order by authorship_claims.id`,
    ),

  async list(admin) {
    mustBeAdmin(admin, "see who says to be an author");
    return rowsOf(
      db,
      sql`
        select authorship_claims.id, json_build_object('slug', papers.slug, 'title', papers.title) as paper,
          json_build_object('id', users.id, 'name', users.name, 'email', users.email) as reader, author, note, state,
          ${isoTime(sql`authorship_claims.created_at`)} as "createdAt",
          ${isoTime(sql`decided_at`)} as "decidedAt"
        from authorship_claims join papers on papers.id = paper_id join users on users.id = user_id
        order by state <> 'pending', authorship_claims.id limit 500`,
    );
  },

  async waiting() {
    const [row] = await rowsOf<{ waiting: number }>(
      db,
      sql`select count(*)::int as waiting from authorship_claims where state = 'pending'`,
    );
    return row.waiting;
  },

  async decide(admin, id, state) {
    mustBeAdmin(admin, "decide who is an author");
    await db.transaction(async (tx) => {
      const [row] = await rowsOf<{ user_id: number; paper_id: number; author: string }>(
        tx,
        sql`update authorship_claims set state = ${state}, decided_at = ${state === "pending" ? sql`null` : sql`now()`}
            where id = ${id} returning user_id, paper_id, author`,
      );
      if (!row) throw new LibraryError("NO_SUCH_REQUEST", `there is no claim ${id}, or it was withdrawn`);
      await recordAudit(tx, {
        userId: admin.id,
        action: state === "pending" ? "authorship reopened" : `authorship ${state}`,
        subject: `user ${row.user_id}`,
        details: { paper: row.paper_id, author: row.author },
      });
      if (state === "pending") return;
      await tx.execute(sql`
        insert into notifications (user_id, kind, paper_id, reason) values (${row.user_id}, 'authorship', ${row.paper_id}, ${state})
        on conflict (user_id, kind, paper_id, comment_id, event_id)
          do update set reason = excluded.reason, created_at = now(), read_at = null`);
    });
  },
});
