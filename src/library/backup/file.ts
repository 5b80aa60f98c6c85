/** Files that appear complete and on disk, or not at all. */
import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { LibraryError } from "../errors.ts";
import { syncFolder } from "../store/sync.ts";
import { isBackupName } from "./format.ts";

export type Write = (text: string) => Promise<void>;

/** Three times as fast as the usual level, and a tenth larger. */
const level = 3;

/**
 * Compresses what `fill` writes into a file.
 * @throws LibraryError FOLDER_ACCESS where the disk is full or refuses; there is no file then, and one that was there is as it was.
 */
export async function writeCompressed<T>(target: string, fill: (write: Write) => Promise<T>): Promise<T> {
  return writeWhole(target, async (file) => {
    const gzip = createGzip({ level });
    const written = pipeline(gzip, file);
    // Whoever fills hears of a full disk with the next text; the reason is thrown here.
    written.catch(() => {});
    const write = (text: string) =>
      new Promise<void>((resolve, reject) => gzip.write(text, (error) => (error ? reject(error) : resolve())));
    try {
      const value = await fill(write);
      gzip.end();
      await written;
      return value;
    } catch (error) {
      gzip.destroy();
      throw file.errored ?? error;
    }
  });
}

/** A stream into a file. @param mode who may read it; by default its owner. @throws as above. */
export const saveStream = (target: string, source: Readable, signal?: AbortSignal, mode = 0o600): Promise<void> =>
  writeWhole(target, (file) => pipeline(source, file, { signal }), mode);

/** Milliseconds after which a draft is that of a process that was killed: nobody writes that slowly. */
const abandonedAfter = 3_600_000;

/** Of this file, and of backups whose names say another time: what killed processes left beside it. */
async function sweepDrafts(target: string): Promise<void> {
  const folder = dirname(target);
  const draft = /^\.(.+)\.[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
  for (const name of await readdir(folder).catch(() => [])) {
    const of = draft.exec(name)?.[1];
    if (of === undefined || (of !== basename(target) && !isBackupName(of))) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - abandonedAfter) await rm(path, { force: true });
  }
}

/** A backup is readable by its owner only: addresses of people are in it, and hashes of secrets. */
async function writeWhole<T>(target: string, fill: (file: Writable) => Promise<T>, mode = 0o600): Promise<T> {
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    await sweepDrafts(target);
    const handle = await open(draft, "wx", mode);
    const file = handle.createWriteStream({ flush: true });
    const closed = finished(file).catch(() => {});
    try {
      const value = await fill(file);
      await closed;
      await rename(draft, target);
      await syncFolder(dirname(target));
      return value;
    } finally {
      file.destroy();
      await closed;
    }
  } catch (error) {
    await rm(draft, { force: true });
    throw asDiskError(error, target);
  }
}

function asDiskError(error: unknown, target: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return error;
  const full = error.code === "ENOSPC" ? "; make room, or choose another place" : "";
  return new LibraryError("FOLDER_ACCESS", `cannot write ${target}: ${error.message}${full}. Nothing was left there`, {
    cause: error,
  });
}
