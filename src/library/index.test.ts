import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openLibrary, readHolder, type Library } from "./index.ts";
import { runs } from "./schema/index.ts";
import { killChildren, startChild } from "./testing/children.ts";
import { fingerprint, removeTemporaryFolders, temporaryFolder } from "./testing/folders.ts";
import { startServer, type TestServer } from "./testing/server.ts";
import { runOf, shelfOf } from "./testing/shelf.ts";

const shelf = shelfOf();
const zeros = new Uint8Array(8192);
let library: Library | undefined;
const open = async (dataDir: string) =>
  (library = await openLibrary({ dataDir, shelf, holder: { command: "papertape test" } }));

afterEach(async () => {
  await killChildren();
  await library?.close();
  library = undefined;
  removeTemporaryFolders();
});

describe("a library on a folder", () => {
  let template: string;
  let folder: string;
  beforeAll(async () => {
    template = mkdtempSync(join(tmpdir(), "papertape-template-"));
    const first = await open(template);
    expect(await first.catalogue.papers()).toHaveLength(2);
    await first.close();
  }, 120_000);
  afterAll(() => rmSync(template, { recursive: true }), 60_000);
  // Making a database takes seconds, copying one takes none.
  beforeEach(() => {
    folder = join(temporaryFolder(), "copy");
    cpSync(template, folder, { recursive: true });
  });

  test("keeps what it was given over a restart", async () => {
    const run = runOf();
    await (await open(folder)).catalogue.saveRun(run);
    await library!.close();
    expect((await (await open(folder)).catalogue.run(run.id))!.record).toEqual(run);
  });

  test("holds the folder while it is open, says where it answers, and gives it up when closed", async () => {
    const { setAddress, token } = await open(folder);
    setAddress("http://localhost:4321");
    expect(await readHolder(folder)).toMatchObject({ pid: process.pid, address: "http://localhost:4321", token });
    await expect(openLibrary({ dataDir: folder, shelf })).rejects.toMatchObject({ code: "LOCKED" });
    await library!.close();
    await library!.close();
    expect(await readHolder(folder)).toBeNull();
  });

  test("gives the folder up when it cannot be opened after all", async () => {
    await (await open(folder)).db.execute(sql`update papertape_migrations set created_at = 9e15`);
    await library!.close();
    await expect(open(folder)).rejects.toMatchObject({ code: "SCHEMA_TOO_NEW" });
    expect(await readHolder(folder)).toBeNull();
  });

  test("begins anew where a process was killed while making the database", async () => {
    rmSync(join(folder, "pg"), { recursive: true });
    mkdirSync(join(folder, "pg.unfinished/base"), { recursive: true });
    expect(await (await open(folder)).catalogue.papers()).toHaveLength(2);
    expect(existsSync(join(folder, "pg.unfinished"))).toBe(false);
  }, 120_000);

  test.each([
    ["another version's", "OTHER_POSTGRES", (pg: string) => writeFileSync(join(pg, "PG_VERSION"), "17\n")],
    ["one with missing parts", "CORRUPT", (pg: string) => rmSync(join(pg, "pg_xact"), { recursive: true })],
    ["one that does not start", "CORRUPT", (pg: string) => writeFileSync(join(pg, "global/pg_control"), zeros)],
  ])(
    "refuses a damaged database (%s), leaves every file as it was, and gives the folder up",
    async (_, code, damage) => {
      const pg = join(folder, "pg");
      damage(pg);
      const before = fingerprint(pg);
      await expect(open(folder)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(/Restore|Use the papertape/) as string,
      });
      expect(fingerprint(pg)).toEqual(before);
      expect(await readHolder(folder)).toBeNull();
    },
  );

  test("survives kill -9 in the middle of a run: all that was acknowledged is there, and the run is interrupted", async () => {
    const child = startChild("feed", folder);
    let last = await child.next();
    while (Number(last.batches) < 20) last = await child.next();
    await child.kill();
    const { catalogue, db } = await open(folder);
    const { record } = (await catalogue.run(String(last.id)))!;
    expect(record.state).toBe("interrupted");
    expect(record.finishedAt).not.toBeNull();
    expect(record.points.length).toBeGreaterThanOrEqual(100);
    expect(record.points.length).toBe(5 * record.measurements.length);
    await catalogue.saveRun(runOf());
    expect(await db.$count(runs)).toBe(2);
  });

  test("refuses a second process while the first one works, and names it", async () => {
    const child = startChild("feed", folder);
    await child.next();
    await expect(open(folder)).rejects.toMatchObject({
      code: "LOCKED",
      message: expect.stringContaining(`process ${child.pid} (child feed`) as string,
    });
  });
});

describe("a library on a server", () => {
  let server: TestServer;
  beforeAll(async () => (server = await startServer()), 120_000);
  afterAll(() => server.stop());
  const openOn = (databaseUrl: string) => openLibrary({ dataDir: "/nowhere", databaseUrl, shelf });

  test("may be opened several times at once, and is migrated and seeded once", async () => {
    const times = server.concurrent ? 3 : 1;
    const libraries = await Promise.all(Array.from({ length: times }, () => openOn(server.url)));
    for (const { catalogue } of libraries) expect(await catalogue.papers()).toHaveLength(2);
    await Promise.all(libraries.map((each) => each.close()));
  });

  test("needs no data folder", async () => {
    library = await openOn(server.url);
    library.setAddress("http://localhost:4321");
    expect(library.kind).toBe("postgres");
    expect(existsSync("/nowhere")).toBe(false);
  });

  test("that does not answer is named without its password", async () => {
    const error = await openOn("postgres://me:secret@127.0.0.1:1/shelf").catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "NO_DATABASE",
      message: expect.stringMatching(/127\.0\.0\.1:1\/shelf.*DATABASE_URL/) as string,
    });
    expect(String(error)).not.toContain("secret");
    await expect(openOn("not an address")).rejects.toMatchObject({ code: "NO_DATABASE" });
  });
});
