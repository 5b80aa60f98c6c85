import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contentOf, fillEveryTable } from "../backup/testing.ts";
import type { LibraryError } from "../errors.ts";
import { openLibrary } from "../index.ts";
import { openEmbedded, openServer, type Database, type Db } from "../store/database.ts";
import { emptyImage } from "../store/empty-image.ts";
import { databaseFolder } from "../store/folder.ts";
import { acquireLock } from "../store/lock.ts";
import { knownSchemaOf, migrateStore, migrateWithin, newestSchema } from "../store/migrate.ts";
import { rowsOf } from "../store/rows.ts";
import { killChildren, startChild } from "../testing/children.ts";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { shelfOf } from "../testing/shelf.ts";
import { prepareVectors } from "../search/vectors/store.ts";
import { writePlainly } from "../backup/rows.ts";
import { moveInto, moveLibrary } from "./move.ts";
import { libraryIn } from "./identity.ts";
import type { Source } from "./source.ts";

const command = "papertape migrate-to";

let server: TestServer;
let folder: string;
let dataDir: string;
beforeAll(async () => void (server = await startServer()), 120_000);
afterAll(() => server.stop());
beforeEach(() => {
  folder = temporaryFolder();
  dataDir = join(folder, "data");
});
afterEach(async () => {
  await killChildren();
  removeTemporaryFolders();
  for (const statement of [
    "drop schema if exists papertape_move, pgboss cascade",
    "drop schema public cascade",
    "create schema public",
  ])
    await onServer(statement);
});

async function using<T>(database: Database, work: (db: Db) => Promise<T>): Promise<T> {
  try {
    return await work(database.db);
  } finally {
    await database.close();
  }
}

/** Of every table, sessions too; as one kind of server writes them. */
const everything = (db: Db) =>
  db.transaction(async (tx) => {
    await writePlainly(tx);
    return contentOf(tx, []);
  });
/** Vectors have no place on a server without pgvector. */
const withoutVectors = ({ paper_vectors: _, ...rest }: Record<string, unknown>) => rest;
const here = async () =>
  withoutVectors(await using(await openEmbedded(databaseFolder(dataDir)), (db) => everything(db)));
const there = async () => withoutVectors(await using(await openServer(server.url), (db) => everything(db)));
const onServer = async (statement: string) =>
  using(await openServer(server.url), (db) => rowsOf<Record<string, unknown>>(db, sql.raw(statement)));
const move = (options = {}) => moveLibrary({ dataDir, command }, server.url, options);

/** What a copy may lose beside what fillEveryTable has: microseconds, other sessions, and enough rows for several batches. */
const more = `
insert into settings values ('when', to_jsonb(timestamptz '2026-11-25 09:12:13.123456+00'));
update papers set updated_at = '2026-11-25 23:59:59.999999+00', created_at = '0044-03-15 12:00:00.000001+00 BC' where slug = 'one';
insert into search_words select 'word ' || n || case when n % 7 = 0 then chr(39) || chr(92) else '' end from generate_series(1, 4000) n;
insert into comments (paper_id, user_id, parent_id, markdown) select paper_id, 2, id, 'again' from comments, generate_series(1, 300)`;

async function fill(): Promise<void> {
  await (await openLibrary({ dataDir, shelf: shelfOf() })).close();
  await using(await openEmbedded(databaseFolder(dataDir)), async (db) => {
    await fillEveryTable(db);
    for (const statement of more.split(";\n")) await db.execute(sql.raw(statement));
  });
}

describe("a library moves", () => {
  test("with every value and counter as it was, whatever the server writes by default; and opens there", async () => {
    await fill();
    // Its connections are one and the same behind a socket, and keep what they began with.
    const [{ name }] = (await onServer("select current_database() as name")) as { name: string }[];
    for (const [setting, value] of Object.entries({
      datestyle: "SQL, DMY",
      timezone: "Asia/Kolkata",
      bytea_output: "escape",
      extra_float_digits: "0",
      intervalstyle: "iso_8601",
    }))
      await onServer(`alter database "${name}" set ${setting} to '${value}'`);
    const before = await here();
    const shares: number[] = [];
    const moved = await move({ onProgress: (share: number) => void shares.push(share) });
    expect(moved).toMatchObject({ from: dataDir, resumed: false });
    expect(moved.tables.find(({ table }) => table === "search_words")).toMatchObject({
      rows: expect.any(Number) as number,
    });
    expect(moved.tables.map(({ table }) => table)).toContain("sessions");
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1);
    expect(await there()).toEqual(before);
    expect(await here()).toEqual(before);
    // Nothing of the way is left, and what triggers do is done again.
    expect(await onServer("select 1 as one from pg_namespace where nspname = 'papertape_move'")).toEqual([]);
    expect(await onServer("select 1 as one from pg_trigger where tgenabled = 'D' and not tgisinternal")).toEqual([]);
    const library = await openLibrary({ dataDir: join(folder, "other"), databaseUrl: server.url, shelf: shelfOf() });
    await expect(library.readers.people()).resolves.toHaveLength(2);
    await library.close();
  }, 180_000);

  test("however often it is killed: nothing is lost or doubled, and nobody opens a part of it", async () => {
    await fill();
    const before = await here();
    writeFileSync(join(folder, "url"), server.url);
    const stops: string[] = [];
    for (let done = false; !done;) {
      const child = startChild("move", folder);
      // At first early, later wherever: the last one ends.
      let left = stops.length < 4 ? 1 + Math.floor(Math.random() * 50) : Infinity;
      let said: Record<string, unknown> = {};
      while (left-- > 0 && !done) done = "done" in (said = await child.next());
      if (!done) await sleep(Math.random() * 15);
      await child.kill();
      stops.push(String(said.doing ?? "done"));
      if (done) expect(said, stops.join("; ")).toMatchObject({ resumed: true });
      else if (server.concurrent) {
        const placed = await onServer("select name, rows from papertape_move.tables");
        for (const { name, rows } of placed)
          expect({
            stops,
            name,
            rows: (await onServer(`select count(*)::float8 as n from ${name as string}`))[0].n,
          }).toEqual({ stops, name, rows });
        await expect(openLibrary({ dataDir: folder, databaseUrl: server.url, shelf: shelfOf() })).rejects.toMatchObject(
          { code: "HALF_MOVED" },
        );
      }
    }
    expect(await there(), stops.join("; ")).toEqual(before);
  }, 400_000);

  test("from an older schema, which the target has until it is whole", async () => {
    const journal = join(import.meta.dirname, "../../../migrations/meta/_journal.json");
    const { entries } = JSON.parse(readFileSync(journal, "utf8")) as { entries: { when: number }[] };
    const schema = entries.at(-2)!.when;
    await using(await openEmbedded(await emptyImage()), async (from) => {
      await from.transaction((tx) => migrateWithin(tx, { after: 0, upTo: schema }));
      await from.execute(sql`insert into papers (slug, title, title_key) values ('old', 'Old', 'old')`);
      await using(await openEmbedded(await emptyImage()), async (to) => {
        await from.transaction((tx) => moveInto(to, sourceOn(tx, schema), "there"));
        expect(await knownSchemaOf(to)).toBe(newestSchema());
        expect(await rowsOf(to, sql`select slug from papers`)).toEqual([{ slug: "old" }]);
      });
    });
  });

  test("with its vectors, where there is pgvector", async () => {
    await using(await openEmbedded(await emptyImage()), async (from) => {
      await migrateStore(from, "pglite");
      await from.execute(sql`create extension vector`);
      await prepareVectors(from);
      await from.execute(sql`insert into papers (slug, title, title_key) values ('one', 'One', 'one')`);
      await from.execute(
        sql`insert into paper_vectors (paper_id, model, vector) select id, 'm', '[0.1,-65504,6e-8]' from papers`,
      );
      await using(await openEmbedded(await emptyImage()), async (to) => {
        const { skipped } = await from.transaction((tx) => moveInto(to, sourceOn(tx, newestSchema()), "there"));
        expect(skipped).toEqual([]);
        expect(await everything(to)).toEqual(await everything(from));
      });
    });
  });
});

/** A library that the caller has open, in place of one that is opened for it. */
const sourceOn = (tx: Db, schema: number): Source => ({ tx, place: "here", schema, library: "x", identity: null });

describe("is refused, and nothing is touched", () => {
  test("a place without a library", async () => {
    await expect(move()).rejects.toMatchObject({ code: "NO_LIBRARY" });
  });

  test("a server that is not there, or does not know us: the password is not shown", async () => {
    for (const url of ["postgres://ann:hush@127.0.0.1:1/papers", "postgres://ann:hush@"]) {
      const error: unknown = await moveLibrary({ dataDir, command }, url).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: "NO_DATABASE" });
      expect(String(error)).not.toContain("hush");
      expect(String(error)).toMatch(/Check the address$/);
    }
  });

  test("a library that another process serves", async () => {
    await (await openLibrary({ dataDir, shelf: shelfOf() })).close();
    const lock = await acquireLock(dataDir, { command: "papertape serve" });
    await expect(move()).rejects.toMatchObject({
      code: "LOCKED",
      message: expect.stringContaining(`process ${process.pid} (papertape serve`) as string,
    });
    lock.release();
    expect(await onServer("select 1 as one from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
  });

  test("a database that holds something, be it this library already, another one, a newer one or a stranger's table", async () => {
    await (await openLibrary({ dataDir, shelf: shelfOf() })).close();
    await onServer("create table thesis (chapter integer)");
    await expect(move()).rejects.toMatchObject({
      code: "NOT_EMPTY",
      message: expect.stringContaining("it holds thesis") as string,
    });
    await onServer("drop table thesis");
    await move();
    const content = await there();
    await expect(move()).rejects.toMatchObject({
      code: "NOT_EMPTY",
      message: expect.stringMatching(/this library is in .* already/) as string,
    });
    await expect(move({ anew: true })).rejects.toMatchObject({ code: "NOT_EMPTY" });
    expect(await there()).toEqual(content);
    if (server.concurrent)
      await expect(moveLibrary({ dataDir, databaseUrl: server.url, command }, server.url)).rejects.toMatchObject({
        code: "NOT_EMPTY",
        message: expect.stringContaining("it is the database of DATABASE_URL") as string,
      });
    await onServer(`update settings set value = '"x"' where key = 'digest.secret'`);
    await expect(move()).rejects.toMatchObject({ message: expect.stringContaining("another library") as string });
    await onServer("insert into papertape_migrations (hash, created_at) values ('new', 9e15)");
    await expect(move()).rejects.toMatchObject({ code: "SCHEMA_TOO_NEW" });
  }, 180_000);
});

describe("a move that was stopped", () => {
  async function stopAt(step: string): Promise<void> {
    const stop = new AbortController();
    const onProgress = (_: number, doing: string) => {
      if (doing.startsWith(step)) stop.abort(new Error("stopped"));
    };
    await expect(move({ signal: stop.signal, onProgress })).rejects.toThrow("stopped");
  }

  test("is gone on with by its library only, and begun anew when that is asked for", async () => {
    await fill();
    await stopAt("papers");
    await onServer("update papertape_move.library set library = 'another', place = '/srv/other'");
    for (const anew of [false, true])
      await expect(move({ anew })).rejects.toMatchObject({
        code: "NOT_EMPTY",
        message: expect.stringMatching(/part of another library, on its way from \/srv\/other/) as string,
      });
    const library = await using(await openEmbedded(databaseFolder(dataDir)), libraryIn);
    await onServer(`update papertape_move.library set library = '${library}'`);
    expect(await move({ anew: true })).toMatchObject({ resumed: false });
    expect(await there()).toEqual(await here());
  }, 180_000);

  test("brings a batch and its place together, or neither", async () => {
    await fill();
    await stopAt("papers");
    await onServer(`create function papertape_move.refuse() returns trigger language plpgsql as $$ begin
      if new.name = 'search_words' then raise exception 'no place'; end if;
      return new; end $$`);
    await onServer(
      "create trigger refuse before insert or update on papertape_move.tables for each row execute function papertape_move.refuse()",
    );
    await expect(move()).rejects.toMatchObject({
      code: "NO_DATABASE",
      message: expect.stringContaining("no place") as string,
    });
    expect(await onServer("select 1 as one from search_words")).toEqual([]);
    await onServer("drop trigger refuse on papertape_move.tables");
    expect(await move()).toMatchObject({ resumed: true });
    expect(await there()).toEqual(await here());
  }, 180_000);

  test("and whose library was changed since is told table by table, and opens nowhere until it is moved anew", async () => {
    await fill();
    await stopAt("compares");
    const changes = [
      // What triggers would change is not looked for here.
      "set session_replication_role = replica",
      "update papers set title = 'changed' where slug = 'one'",
      "delete from votes where paper_id = (select min(id) from papers)",
      "select setval(pg_get_serial_sequence('comments', 'id'), 5000)",
      "insert into claims (paper_id, id, position, definition) select id, 'a', 1, '{}' from papers where slug = 'one'",
    ];
    await using(await openEmbedded(databaseFolder(dataDir)), async (db) => {
      for (const change of changes) await db.execute(sql.raw(change));
    });
    for (let time = 0; time < 2; time++) {
      const error = (await move().catch((e: unknown) => e)) as LibraryError;
      expect({ code: error.code, details: [...error.details].sort() }).toEqual({
        code: "MOVED_OTHERWISE",
        details: [
          expect.stringMatching(/^claims: \d+ rows were to be moved, and \d+ are there$/),
          "comments: it would count on from another number",
          expect.stringMatching(/^papers: as many rows \(\d+\), but not the same$/),
          expect.stringMatching(/^votes: \d+ rows were to be moved, and \d+ are there$/),
        ],
      });
    }
    await expect(openLibrary({ dataDir: folder, databaseUrl: server.url, shelf: shelfOf() })).rejects.toMatchObject({
      code: "HALF_MOVED",
    });
    await move({ anew: true });
    expect(await there()).toEqual(await here());
  }, 180_000);
});
