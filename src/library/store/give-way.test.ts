import { setImmediate } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEmbedded, type Database, type Db } from "./database.ts";
import { emptyImage } from "./empty-image.ts";
import { giveWay } from "./give-way.ts";

let database: Database;
beforeAll(async () => {
  database = await openEmbedded(await emptyImage());
});
afterAll(() => database.close());

const hour = 3_600_000;

/** Somebody who asks one thing after another, as a page does that comes by a socket. */
async function visit(goesOn: (asked: number) => boolean): Promise<void> {
  for (let asked = 0; goesOn(asked); asked++) {
    await database.db.execute(sql`select count(*) from generate_series(1, 100000)`);
    await setImmediate();
  }
}

test("whoever asks gets the turn, as long as they ask", async () => {
  let done = 0;
  const visitor = visit((asked) => (done = asked) < 10);
  await giveWay(database.db, hour);
  expect(done).toBe(10);
  await visitor;
});

test("the work goes on, however much is asked", async () => {
  let stopped = false;
  const visitor = visit(() => !stopped);
  await giveWay(database.db, 1);
  stopped = true;
  await visitor;
});

test("nobody is waited for where nobody asks", async () => {
  await giveWay(database.db, hour);
});

test("a server's database answers many at once: nothing is asked of it", async () => {
  const server = { execute: () => expect.unreachable() } as unknown as Db;
  await giveWay(server, 1_000);
});
