/** What is in a server's database already: whoever works on it, and a library that another one takes the place of. */
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { LibraryError } from "../errors.ts";
import type { Db } from "../store/database.ts";
import { moveSchema } from "../store/migrate.ts";
import { rowsOf } from "../store/rows.ts";
import { ours } from "./tables.ts";

/** Of now, for names: "20261125_091200". */
export const stampOf = (now = new Date()): string =>
  now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_");

export const notEmpty = (where: string): LibraryError =>
  new LibraryError(
    "NOT_EMPTY",
    `there is a library in ${where} already; nothing was touched. With --replace it is kept aside and the backup takes its place`,
  );

/** Milliseconds until a connection of a process that was killed is gone too. */
const lingering = 5_000;

/**
 * @param then what to do once they are stopped: "restore then".
 * @throws LibraryError LOCKED while a server, a worker or another command is connected.
 */
export async function refuseOthers(db: Db, then: string): Promise<void> {
  const until = Date.now() + lingering;
  let names = await othersOn(db);
  while (names.length > 0 && Date.now() < until) {
    await sleep(200);
    names = await othersOn(db);
  }
  if (names.length === 0) return;
  throw new LibraryError(
    "LOCKED",
    `the database is in use (${names.join(", ")}); nothing was touched. Stop every papertape on it, and ${then}`,
  );
}

async function othersOn(db: Db): Promise<string[]> {
  const others = await rowsOf<{ name: string }>(
    db,
    sql`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database() and (application_name like 'papertape %' or application_name = 'pgboss')
      and application_name <> current_setting('application_name')`,
  );
  return others.map(({ name }) => name);
}

/**
 * Moves a library that is there into a schema of its own, as it is.
 * @returns the schema's name; null where there is none. @throws LibraryError NOT_EMPTY unless `replace`.
 */
export async function setAside(tx: Db, replace: boolean): Promise<string | null> {
  const tables = await rowsOf<{ name: string }>(
    tx,
    sql`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      and relname in (${sql.join(
        [...ours, "papertape_migrations"].map((name) => sql`${name}`),
        sql`, `,
      )})`,
  );
  if (tables.length === 0) return null;
  if (!replace) throw notEmpty("this database");
  const schema = `papertape_replaced_${stampOf()}`;
  await tx.execute(sql.raw(`create schema ${schema}`));
  for (const signature of await functionsOf(tx))
    await tx.execute(sql.raw(`alter function ${signature} set schema ${schema}`));
  for (const { name } of tables) await tx.execute(sql.raw(`alter table public.${name} set schema ${schema}`));
  const [{ jobs }] = await rowsOf<{ jobs: boolean }>(tx, sql`select to_regnamespace('pgboss') is not null as jobs`);
  if (jobs) await tx.execute(sql.raw(`alter schema pgboss rename to ${schema}_jobs`));
  // Of a move that was not done, which has nothing to go on with.
  await tx.execute(sql.raw(`drop schema if exists ${moveSchema} cascade`));
  return schema;
}

/** The functions that triggers of our tables call, and those that these call in turn. */
async function functionsOf(tx: Db): Promise<string[]> {
  const found = await rowsOf<{ signature: string }>(
    tx,
    sql`
    with called as (
      select distinct p.oid, p.prosrc from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and c.relnamespace = 'public'::regnamespace
        and c.relname in (${sql.join(
          ours.map((name) => sql`${name}`),
          sql`, `,
        )})
    )
    select cast(cast(p.oid as regprocedure) as text) as signature from pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      and (p.oid in (select oid from called) or exists (select 1 from called where called.prosrc ~ ('\\m' || p.proname || '\\M')))`,
  );
  return found.map(({ signature }) => signature);
}
