/** Which sources are on. */
import { sql } from "drizzle-orm";
import type { ServiceName } from "../ingest/services/services.ts";
import { followedSources } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import type { StoredRequest } from "./request.ts";

export interface Followed {
  readonly on: boolean;
  readonly request: StoredRequest;
  readonly since: Date;
}

export async function setSource(db: Db, source: ServiceName, on: boolean, request: StoredRequest): Promise<void> {
  await db
    .insert(followedSources)
    .values({ source, on, request })
    .onConflictDoUpdate({
      target: followedSources.source,
      // Days while it was off were not missed.
      set: { on, request, since: sql`case when ${followedSources.on} then ${followedSources.since} else now() end` },
    });
}

export async function followed(db: Db): Promise<ReadonlyMap<string, Followed>> {
  const rows = await db.select().from(followedSources);
  return new Map(
    rows.map(({ source, on, request, since }) => [source, { on, request: request as StoredRequest, since }]),
  );
}
