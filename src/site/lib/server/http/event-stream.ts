/**
 * Server-sent events. The next one is made only when the one before has gone out, so that a client which never reads costs one event of
 * memory, and after a while its connection. A client that was cut off asks again with `Last-Event-ID`, and goes on from there.
 */
import { setTimeout as sleep } from "node:timers/promises";

export interface StreamEvent {
  /** What the client names when it comes back. Without line breaks. */
  readonly id: string;
  /** Plain JSON. */
  readonly data: unknown;
}

export type StreamEvents<Event extends StreamEvent = StreamEvent> = AsyncGenerator<Event, "complete" | "cut", void>;

export interface StreamOptions {
  /** Milliseconds without news after which the client, and every proxy between, hears that the connection is in use. */
  readonly alive?: number;
  /** Milliseconds that a client may take for one event. */
  readonly patience?: number;
  /** Once, however it ends: read to its end, left, or given up. */
  readonly onEnd: () => void;
  /** The client does not read: its connection holds what it was sent, and should be closed. */
  readonly onStall?: () => void;
}

/** Milliseconds after which a browser comes back that was cut off. */
const retry = 2_000;

/**
 * @param events ends by itself: "complete" where there is nothing more to tell, which the client is told, and does not come back; "cut"
 *   where somebody else has to go on, and it does.
 */
export function eventStream(
  events: StreamEvents,
  { alive = 15_000, patience = 60_000, onEnd, onStall = () => {} }: StreamOptions,
): Response {
  const encoder = new TextEncoder();
  let begun = false;
  let next: Promise<IteratorResult<StreamEvent, "complete" | "cut">> | undefined;
  let stalled: NodeJS.Timeout | undefined;
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    clearTimeout(stalled);
    onEnd();
    // It may be waiting for news: `onEnd` is what ends that, and nobody waits for it here.
    void events.return("cut").catch(() => {});
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stalled);
      const head = begun ? "" : `retry: ${retry}\n\n`;
      begun = true;
      try {
        next ??= events.next();
        const waited = new AbortController();
        const found = await Promise.race([next, sleep(alive, undefined, { signal: waited.signal }).catch(() => {})]);
        waited.abort();
        if (ended) return;
        if (found) next = undefined;
        controller.enqueue(encoder.encode(head + (found === undefined ? ": alive\n\n" : textOf(found))));
        if (found?.done) {
          end();
          controller.close();
          return;
        }
      } catch (error) {
        end();
        throw error;
      }
      stalled = setTimeout(() => {
        end();
        controller.error(new Error("the client does not read"));
        onStall();
      }, patience);
      stalled.unref();
    },
    cancel: end,
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };
  return new Response(body, { headers });
}

/** JSON has no line breaks of its own. */
function textOf({ done, value }: IteratorResult<StreamEvent, "complete" | "cut">): string {
  if (!done) return `id: ${value.id}\ndata: ${JSON.stringify(value.data)}\n\n`;
  return value === "complete" ? "event: end\ndata: {}\n\n" : ": comes back\n\n";
}

/** The same stream of other values; it ends as the first does. */
export async function* mapEvents<From, To, End>(
  events: AsyncGenerator<From, End | "cut", void>,
  by: (event: From) => To,
): AsyncGenerator<To, End | "cut", void> {
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done) return value;
      yield by(value);
    }
  } finally {
    await events.return("cut");
  }
}
