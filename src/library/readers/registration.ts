/** Whether strangers may make themselves an account, or only people whom an admin invited. */
import { eq, sql } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { settings } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

const key = "registration";

export async function registrationOpen(db: Db): Promise<boolean> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return row?.value === "open";
}

export async function setRegistration(db: Db, by: number, open: boolean): Promise<void> {
  const value = open ? "open" : "invited";
  await db.transaction(async (tx) => {
    await tx
      .insert(settings)
      .values({ key, value })
      .onConflictDoUpdate({ target: settings.key, set: { value: sql`excluded.value` } });
    await recordAudit(tx, { userId: by, action: "registration changed", subject: "site", details: { to: value } });
  });
}
