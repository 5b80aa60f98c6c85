import fs from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { refusalIn } from "../errors.ts";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { openEmbedded, type Database } from "./database.ts";
import { emptyImage } from "./empty-image.ts";

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = join(temporaryFolder(), "pg");
  await (await PGlite.create({ dataDir: folder, loadDataDir: await emptyImage() })).close();
  database = await openEmbedded(folder);
  await database.db.execute(sql`create table notes (words text)`);
  await write("kept");
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await database.close();
  removeTemporaryFolders();
});

const write = (words: string) => database.db.execute(sql`insert into notes values (${words})`);
/** 32 MB, more than a file of Postgres' log. */
const many = sql`select repeat(md5(g::text), 50) from generate_series(1, 20000) g`;
const count = async () =>
  (await database.db.execute<{ n: number }>(sql`select count(*)::int as n from notes`)) as unknown as {
    rows: { n: number }[];
  };

/** From now on, files with such names have no room. PGlite writes through Node's own functions. */
function fill(names: RegExp): void {
  const full = new Set<number>();
  const { openSync, writeSync } = fs;
  const noRoom = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  vi.spyOn(fs, "openSync").mockImplementation((path, ...rest) => {
    const file = openSync(path, ...rest);
    full[names.test(String(path)) ? "add" : "delete"](file);
    return file;
  });
  vi.spyOn(fs, "writeSync").mockImplementation(((file: number, ...rest: [Uint8Array, number, number, number]) => {
    if (full.has(file)) throw noRoom();
    return writeSync(file, ...rest);
  }) as typeof fs.writeSync);
}

const reason = async (work: Promise<unknown>) =>
  refusalIn(
    await work.then(
      () => null,
      (error: unknown) => error,
    ),
  );

test("a full disk under the tables refuses what is written, and the database goes on when there is room again", async () => {
  await database.db.execute(sql`create table more (words text)`);
  fill(/base\//);
  const refused = await reason(database.db.execute(sql`insert into more ${many}`));
  expect(refused).toMatchObject({ code: "DISK_FULL", message: expect.stringContaining(folder) as string });
  expect(database.lost.aborted).toBe(false);
  vi.restoreAllMocks();
  await write("afterwards");
  expect((await count()).rows).toEqual([{ n: 2 }]);
});

test("a full disk under its log stops the database with a reason, and the next process finds what was stored", async () => {
  fill(/pg_wal/);
  const refused = await reason(database.db.transaction((tx) => tx.execute(sql`insert into notes ${many}`)));
  expect(refused).toMatchObject({ code: "DISK_FULL", message: expect.stringContaining(folder) as string });
  expect(database.lost.reason).toBe(refused);
  expect(await reason(count())).toBe(refused);
  await database.close();

  vi.restoreAllMocks();
  database = await openEmbedded(folder);
  expect((await count()).rows).toEqual([{ n: 2 }]);
});

test("a database that cannot start on a full disk says so, and does not call itself damaged", async () => {
  await database.close();
  fill(/pg_wal|base\/|global\//);
  vi.spyOn(fs, "writeFileSync").mockImplementation(() => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  });
  const refused = await reason(openEmbedded(folder));
  vi.restoreAllMocks();
  database = await openEmbedded(folder);
  expect(refused).toMatchObject({ code: "DISK_FULL" });
});
