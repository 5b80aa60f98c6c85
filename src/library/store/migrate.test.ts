import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { describe, expect, test } from "vitest";
import * as schema from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { migrateStore } from "./migrate.ts";

const folder = join(import.meta.dirname, "../../../migrations");
const read = (name: string) => JSON.parse(readFileSync(join(folder, "meta", name), "utf8")) as unknown;

test("the migrations make exactly the tables of the schema; if not, run npx drizzle-kit generate", async () => {
  const { entries } = read("_journal.json") as { entries: { idx: number }[] };
  const latest = read(`${String(entries.length - 1).padStart(4, "0")}_snapshot.json`);
  const now = generateDrizzleJson(schema);
  expect(await generateMigration(latest as typeof now, now)).toEqual([]);
});

overBothDrivers("migrating", (store) => {
  describe("a store", () => {
    test("that is up to date is left alone", async () => {
      await migrateStore(store.db, store.kind);
      await expect(store.catalogue.papers()).resolves.toEqual([]);
    });

    test("that a newer papertape has changed is refused", async () => {
      await store.db.execute(sql`insert into papertape_migrations (hash, created_at) values ('future', 9e15)`);
      await expect(migrateStore(store.db, store.kind)).rejects.toMatchObject({ code: "SCHEMA_TOO_NEW" });
      await store.db.execute(sql`delete from papertape_migrations where hash = 'future'`);
    });

    test("in which tables of our names belong to somebody else is refused, and nothing is changed", async () => {
      await store.db.execute(sql`alter table papertape_migrations rename to hidden`);
      await expect(migrateStore(store.db, store.kind)).rejects.toMatchObject({
        code: "FOREIGN_DATABASE",
        message: expect.stringMatching(/already exists/) as string,
      });
      await expect(store.catalogue.papers()).resolves.toEqual([]);
      await store.db.execute(sql`alter table hidden rename to papertape_migrations`);
    });
  });
});
