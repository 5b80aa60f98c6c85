import { expect, test } from "vitest";
import { sql } from "drizzle-orm";
import type { PaperDraft } from "../ingest/draft/draft.ts";
import { draftOf } from "../testing/drafts.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { rowsOf } from "./rows.ts";

const draft = (number: number): PaperDraft => draftOf({ title: `Made-up measurement number ${number}` });

overBothDrivers("the planner", (store) => {
  const counted = async () => {
    const [row] = await rowsOf<{ counted: number }>(
      store.db,
      sql`select cast(reltuples as integer) as counted from pg_class where oid = cast('papers' as regclass)`,
    );
    return row.counted;
  };
  const ingest = (from: number, many: number) =>
    store.catalogue.ingest({
      source: "test",
      asOf: "2026-11-25",
      drafts: Array.from({ length: many }, (_, at) => draft(from + at)),
      rejected: [],
    });

  test("learns how many papers there are when they have become many, and again when they are twice as many", async () => {
    const before = await counted();
    await ingest(0, 900);
    expect(await counted()).toBe(before);
    // Counted in the midst of it: papers are stored a hundred at a time.
    await ingest(900, 300);
    expect(await counted()).toBe(1_000);
    await ingest(1_200, 300);
    expect(await counted()).toBe(1_000);
    await ingest(1_500, 1_000);
    expect(await counted()).toBe(2_000);
  });
});
