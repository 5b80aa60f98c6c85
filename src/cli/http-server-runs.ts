/** Runs that a running server computes: asked for over its API, followed by its server-sent events, which go on after a cut. */
import { EventSourceParserStream } from "eventsource-parser/stream";
import { setTimeout as sleep } from "node:timers/promises";
import { LibraryError } from "#library/errors";
import type { RunNews } from "#library/server-runs/server-runs";
import { asking, requesting, Unreachable, type ServerAddress } from "./http-catalogue.ts";
import type { RunsOnServer } from "./server-runs.ts";

export interface Waiting {
  /** Milliseconds between two tries to reach a server that has gone. */
  readonly between: number;
  /** Milliseconds after which it is not waited for any more: it may be somewhere else when it comes back. */
  readonly atMost: number;
}

const usual: Waiting = { between: 1_000, atMost: 60_000 };

export function httpServerRuns(server: ServerAddress, waiting: Waiting = usual): RunsOnServer {
  const ask = asking(server);
  const request = requesting(server);
  const eventsAfter = (id: string, lastId: string | undefined, signal: AbortSignal) =>
    request("GET", `/api/runs/${encodeURIComponent(id)}/events`, {
      headers: { accept: "text/event-stream", ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
      signal,
    });
  return {
    request: (asked) => ask("POST", "/api/cli/server-runs", { body: { deed: "request", ...asked } }),
    cancel: (id) => ask("POST", "/api/cli/server-runs", { body: { deed: "cancel", id } }),
    status: (id) => ask("GET", `/api/runs/${encodeURIComponent(id)}/status`, { absent: "NO_SUCH_RUN" }),
    async *follow(id, signal) {
      let lastId: string | undefined;
      let heardAt = performance.now();
      for (;;) {
        try {
          const { body } = await eventsAfter(id, lastId, signal);
          const events = body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
          for await (const { id: cursor, event, data } of events) {
            if (event === "end") return "complete";
            heardAt = performance.now();
            lastId = cursor;
            yield { ...(JSON.parse(data) as Omit<RunNews, "cursor" | "more">), cursor: cursor!, more: false };
          }
        } catch (error) {
          if (signal.aborted) return "cut";
          if (!isCut(error)) throw error;
        }
        if (signal.aborted) return "cut";
        if (performance.now() - heardAt > waiting.atMost)
          throw new Unreachable(
            `the server at ${server.address} has gone; the run stays in its library, and goes on when the server does`,
          );
        await sleep(waiting.between);
      }
    },
  };
}

/** The connection broke or never was, or the server says that it can answer again soon. */
const isCut = (error: unknown): boolean =>
  error instanceof Unreachable ||
  error instanceof TypeError ||
  (error instanceof LibraryError && ["NO_DATABASE", "TOO_MANY"].includes(error.code));
