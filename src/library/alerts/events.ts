/** What happened to papers: written in the transaction in which it happens, each thing once. */
import { sql } from "drizzle-orm";
import type { Verdict } from "#lab/kit/index";
import { paperEvents } from "../schema/index.ts";
import { jsonOf } from "../store/json-rows.ts";
import type { Db } from "../store/database.ts";

export type EventKind = "version" | "code" | "verdict";

export type EventDetails =
  | { readonly version: number }
  /** An address, or what stands for one on GitHub: "owner/name". */
  | { readonly code: string }
  /** null: there was no verdict, or there is none any more. */
  | {
      readonly claim: string;
      readonly statement: string;
      readonly before: Verdict | null;
      readonly after: Verdict | null;
    };

export interface PaperNews {
  readonly kind: EventKind;
  readonly key: string;
  readonly details: EventDetails;
}

export const versionNews = (version: number): PaperNews => ({
  kind: "version",
  key: `v${version}`,
  details: { version },
});

export const codeNews = (code: string): PaperNews => ({ kind: "code", key: code, details: { code } });

/** @param events by paper id. What is known already changes nothing. */
export async function recordEvents(tx: Db, events: readonly (PaperNews & { readonly paper: number })[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`
    insert into ${paperEvents} (paper_id, kind, key, details)
    select paper, kind, key, details
    from json_to_recordset(${jsonOf(events)}) as new (paper integer, kind text, key text, details jsonb)
    on conflict do nothing`);
}
