/** The worker behind a page's inputs: begun at the first change, asked for one thing at a time, always for the latest. */
import type { RawValues, Seen } from "#lab/kit/index";
import { isAnswer, type Ask } from "./protocol.ts";
import { spawnWorker } from "./spawn.ts";

export class Explorer {
  /** What was computed last; null: nothing yet. */
  seen = $state.raw<Seen | null>(null);
  /** Why the last values could not be computed. */
  error = $state<string | null>(null);
  /** Something is being computed. */
  busy = $state(false);

  readonly #slug: string;
  #worker: Worker | null = null;
  #next: RawValues | null = null;

  constructor(slug: string) {
    this.#slug = slug;
  }

  /** Computes these values next; what was asked for and not begun is forgotten. */
  ask(values: RawValues): void {
    this.#next = values;
    if (!this.busy) this.#send();
  }

  /** Ends the worker when the page goes away. */
  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#next = null;
    this.busy = false;
  }

  #send(): void {
    if (this.#next === null) return;
    const values = this.#next;
    this.#next = null;
    this.busy = true;
    this.#worker ??= this.#spawn();
    this.#worker.postMessage({ papertape: "explore", slug: this.#slug, values } satisfies Ask);
  }

  #spawn(): Worker {
    const worker = spawnWorker(`explore ${this.#slug}`);
    worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (worker !== this.#worker || !isAnswer(data)) return;
      if (data.papertape === "seen") [this.seen, this.error] = [data.seen, null];
      else this.error = data.reason;
      this.busy = false;
      this.#send();
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (worker !== this.#worker) return;
      this.dispose();
      this.error = event.message || "its program could not be loaded";
    });
    return worker;
  }
}
