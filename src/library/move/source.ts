/** The library that is moved: nobody else works on it meanwhile, and it stays as it is. */
import { existsSync } from "node:fs";
import { refuseOthers } from "../backup/aside.ts";
import { writePlainly } from "../backup/rows.ts";
import { openSigner } from "../digest/links.ts";
import { LibraryError } from "../errors.ts";
import { openEmbedded, openServer, placeOf, type Database, type Db } from "../store/database.ts";
import { databaseExists, databaseFolder, prepareFolder, restoredFolder, settleRestore } from "../store/folder.ts";
import { acquireLock } from "../store/lock.ts";
import { knownSchemaOf } from "../store/migrate.ts";
import { databaseIdentity, libraryIn } from "./identity.ts";

export interface SourcePlace {
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** What others are told who find the folder in use. */
  readonly command: string;
}

export interface Source {
  /** One moment of it, read only. */
  readonly tx: Db;
  /** Where it is, for people. */
  readonly place: string;
  readonly schema: number;
  /** Known by it again, on whatever database it is. */
  readonly library: string;
  /** Of a server's database; null: embedded. */
  readonly identity: string | null;
}

/** @throws LibraryError NO_LIBRARY, LOCKED, SCHEMA_TOO_NEW, HALF_MOVED, and what opening a library throws. */
export async function withSource<T>(place: SourcePlace, work: (source: Source) => Promise<T>): Promise<T> {
  return place.databaseUrl === undefined ? fromFolder(place, work) : fromServer(place.databaseUrl, work);
}

/** Megabytes of pages in memory: every page is looked at once. */
const buffers = 8;

async function fromFolder<T>({ dataDir, command }: SourcePlace, work: (source: Source) => Promise<T>): Promise<T> {
  if (!existsSync(databaseFolder(dataDir)) && !existsSync(restoredFolder(dataDir))) throw noLibrary(dataDir);
  prepareFolder(dataDir);
  const lock = await acquireLock(dataDir, { command });
  let database: Database | undefined;
  try {
    settleRestore(dataDir);
    if (!databaseExists(dataDir)) throw noLibrary(dataDir);
    database = await openEmbedded(databaseFolder(dataDir), { buffers });
    return await atOneMoment(database.db, dataDir, null, work);
  } finally {
    await database?.close();
    lock.release();
  }
}

async function fromServer<T>(url: string, work: (source: Source) => Promise<T>): Promise<T> {
  const database = await openServer(url);
  try {
    return await database.exclusively(async (db) => {
      await refuseOthers(db, "move it then");
      return atOneMoment(db, placeOf(url)!, await databaseIdentity(db), work);
    });
  } finally {
    await database.close();
  }
}

async function atOneMoment<T>(
  db: Db,
  place: string,
  identity: string | null,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const schema = await knownSchemaOf(db);
  if (schema === 0) throw noLibrary(place);
  // A library that was never opened by this version may have no secret to be known by.
  await openSigner(db);
  const library = (await libraryIn(db))!;
  return db.transaction(
    async (tx) => {
      await writePlainly(tx);
      return work({ tx, place, schema, library, identity });
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

const noLibrary = (place: string) =>
  new LibraryError(
    "NO_LIBRARY",
    `there is no library in ${place}; nothing was touched. PAPERTAPE_DATA or DATABASE_URL say which one is to be moved`,
  );
