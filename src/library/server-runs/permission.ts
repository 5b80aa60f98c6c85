/** Who may have the server compute something, and how much. */
import { eq, sql } from "drizzle-orm";
import { recordAudit } from "../audit/audit.ts";
import { mustBeAdmin, type Person } from "../community/person.ts";
import { LibraryError } from "../errors.ts";
import { hasRole, type Reader } from "../readers/reader.ts";
import { settings } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/** Who asks: somebody with an account, a visitor's network (as a digest), or a command of this machine. */
export type Asker =
  | { readonly kind: "reader"; readonly id: number; readonly role: Reader["role"] }
  | { readonly kind: "visitor"; readonly network: string }
  | { readonly kind: "command" };

/** From the fewest on: nobody but commands of this machine, whoever is signed in, visitors too. */
export const audiences = ["nobody", "readers", "everybody"] as const;
export type Audience = (typeof audiences)[number];

const key = "server runs";

/** "readers" until an admin says otherwise. */
export async function audienceOf(db: Db): Promise<Audience> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return audiences.find((one) => one === row?.value) ?? "readers";
}

/** @throws LibraryError NOT_ALLOWED; INVALID_INPUT for what is no audience. */
export async function setAudience(db: Db, admin: Person, audience: string): Promise<void> {
  mustBeAdmin(admin, "say who may run experiments on the server");
  if (!audiences.some((one) => one === audience))
    throw new LibraryError("INVALID_INPUT", `choose who may run experiments on the server: ${audiences.join(", ")}`);
  await db.transaction(async (tx) => {
    await tx
      .insert(settings)
      .values({ key, value: audience })
      .onConflictDoUpdate({ target: settings.key, set: { value: sql`excluded.value` } });
    const details = { to: audience };
    await recordAudit(tx, { userId: admin.id, action: "server runs changed", subject: "site", details });
  });
}

/** Why somebody may not have runs at all; null: they may. */
export function refusedBy(audience: Audience, { kind }: Asker): string | null {
  if (kind === "command" || audience === "everybody") return null;
  if (audience === "nobody") return "this site runs no experiments on its server";
  return kind === "visitor" ? "experiments run on the server only for people who are signed in" : null;
}

export interface Quota {
  /** Runs that wait or are computed at a time. */
  readonly atOnce: number;
  /** Runs within 24 hours. */
  readonly perDay: number;
}

/** Runs that wait, of everybody together: whoever comes then has to come back. */
export const longestQueue = 200;

export function quotaOf(asker: Asker): Quota {
  if (asker.kind === "visitor") return { atOnce: 1, perDay: 10 };
  if (asker.kind === "command" || hasRole(asker, "admin")) return { atOnce: 50, perDay: 1_000 };
  return { atOnce: 3, perDay: 30 };
}

/** @throws LibraryError TOO_OFTEN, with when to come back: of those of a day, when the oldest no longer counts. */
export function mustBeWithin(
  { atOnce, perDay }: Quota,
  has: {
    readonly unfinished: number;
    readonly today: number;
    readonly freeInSeconds: number;
    readonly waiting: number;
  },
): void {
  if (has.waiting >= longestQueue)
    throw new LibraryError("TOO_OFTEN", `${has.waiting} runs are waiting already; try again later`, {
      retryAfterSeconds: 600,
    });
  if (has.unfinished >= atOnce)
    throw new LibraryError(
      "TOO_OFTEN",
      `${has.unfinished === 1 ? "a run of yours is" : `${has.unfinished} runs of yours are`} still to be done on this server, and ${atOnce} may be at a time; wait for one, or cancel it`,
      { retryAfterSeconds: 60 },
    );
  if (has.today >= perDay)
    throw new LibraryError(
      "TOO_OFTEN",
      `${perDay} runs a day are computed for each ${perDay > 10 ? "reader" : "network"}; try again later, or run it in your browser`,
      { retryAfterSeconds: Math.max(1, has.freeInSeconds) },
    );
}
