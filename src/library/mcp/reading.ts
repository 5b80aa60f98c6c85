/** What the tools ask of a library, in the process that holds it or over HTTP beside one. */
import type { Catalogue } from "../catalogue.ts";
import type { Lists } from "../lists/lists.ts";
import type { Search } from "../search/search.ts";
import type { RunRequest, RunStatus } from "../server-runs/server-runs.ts";

export interface Reading {
  readonly catalogue: Pick<Catalogue, "paper" | "run">;
  readonly search: Pick<Search, "find">;
  /** Runs on the server, of whoever asks. */
  readonly runs: {
    /** @throws LibraryError where they may not, or it cannot be. */
    request(request: RunRequest): Promise<RunStatus>;
    status(id: string): Promise<RunStatus | null>;
  };
  readonly lists: Pick<Lists, "page" | "latestDay" | "slugOf">;
}

/** Opens it for one question. */
export type WithReading = <T>(work: (reading: Reading) => Promise<T>) => Promise<T>;
