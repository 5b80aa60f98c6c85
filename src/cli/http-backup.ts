/** The backup of a running server: it sends it, and this process writes it where the person said. */
import { saveStream } from "#library/backup/file";
import type { Manifest } from "#library/backup/format";
import { verifyBackup } from "#library/backup/read";
import { LibraryError } from "#library/errors";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { requesting, patience, Unreachable, type ServerAddress } from "./http-catalogue.ts";

export function httpBackup(server: ServerAddress) {
  const request = requesting(server);
  /** @throws LibraryError FOLDER_ACCESS, Unreachable; there is no file then. */
  return async (target: string, signal?: AbortSignal): Promise<Manifest> => {
    const { body } = await request("POST", "/api/cli/backup", { body: {}, timeout: patience.backup });
    await saveStream(target, Readable.fromWeb(body as ReadableStream), signal).catch((error: unknown) => {
      if (error instanceof LibraryError || signal?.aborted) throw error;
      throw new Unreachable(`the server at ${server.address} did not send all of it; try again`, { cause: error });
    });
    return verifyBackup(target);
  };
}
