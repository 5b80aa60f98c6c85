import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEmbedded, type Database } from "./database.ts";
import { emptyImage } from "./empty-image.ts";
import { changesPages } from "./revision.ts";

test.each([
  ["insert into votes values (1)", true],
  ['INSERT INTO "papers" ("slug") values ($1) on conflict ("slug") do update set "title" = $2', true],
  ["with new as (insert into papers values (1) returning id) select * from new", true],
  ['update only "public"."comments" set hidden_at = now()', true],
  ["delete from runs", true],
  ["create table t (id integer)", true],
  ["do $$ begin perform 1; end $$", true],
  ["begin; update papers set title = 'x'; commit", true],
  ["select 1", false],
  ["with one as (select 1) select * from one for update", false],
  ["select id from papers for no key update skip locked", false],
  ['update "sessions" set "seen_at" = now()', false],
  ['insert into "rate_limits" values ($1) on conflict ("key") do update set "tokens" = $2', false],
  ["update sessions set seen_at = now(); delete from votes", true],
  ["update pgboss.job set state = 'active'", false],
  ['insert into "pgboss"."job" select 1', false],
  ["vacuum (analyze)", false],
])("whether pages may change: %s", (text, changes) => {
  expect(changesPages(text)).toBe(changes);
});

let database: Database;
beforeAll(async () => {
  database = await openEmbedded(await emptyImage());
  await database.db.execute(sql`create table votes (id integer primary key)`);
});
afterAll(() => database.close());

test("what is stored is another revision, once it can be read; what only reads is none", async () => {
  const { db, revision } = database;
  const before = revision();
  await db.execute(sql`select * from votes`);
  expect(revision()).toBe(before);
  await db.execute(sql`insert into votes values (1)`);
  expect(revision()).toBe(before + 1);

  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into votes values (2)`);
    await tx.transaction((inner) => inner.execute(sql`insert into votes values (3)`));
    expect(revision()).toBe(before + 1);
  });
  expect(revision()).toBe(before + 2);
  await db.transaction((tx) => tx.execute(sql`select * from votes`));
  expect(revision()).toBe(before + 2);
});

test("statements that fail half way, and those of other callers of the database, count", async () => {
  const { connection, revision } = database;
  if (connection.kind !== "pglite") throw new Error("not embedded");
  const before = revision();
  await expect(connection.client.exec("insert into votes values (4); insert into votes values (4)")).rejects.toThrow();
  expect(revision()).toBeGreaterThan(before);
});
