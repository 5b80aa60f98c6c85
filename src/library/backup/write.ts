/** Writes everything that the library knows into one file, as it was at one moment. */
import { createHash } from "node:crypto";
import type { Db } from "../store/database.ts";
import { schemaOf } from "../store/migrate.ts";
import { writeCompressed, type Write } from "./file.ts";
import { format, type Header, type Manifest, type Part } from "./format.ts";
import { rowLines, writePlainly } from "./rows.ts";
import { storedTables } from "./tables.ts";

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
  await writePlainly(tx);
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
