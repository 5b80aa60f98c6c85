/** Makes a library out of a backup: a new one, or in place of one that is kept aside. Killed at any moment, it leaves the old one or the new one. */
import { existsSync, renameSync, rmSync } from "node:fs";
import { createEmbedded, openEmbedded, openServer, type Database } from "../store/database.ts";
import { prepareExtensions } from "../store/extensions.ts";
import { databaseFolder, prepareFolder, restoredFolder, restoringFolder, settleRestore } from "../store/folder.ts";
import { acquireLock } from "../store/lock.ts";
import { syncFolder } from "../store/sync.ts";
import { notEmpty, refuseOthers, setAside, stampOf } from "./aside.ts";
import { loadBackup, type Loaded } from "./load.ts";
import { verifyBackup } from "./read.ts";

export interface RestorePlace {
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** What others are told who find the folder in use. */
  readonly command: string;
}

export interface Restored extends Loaded {
  /** Where the library is that was there before: a folder, or a schema of the database. */
  readonly kept: string | null;
}

/**
 * @param options.replace a library that is there is kept aside; otherwise it is refused.
 * @throws LibraryError INVALID_BACKUP, SCHEMA_TOO_NEW, NOT_EMPTY, LOCKED beside a running process, FOLDER_ACCESS; everything is as it was then.
 */
export async function restoreBackup(
  place: RestorePlace,
  path: string,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<Restored> {
  // All of it is checked before anything is made.
  await verifyBackup(path);
  return place.databaseUrl === undefined
    ? intoFolder(place, path, replace)
    : intoServer(place.databaseUrl, path, replace);
}

async function intoFolder({ dataDir, command }: RestorePlace, path: string, replace: boolean): Promise<Restored> {
  prepareFolder(dataDir);
  const lock = await acquireLock(dataDir, { command });
  const folder = databaseFolder(dataDir);
  const unfinished = restoringFolder(dataDir);
  try {
    settleRestore(dataDir);
    if (existsSync(folder) && !replace) throw notEmpty(dataDir);
    await createEmbedded(unfinished);
    const loaded = await loadInto(await openEmbedded(unfinished), path);
    // Complete from here on: whoever opens the folder next finishes what a killed process did not.
    renameSync(unfinished, restoredFolder(dataDir));
    await syncFolder(dataDir);
    const kept = existsSync(folder) ? `${folder}.replaced-${stampOf()}` : null;
    if (kept !== null) renameSync(folder, kept);
    renameSync(restoredFolder(dataDir), folder);
    await syncFolder(dataDir);
    return { ...loaded, kept };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    lock.release();
  }
}

async function loadInto(database: Database, path: string): Promise<Loaded> {
  try {
    const extensions = await prepareExtensions(database.db);
    return await database.db.transaction((tx) => loadBackup(tx, path, extensions));
  } finally {
    await database.close();
  }
}

async function intoServer(url: string, path: string, replace: boolean): Promise<Restored> {
  const database = await openServer(url);
  try {
    return await database.exclusively(async (db) => {
      await refuseOthers(db, "restore then");
      const extensions = await prepareExtensions(db);
      return db.transaction(async (tx) => {
        const kept = await setAside(tx, replace);
        return { ...(await loadBackup(tx, path, extensions)), kept };
      });
    });
  } finally {
    await database.close();
  }
}
