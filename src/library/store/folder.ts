/**
 * The data folder: `papertape.json` says that it is ours, `pg/` is the embedded database, `lock/` its holder.
 * Whatever looks wrong is refused before anything is written.
 */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { LibraryError } from "../errors.ts";
import { diskFull, saysDiskFull } from "./full-disk.ts";

/** PGlite 0.5 is Postgres 18; a folder of another major version cannot be opened, and must not be tried. */
const postgresMajor = "18";
const layout = 1;

export const databaseFolder = (dataDir: string): string => join(dataDir, "pg");
const markerOf = (dataDir: string): string => join(dataDir, "papertape.json");

/**
 * Makes sure that a data folder is ours, creating and marking it where there is none yet.
 * @throws LibraryError FOREIGN_FOLDER, CORRUPT, SCHEMA_TOO_NEW or FOLDER_ACCESS; the folder is then as it was.
 */
export function prepareFolder(dataDir: string): void {
  try {
    if (existsSync(markerOf(dataDir))) return checkMarker(dataDir);
    if (existsSync(dataDir)) {
      if (!statSync(dataDir).isDirectory())
        throw new LibraryError("FOREIGN_FOLDER", `not a folder: ${dataDir}; choose another with PAPERTAPE_DATA`);
      const found = readdirSync(dataDir).filter((name) => !name.startsWith(draftPrefix));
      // Another process may have marked it between the two looks.
      if (found.length > 0 && !found.includes("papertape.json"))
        throw new LibraryError(
          "FOREIGN_FOLDER",
          `${dataDir} is not empty and not a papertape data folder (it holds ${some(found)}); nothing was touched. ` +
            "Choose an empty or new folder with PAPERTAPE_DATA",
        );
    }
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeMarker(dataDir);
  } catch (error) {
    throw asFolderError(error, dataDir);
  }
}

/**
 * Whether the embedded database exists yet.
 * @throws LibraryError CORRUPT when parts of it are missing, OTHER_POSTGRES when another version wrote it.
 */
export function databaseExists(dataDir: string): boolean {
  const pg = databaseFolder(dataDir);
  if (!existsSync(pg)) return false;
  const broken = (what: string) =>
    new LibraryError(
      "CORRUPT",
      `the database in ${pg} is damaged: ${what}; nothing was touched. ` +
        "Restore the folder from a backup, or move it away to start with an empty library",
    );
  try {
    const missing = ["PG_VERSION", "global/pg_control", "base", "pg_wal", "pg_xact"].filter(
      (name) => !existsSync(join(pg, name)),
    );
    if (missing.length > 0) throw broken(`missing ${missing.join(", ")}`);
    const version = readFileSync(join(pg, "PG_VERSION"), "utf8").trim();
    if (version !== postgresMajor)
      throw new LibraryError(
        "OTHER_POSTGRES",
        `the database in ${pg} was written by Postgres ${JSON.stringify(version.slice(0, 20))}, and this papertape reads ` +
          `${postgresMajor}; nothing was touched. Use the papertape that wrote it`,
      );
    const control = statSync(join(pg, "global/pg_control")).size;
    if (control !== 8192) throw broken(`global/pg_control has ${control} bytes, not 8192`);
    return true;
  } catch (error) {
    throw asFolderError(error, dataDir);
  }
}

/** A database that is being made, before it has its name. */
export const unfinishedFolder = (folder: string): string => `${folder}.unfinished`;

/** A database that a restore has made, complete, and that is not in its place yet. */
export const restoredFolder = (dataDir: string): string => `${databaseFolder(dataDir)}.restored`;

/** Where a restore builds a database. */
export const restoringFolder = (dataDir: string): string => `${databaseFolder(dataDir)}.restoring`;

/**
 * Ends what a killed restore left: one that had moved the old database away is finished, one that had not is forgotten, and so is
 * whatever was still being built. For whoever holds the lock.
 */
export function settleRestore(dataDir: string): void {
  for (const built of [restoringFolder(dataDir), databaseFolder(dataDir)])
    rmSync(unfinishedFolder(built), { recursive: true, force: true });
  rmSync(restoringFolder(dataDir), { recursive: true, force: true });
  const restored = restoredFolder(dataDir);
  if (!existsSync(restored)) return;
  if (existsSync(databaseFolder(dataDir))) rmSync(restored, { recursive: true, force: true });
  else renameSync(restored, databaseFolder(dataDir));
}

function checkMarker(dataDir: string): void {
  const path = markerOf(dataDir);
  let marker: { papertape?: unknown };
  const text = readFileSync(path, "utf8");
  // What a power cut has left of it. Its name is ours, and nothing else of the folder depends on what it said.
  if (/^[\s\0]*$/.test(text)) {
    rmSync(path);
    return writeMarker(dataDir);
  }
  try {
    marker = JSON.parse(text) as { papertape?: unknown };
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new LibraryError("CORRUPT", `unreadable: ${path}; it should say {"papertape":${layout}}`, { cause: error });
    throw error;
  }
  if (typeof marker?.papertape !== "number")
    throw new LibraryError("FOREIGN_FOLDER", `${path} is not papertape's: it should say {"papertape":${layout}}`);
  if (marker.papertape > layout)
    throw new LibraryError(
      "SCHEMA_TOO_NEW",
      `${dataDir} was written by a newer papertape (layout ${marker.papertape}, this one knows ${layout}); update papertape`,
    );
}

const draftPrefix = ".papertape-";

/** Appears complete or not at all, so that a second process never reads half of it. */
function writeMarker(dataDir: string): void {
  const draft = join(dataDir, `${draftPrefix}${randomUUID()}`);
  writeFileSync(draft, `${JSON.stringify({ papertape: layout, createdAt: new Date().toISOString() })}\n`, {
    flush: true,
  });
  try {
    linkSync(draft, markerOf(dataDir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What the file system refused, as an error that names the folder; other errors as they are. */
export function asFolderError(error: unknown, dataDir: string): unknown {
  if (error instanceof LibraryError || !(error instanceof Error) || !("code" in error)) return error;
  if (saysDiskFull(error)) return diskFull(dataDir, error);
  return new LibraryError("FOLDER_ACCESS", `cannot use the data folder ${dataDir}: ${error.message}`, { cause: error });
}

const some = (names: readonly string[]): string =>
  names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
