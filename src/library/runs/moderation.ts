/** What administrators do about runs: see those of visitors, take them out of sight, delete them. Every decision is on record. */
import { and, eq, inArray, isNull, ne, sql, type SQL } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import type { PresetName, RunRecord, WhichRuns } from "../catalogue.ts";
import { mustBeAdmin, type Person } from "../community/person.ts";
import { LibraryError } from "../errors.ts";
import { papers, runs, serverRuns } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { isUuid } from "./id.ts";
import type { VisitorsRoom } from "./visitors.ts";

export interface VisitorsRun {
  readonly id: string;
  readonly paper: { readonly slug: string; readonly title: string };
  readonly preset: PresetName;
  readonly state: RunRecord["state"];
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly bytes: number;
  readonly hidden: boolean;
}

export interface VisitorsPage {
  /** Newest first. */
  readonly runs: readonly VisitorsRun[];
  /** Of all of them, on every page. */
  readonly total: number;
  readonly bytes: number;
  /** What they may take together. */
  readonly room: number;
}

export interface RunModeration {
  /** @param page from 1 on. Code: NOT_ALLOWED. */
  visitors(admin: Person, options?: { readonly page?: number; readonly limit?: number }): Promise<VisitorsPage>;
  /** Takes runs of visitors out of every list and from their addresses, or brings them back. Returns how many changed. Code: NOT_ALLOWED. */
  hide(admin: Person, ids: readonly string[], hidden: boolean): Promise<number>;
  /** Deletes runs for good. Returns how many. Codes: NOT_ALLOWED, INVALID_INPUT. */
  delete(admin: Person, which: WhichRuns): Promise<number>;
}

export const createRunModeration = (db: Db, room: VisitorsRoom): RunModeration => ({
  async visitors(admin, { page = 1, limit = 100 } = {}) {
    mustBeAdmin(admin, "see all runs of visitors");
    const [{ total, bytes }] = await db
      .select({ total: sql`count(*)`.mapWith(Number), bytes: sql`coalesce(sum(${runs.bytes}), 0)`.mapWith(Number) })
      .from(runs)
      .where(sent);
    const rows = await db
      .select({
        id: runs.id,
        slug: papers.slug,
        title: papers.title,
        preset: runs.preset,
        state: runs.state,
        receivedAt: runs.receivedAt,
        bytes: runs.bytes,
        hiddenAt: runs.hiddenAt,
      })
      .from(runs)
      .innerJoin(papers, eq(papers.id, runs.paperId))
      .where(sent)
      .orderBy(sql`${runs.receivedAt} desc`, runs.id)
      .limit(limit)
      .offset((page - 1) * limit);
    return {
      total,
      bytes,
      room: room.bytes,
      runs: rows.map(({ slug, title, receivedAt, hiddenAt, ...run }) => ({
        ...run,
        paper: { slug, title },
        receivedAt: receivedAt.toISOString(),
        hidden: hiddenAt !== null,
      })),
    };
  },

  async hide(admin, ids, hidden) {
    mustBeAdmin(admin, "hide runs");
    return db.transaction(async (tx) => {
      const changed = await tx
        .update(runs)
        .set({ hiddenAt: hidden ? sql`now()` : null })
        .where(and(sent, oneOf(ids), hidden ? isNull(runs.hiddenAt) : undefined))
        .returning({ id: runs.id });
      await recordRuns(tx, admin.id, hidden ? "run hidden" : "run shown again", changed);
      return changed.length;
    });
  },

  async delete(admin, which) {
    mustBeAdmin(admin, "delete runs");
    return deleteRuns(db, admin.id, which);
  },
});

/**
 * Deletes runs for good, whoever sent them; what ships with a paper stays, and so does what is still being computed.
 * @param userId who does it; null: a command on this machine.
 * @throws LibraryError INVALID_INPUT where one of the runs named cannot be deleted; then none is.
 */
export async function deleteRuns(db: Db, userId: number | null, which: WhichRuns): Promise<number> {
  return db.transaction(async (tx) => {
    const wanted =
      "ids" in which
        ? oneOf(which.ids)
        : and(
            sent,
            which.paper === undefined
              ? undefined
              : sql`${runs.paperId} = (select id from papers where slug = ${which.paper})`,
          );
    if ("ids" in which) {
      const kept = await tx
        .select({ id: runs.id, origin: runs.origin })
        .from(runs)
        .where(and(wanted, sql`(${eq(runs.origin, "committed")} or ${eq(runs.state, "running")})`));
      if (kept.length > 0)
        throw new LibraryError(
          "INVALID_INPUT",
          kept[0].origin === "committed"
            ? `run ${kept[0].id} ships with its paper and stays`
            : `run ${kept[0].id} is still being computed; end that first`,
        );
    }
    const gone = await tx
      .delete(runs)
      .where(and(wanted, ne(runs.origin, "committed")))
      .returning({ id: runs.id });
    const ids = gone.map(({ id }) => id);
    if (ids.length > 0) await tx.delete(serverRuns).where(inArray(serverRuns.id, ids));
    await recordRuns(tx, userId, "run deleted", gone);
    return gone.length;
  });
}

const sent = eq(runs.origin, "browser");

const oneOf = (ids: readonly string[]): SQL => {
  const known = ids.filter(isUuid).map((id) => id.toLowerCase());
  return known.length === 0 ? sql`false` : inArray(runs.id, known);
};

/** One line for all that one decision was about. */
async function recordRuns(
  tx: Db,
  userId: number | null,
  action: string,
  all: readonly { id: string }[],
): Promise<void> {
  if (all.length === 0) return;
  const [{ id }] = all;
  const subject = all.length === 1 ? `run ${id}` : `${all.length} runs`;
  await recordAudit(tx, { userId, action, subject, details: { runs: all.slice(0, 100).map(({ id }) => id) } });
}
