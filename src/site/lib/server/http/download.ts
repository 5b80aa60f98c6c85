/** A backup on its way to whoever asked for it. */
import type { SentBackup } from "#library/backup/backups";
import { Readable } from "node:stream";

/** Names of backups are digits and dashes, so they need no quoting. */
export const backupAnswer = ({ name, bytes, stream }: SentBackup): Response =>
  new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "content-type": "application/gzip",
      "content-length": String(bytes),
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
