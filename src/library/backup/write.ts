/** Writes everything that the library knows into one file, as it was at one moment. */
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Db } from "../store/database.ts";
import { schemaOf } from "../store/migrate.ts";
import { rowsOf } from "../store/rows.ts";
import { writeCompressed, type Write } from "./file.ts";
import { format, type Header, type Manifest, type Part } from "./format.ts";
import { storedTables, type StoredTable } from "./tables.ts";

/** Rows are fetched in portions of about so many characters: enough to be fast, little to hold. */
const portion = 1_000_000;

/** @throws LibraryError FOLDER_ACCESS; see file.ts. */
export async function writeBackup(db: Db, target: string, version: string, signal?: AbortSignal): Promise<Manifest> {
  return writeCompressed(target, (write) =>
    // One snapshot: whatever is written meanwhile is in all of the tables, or in none.
    db.transaction((tx) => writeTables(tx, write, { version, signal }), {
      isolationLevel: "repeatable read",
      accessMode: "read only",
    }),
  );
}

async function writeTables(
  tx: Db,
  write: Write,
  { version, signal }: { readonly version: string; readonly signal?: AbortSignal },
): Promise<Manifest> {
  const all = createHash("sha256");
  const line = async (value: object) => {
    const text = `${JSON.stringify(value)}\n`;
    all.update(text);
    await write(text);
  };
  const header: Header = {
    papertape: "backup",
    format,
    version,
    schema: await schemaOf(tx),
    createdAt: new Date().toISOString(),
  };
  await line(header);
  const parts: Part[] = [];
  for (const stored of await storedTables(tx)) {
    const { table, columns, counters } = stored;
    await line({ table, columns, counters });
    const own = createHash("sha256");
    let rows = 0;
    for await (const lines of rowLines(tx, stored)) {
      signal?.throwIfAborted();
      const text = `${lines.join("\n")}\n`;
      rows += lines.length;
      own.update(text);
      all.update(text);
      await write(text);
    }
    const sha256 = own.digest("hex");
    await line({ end: table, rows, sha256 });
    parts.push({ table, rows, sha256 });
  }
  const manifest: Manifest = { format, version, schema: header.schema, createdAt: header.createdAt, parts };
  await write(`${JSON.stringify({ manifest, sha256: all.digest("hex") })}\n`);
  return manifest;
}

/** Rows as lines of JSON, which Postgres writes: nothing is read into values and written again. */
async function* rowLines(tx: Db, { table, columns, key }: StoredTable): AsyncGenerator<string[]> {
  const values = columns.map((column) => sql`cast(${sql.identifier(column)} as text)`);
  const order = key.map((column) => sql.identifier(column));
  await tx.execute(sql`
    declare backup no scroll cursor for
    select cast(json_build_array(${sql.join(values, sql`, `)}) as text) as line
    from ${sql.identifier(table)} order by ${sql.join(order, sql`, `)}`);
  // Postings of search are megabytes a row, votes a few bytes: the first row says how many fit.
  for (let limit = 1; ;) {
    const lines = await rowsOf<{ line: string }>(tx, sql.raw(`fetch ${limit} from backup`));
    if (lines.length === 0) break;
    yield lines.map(({ line }) => line);
    const longest = Math.max(...lines.map(({ line }) => line.length));
    limit = Math.max(1, Math.min(limit * 4, Math.floor(portion / longest), 5_000));
  }
  await tx.execute(sql`close backup`);
}
