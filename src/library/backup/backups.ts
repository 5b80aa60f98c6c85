/** Backups of the library that is open. Restoring one is restore.ts, because no library may be open then. */
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { recordAudit } from "../audit/audit.ts";
import type { Db } from "../store/database.ts";
import { backupName, rowsIn, type Manifest } from "./format.ts";
import { writeBackup } from "./write.ts";

export interface Backups {
  /**
   * Writes everything into a file, as it is at one moment. Meanwhile an embedded database answers nobody else.
   * @param by null: the command line. @throws LibraryError FOLDER_ACCESS; then there is no file.
   */
  write(target: string, by: number | null, signal?: AbortSignal): Promise<Manifest>;
  /** The same, to be sent: complete and on disk before the first byte leaves, so that nobody waits for a slow line. */
  send(by: number | null): Promise<SentBackup>;
}

export interface SentBackup {
  /** "papertape-2026-11-25-0912.jsonl.gz" */
  readonly name: string;
  readonly bytes: number;
  /** To be read or destroyed: its file has no name any more, and is gone with it. */
  readonly stream: Readable;
}

export interface BackupOptions {
  /** For what is on its way. */
  readonly folder: string;
  /** Of papertape. */
  readonly version: string;
}

export function createBackups(db: Db, { folder, version }: BackupOptions): Backups {
  async function write(target: string, by: number | null, signal?: AbortSignal): Promise<Manifest> {
    const manifest = await writeBackup(db, target, version, signal);
    const details = { rows: rowsIn(manifest) };
    await recordAudit(db, { userId: by, action: "backup made", subject: "library", details });
    return manifest;
  }
  return {
    write,
    async send(by) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await removeOld(folder);
      const path = join(folder, `${randomUUID()}.gz`);
      await write(path, by);
      const file = await open(path);
      const { size } = await file.stat();
      await rm(path);
      return { name: backupName(), bytes: size, stream: file.createReadStream() };
    },
  };
}

/** A backup on its way, or a draft of one. */
const passing = /^\.?[\da-f-]{36}\.gz(?:\.[\da-f-]{36})?$/;

/** What killed processes left. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!passing.test(name)) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - 86_400_000) await rm(path, { force: true });
  }
}
