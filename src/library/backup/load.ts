/** Fills a database without tables of ours from a backup, in a transaction: all of it is there then, or nothing. */
import { LibraryError } from "../errors.ts";
import { prepareVectors } from "../search/vectors/store.ts";
import type { Db } from "../store/database.ts";
import type { Extensions } from "../store/extensions.ts";
import { migrateWithin, newestSchema } from "../store/migrate.ts";
import { beginTable, endTable, insertRows, UnknownTable, type Target } from "./fill.ts";
import type { Manifest } from "./format.ts";
import { readBackup } from "./read.ts";

export interface Loaded {
  readonly manifest: Manifest;
  /** Tables of the backup that this database has no place for: vectors, without pgvector. */
  readonly skipped: readonly string[];
}

/** @throws LibraryError as `readBackup`. */
export async function loadBackup(tx: Db, path: string, { vector }: Extensions): Promise<Loaded> {
  const skipped: string[] = [];
  let into: Target | null = null;
  let schema = 0;
  for await (const piece of readBackup(path)) {
    if ("header" in piece) {
      schema = piece.header.schema;
      // As they were when the backup was written; later migrations then do to its rows what they did to everybody's.
      if (!(await migrateWithin(tx, { after: 0, upTo: schema }))) throw unknownSchema(path);
      if (vector) await prepareVectors(tx);
    } else if ("table" in piece) {
      if (into !== null) await endTable(tx, into);
      into = await beginTable(tx, piece.table).catch((error: unknown) => {
        throw error instanceof UnknownTable ? unknownSchema(path) : error;
      });
      if (into === null) skipped.push(piece.table.table);
    } else if ("rows" in piece) {
      if (into !== null) await insertRows(tx, into, piece.rows);
    } else {
      if (into !== null) await endTable(tx, into);
      await migrateWithin(tx, { after: schema, upTo: newestSchema() });
      return { manifest: piece.manifest, skipped };
    }
  }
  throw new Error("a backup without a manifest was read");
}

const unknownSchema = (path: string) =>
  new LibraryError(
    "SCHEMA_TOO_NEW",
    `${path} holds tables that this papertape does not know; nothing was touched. Restore it with the version that wrote it`,
  );
