import { openServer, type Db } from "#library/store/database";
import { rowsOf } from "#library/store/rows";
import { startServer } from "#library/testing/server";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { refusalOf } from "./answers.ts";
import { isUnavailable } from "./unavailable.ts";

const failed = (code: string) =>
  new Error("Failed query: select 1", { cause: Object.assign(new Error("terminating"), { code }) });

async function sleeping(db: Db): Promise<number> {
  const [{ n }] = await rowsOf<{ n: number }>(
    db,
    sql`select count(*)::int as n from pg_stat_activity where query = 'select pg_sleep(60)'`,
  );
  return n;
}

test.each([
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08006",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "ECONNREFUSED",
  "ECONNRESET",
])("a query that fails with %s is to be tried again soon", (code) => {
  expect(refusalOf(failed(code))).toMatchObject({ status: 503, code: "NO_DATABASE", retryAfterSeconds: 5 });
  expect(refusalOf(new Error("around it", { cause: failed(code) }))).toMatchObject({ status: 503 });
});

test("whatever is asked of a server that goes away, and is away, is to be tried again soon", async () => {
  const server = await startServer();
  const { db, close } = await openServer(server.url);
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => "it went well",
      (error: unknown) => error,
    );
  const interrupted = server.concurrent ? [failure(db.execute(sql`select pg_sleep(60)`))] : [];
  if (server.concurrent) await expect.poll(() => sleeping(db)).toBe(1);
  await server.stop();
  const away = [failure(db.execute(sql`select 1`)), failure(db.transaction((tx) => tx.execute(sql`select 1`)))];
  for (const error of await Promise.all([...interrupted, ...away]))
    expect(refusalOf(error)).toMatchObject({ status: 503 });
  await close();
});

test("what Postgres refuses for good, and what fails elsewhere, is not", () => {
  expect(isUnavailable(failed("23505"))).toBe(false);
  expect(
    isUnavailable(
      Object.assign(new Error("fetch failed"), { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }),
    ),
  ).toBe(false);
  expect(refusalOf(new Error("an accident"))).toBeNull();
});

test("the answer does not show the query", () => {
  expect(JSON.stringify(refusalOf(failed("57P01")))).not.toContain("select");
});
