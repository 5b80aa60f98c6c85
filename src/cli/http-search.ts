/** Search in a running server: what a command uses while the server owns the embedded database. */
import { LibraryError } from "#library/errors";
import type { TrainingLine } from "#library/search/meaning/learner";
import type { Search } from "#library/search/search";
import { createInterface } from "node:readline/promises";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { Failure } from "./failure.ts";
import { asking, requesting, Unreachable, type ServerAddress } from "./http-catalogue.ts";

export function httpSearch(server: ServerAddress): Pick<Search, "find" | "learn"> {
  const ask = asking(server);
  const request = requesting(server);
  return {
    find: (request) => ask("POST", "/api/cli/search", { body: request }),
    // The server ends it when nobody listens any more.
    async learn({ anew = false, signal, onProgress = () => {} } = {}) {
      const stopped = `the server at ${server.address} stopped in the middle of training; what is done is kept`;
      // As long as it takes, without a signal too.
      const how = { body: { anew }, signal: signal ?? new AbortController().signal };
      try {
        const { body } = await request("POST", "/api/cli/train", how);
        const lines = createInterface({ input: Readable.fromWeb(body as ReadableStream) });
        for await (const line of lines) {
          const told = JSON.parse(line) as TrainingLine;
          if (told.type === "learning") return told.learning;
          if (told.type === "progress") onProgress(told.share, told.doing);
          else if (told.code !== null) throw new LibraryError(told.code, told.message);
          else throw new Failure(`the server at ${server.address} could not train: ${told.message}`);
        }
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof LibraryError || error instanceof Failure) throw error;
        throw new Unreachable(stopped, { cause: error });
      }
      throw new Unreachable(stopped);
    },
  };
}
