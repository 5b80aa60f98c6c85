import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startEmbedded } from "./start-embedded.ts";

let client: PGlite;
beforeAll(async () => {
  client = await startEmbedded({});
});
afterAll(() => client.close());
beforeEach(() =>
  client.exec("deallocate all; drop table if exists t; create table t (id integer primary key, name text)"),
);

test("a statement that comes again is planned once, and answers as it does the first time", async () => {
  const ask = (id: number | null) => client.query("select id, name from t where id = $1", [id]);
  await client.query("insert into t values ($1, $2), ($3, $4)", [1, "one", 2, null]);
  const answers = [await ask(1), await ask(2), await ask(3), await ask(null)];
  expect(answers.map(({ rows }) => rows)).toEqual([[{ id: 1, name: "one" }], [{ id: 2, name: null }], [], []]);
  expect(answers.map(({ fields }) => fields.map(({ name }) => name))).toEqual(Array(4).fill(["id", "name"]));
  const plans = await client.query(
    "select generic_plans + custom_plans as used from pg_prepared_statements where statement like 'select id, name%'",
  );
  expect(plans.rows).toEqual([{ used: 4 }]);
});

test("parameters and columns of all types come through, and what a caller reads in his own way", async () => {
  const text =
    "select $1::boolean as yes, $2::int[] as numbers, $3::text[] as words, $4::jsonb as data, $5::timestamptz as at, $6::bigint as large, $7::bytea as bytes";
  const at = new Date("2024-02-29T12:30:00.250Z");
  const params = [true, [1, 2], ['a,"b"', null], { a: [1] }, at, 9007199254740993n, new Uint8Array([0, 255])];
  for (let time = 0; time < 2; time++)
    expect((await client.query(text, params)).rows).toEqual([
      {
        yes: true,
        numbers: [1, 2],
        words: ['a,"b"', null],
        data: { a: [1] },
        at,
        large: 9007199254740993n,
        bytes: new Uint8Array([0, 255]),
      },
    ]);
  const own = { rowMode: "array", parsers: { 1184: (value: string) => `at ${value.slice(0, 10)}` } } as const;
  expect((await client.query("select $1::timestamptz, 1", [at], own)).rows).toEqual([["at 2024-02-29", 1]]);
});

test("says how many rows a change has changed", async () => {
  const insert = () => client.query("insert into t select generate_series(1, 3), 'n' on conflict do nothing");
  expect(await insert()).toMatchObject({ affectedRows: 3, command: "INSERT" });
  expect(await insert()).toMatchObject({ affectedRows: 0 });
  expect((await client.query("delete from t where id > $1 returning id", [1])).rows).toEqual([{ id: 2 }, { id: 3 }]);
});

test("an error is that of Postgres, with the statement, and the next statement runs", async () => {
  const insert = (id: number) => client.query("insert into t values ($1, 'x')", [id]);
  await insert(1);
  await expect(insert(1)).rejects.toMatchObject({
    code: "23505",
    params: [1],
    query: "insert into t values ($1, 'x')",
  });
  await insert(2);
  await expect(client.query("select nothing from t")).rejects.toMatchObject({ code: "42703" });
  await expect(client.query("select id from t where id = $1", ["one"])).rejects.toMatchObject({ code: "22P02" });
  expect((await client.query("select id from t where id = $1", [2])).rows).toEqual([{ id: 2 }]);
});

test("a plan that a change of its table, or somebody, has made useless is made anew", async () => {
  const ask = async () => (await client.query("select * from t")).rows;
  await client.query("insert into t values (1, 'x')");
  expect(await ask()).toEqual([{ id: 1, name: "x" }]);
  await client.exec("alter table t add column more integer default 7");
  expect(await ask()).toEqual([{ id: 1, name: "x", more: 7 }]);
  await client.exec("discard all");
  expect(await ask()).toEqual([{ id: 1, name: "x", more: 7 }]);
});

test("only so many are kept, the latest used", async () => {
  await client.query("select 1 as first from t");
  for (let at = 0; at < 450; at++) {
    await client.query(`select ${at} as number from t`);
    if (at % 100 === 0) await client.query("select 1 as first from t");
  }
  const kept = await client.query<{ statement: string }>("select statement from pg_prepared_statements");
  expect(kept.rows.length).toBeLessThanOrEqual(200);
  expect(kept.rows.map(({ statement }) => statement)).toContain("select 1 as first from t");
});

test("waits for a transaction that others have begun, and sees what it has done", async () => {
  const count = () => client.query<{ n: number }>("select count(*)::integer as n from t");
  await count();
  let inside!: () => void;
  const entered = new Promise<void>((resolve) => (inside = resolve));
  let leave!: () => void;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const change = client.transaction(async (tx) => {
    await tx.query("insert into t values (1, 'x')");
    inside();
    await left;
    await tx.query("insert into t values (2, 'y')");
  });
  await entered;
  const seen = count();
  leave();
  await change;
  expect((await seen).rows).toEqual([{ n: 2 }]);
});
