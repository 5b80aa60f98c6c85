/** Runs one suite over both drivers: the embedded database, and a server. */
import { getTableName, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import type { Catalogue } from "../catalogue.ts";
import { createCatalogue } from "../local-catalogue.ts";
import * as schema from "../schema/index.ts";
import { openEmbedded, openServer, type Database, type Db } from "../store/database.ts";
import { emptyImage } from "../store/empty-image.ts";
import { migrateStore } from "../store/migrate.ts";
import { serverName, startServer } from "./server.ts";

export interface TestStore {
  /** Empty before every test. */
  readonly db: Db;
  readonly kind: Database["kind"];
  readonly catalogue: Catalogue;
  readonly database: Database;
}

type Open = () => Promise<Database>;

const drivers: readonly (readonly [name: string, open: Open])[] = [
  ["PGlite", async () => openEmbedded(await emptyImage())],
  [
    serverName(),
    async () => {
      const server = await startServer();
      const database = await openServer(server.url);
      const close = () => database.close().then(() => server.stop());
      return { ...database, close };
    },
  ],
];

/** Declares the suite once per driver. `store` is filled when the tests run, not while they are declared. */
export function overBothDrivers(name: string, suite: (store: TestStore) => void): void {
  describe.each(drivers)(`${name}, on %s`, (_, open) => {
    let database: Database | undefined;
    const store = {
      get db() {
        return database!.db;
      },
      get kind() {
        return database!.kind;
      },
      get catalogue() {
        return createCatalogue(database!.db);
      },
      get database() {
        return database!;
      },
    };
    beforeAll(async () => {
      database = await open();
      await database.exclusively((db) => migrateStore(db, database!.kind));
    }, 120_000);
    beforeEach(() => emptyTables(store.db));
    afterAll(() => database?.close());
    suite(store);
  });
}

async function emptyTables(db: Db): Promise<void> {
  const names = Object.values(schema).map((table) => sql.identifier(getTableName(table)));
  await db.execute(sql`truncate ${sql.join(names, sql`, `)} restart identity cascade`);
}
