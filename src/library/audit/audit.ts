/** The audit log: who did what that others should be able to look up later. It is only ever added to. */
import { desc, eq, lt } from "drizzle-orm";
import { auditLog, users } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

export interface AuditEntry {
  /** null: papertape itself, or an account that is gone. */
  readonly userId: number | null;
  /** In the past tense: "role changed", "comment hidden", "backup made". */
  readonly action: string;
  /** On what: "user 3", "comment 17". */
  readonly subject: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AuditLine extends Required<AuditEntry> {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Of whoever did it; null where `userId` is. */
  readonly name: string | null;
}

export interface Audit {
  record(entry: AuditEntry): Promise<void>;
  /** Newest first. @param page.before only entries with a smaller id: where the page before this one ended. */
  list(page?: { readonly before?: number; readonly limit?: number }): Promise<AuditLine[]>;
}

/** Within the transaction that does what it records, where there is one. */
export async function recordAudit(db: Db, { userId, action, subject, details = {} }: AuditEntry): Promise<void> {
  await db.insert(auditLog).values({ userId, action, subject, details });
}

export const createAudit = (db: Db): Audit => ({
  record: (entry) => recordAudit(db, entry),
  async list({ before, limit = 100 } = {}) {
    const rows = await db
      .select({ entry: auditLog, name: users.name })
      .from(auditLog)
      .leftJoin(users, eq(users.id, auditLog.userId))
      .where(before === undefined ? undefined : lt(auditLog.id, before))
      .orderBy(desc(auditLog.id))
      .limit(limit);
    return rows.map(({ entry: { at, ...rest }, name }) => ({ ...rest, at: at.toISOString(), name }));
  },
});
