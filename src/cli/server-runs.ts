/** Runs on the server, as commands ask for them: of the database that they open, or (`http-server-runs.ts`) of the server that holds it. */
import { LibraryError } from "#library/errors";
import type { Library } from "#library/index";
import type { Followed, RunNews, RunRequest, RunStatus } from "#library/server-runs/server-runs";

export interface RunsOnServer {
  /** @throws LibraryError, see `ServerRuns.request`; JOBS_STOPPED where nothing would compute it. */
  request(request: RunRequest): Promise<RunStatus>;
  /** Ends a run; twice is harmless. @throws LibraryError, see `ServerRuns.cancel`. */
  cancel(id: string): Promise<RunStatus>;
  /** null: there is no such run. */
  status(id: string): Promise<RunStatus | null>;
  /** News of a run until its end; "cut" where the signal was aborted before. @throws Failure where they have stopped coming. */
  follow(id: string, signal: AbortSignal): AsyncGenerator<RunNews, Followed, void>;
}

/** Workers anywhere take what is asked of a server's Postgres; an embedded database that this command holds has nobody to compute. */
export function runsOfLibrary({ kind, jobs, serverRuns }: Library): RunsOnServer {
  const asker = { kind: "command" } as const;
  return {
    async request(request) {
      if (kind === "pglite")
        throw new LibraryError(
          "JOBS_STOPPED",
          "no server is running that could compute it: start one with `papertape serve`, or run it here without --on server",
        );
      await jobs.connect();
      return serverRuns.request(asker, request);
    },
    cancel: (id) => serverRuns.cancel(asker, id),
    status: (id) => serverRuns.status(id),
    follow: (id, signal) => serverRuns.follow(id, null, signal),
  };
}
