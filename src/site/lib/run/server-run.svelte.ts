/**
 * One run on the server, as its page follows it. The run goes on without the page, which finds it again: by what the server says of a
 * reader's runs, or by what this tab remembers.
 */
import type { Measurement, Point, PresetName } from "#lab/kit/index";
import type { RunNews, RunStatus } from "#library/server-runs/server-runs";
import type { LiveRun, Stage } from "./live.ts";

/** Milliseconds after which a stream is opened again that the server has refused. */
const pause = 5_000;
/** Of the whole, that has to be seen before its pace is known. */
const enough = 0.02;

type News = Omit<RunNews, "cursor" | "more">;

export class ServerRun implements LiveRun {
  status = $state.raw<RunStatus | null>(null);
  points = $state.raw<readonly Point[]>([]);
  measurements = $state.raw<readonly Measurement[]>([]);
  notes = $state.raw<readonly string[]>([]);
  /** Why the server did not take it, or did not end it. */
  refusal = $state<string | null>(null);
  /** The stream was cut, and is being opened again. */
  cut = $state(false);
  asking = $state(false);
  /** The first that was seen of it while it was computed, and now. */
  #first = $state.raw<{ readonly at: number; readonly fraction: number } | null>(null);
  #now = $state(0);

  readonly stage = $derived.by((): Stage => {
    if (this.status === null) return this.asking ? "loading" : "idle";
    return this.status.state === "interrupted" ? "failed" : this.status.state;
  });
  readonly active = $derived(this.stage === "loading" || this.stage === "waiting" || this.stage === "running");
  readonly fraction = $derived(this.status?.fraction ?? 0);
  readonly doing = $derived(this.status?.doing ?? "");
  readonly error = $derived(this.status?.error ?? null);
  readonly elapsed = $derived(
    this.status?.startedAt && this.status.finishedAt
      ? Date.parse(this.status.finishedAt) - Date.parse(this.status.startedAt)
      : 0,
  );
  readonly secondsLeft = $derived.by(() => {
    if (this.#first === null || this.stage !== "running") return null;
    const done = this.fraction - this.#first.fraction;
    return done < enough ? null : ((this.#now - this.#first.at) / 1000 / done) * (1 - this.fraction);
  });

  readonly #slug: string;
  #source: EventSource | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(slug: string) {
    this.#slug = slug;
  }

  /** Has the server compute it, and follows it. */
  async start(preset: PresetName): Promise<void> {
    this.dispose();
    [this.status, this.refusal, this.asking] = [null, null, true];
    this.#empty();
    const status = await this.#ask(`/api/papers/${this.#slug}/runs`, { preset });
    this.asking = false;
    if (status === null) return;
    this.status = status;
    this.follow(status.id);
  }

  /** Shows a run from its beginning on, and what comes. */
  follow(id: string): void {
    this.dispose();
    remember(this.#slug, id);
    const source = new EventSource(`/api/runs/${id}/events`);
    this.#source = source;
    let begun = false;
    source.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const news = JSON.parse(data) as News;
      this.#hear(begun ? news : { ...news, restarted: true });
      begun = true;
      this.cut = false;
    });
    source.addEventListener("end", () => source.close());
    source.addEventListener("error", () => {
      this.cut = true;
      if (source.readyState === EventSource.CLOSED) void this.#refused(id);
    });
  }

  /** Follows a run of before: the one that the server knows of, or that this tab has followed. Returns whether there is one. */
  resume(id: string | null): boolean {
    const known = id ?? remembered(this.#slug);
    if (known !== null) this.follow(known);
    return known !== null;
  }

  cancel(): void {
    const id = this.status?.id;
    if (id === undefined) return;
    this.refusal = null;
    void this.#ask(`/api/runs/${id}/cancel`, {}).then((status) => {
      if (status !== null && this.status?.id === id) this.status = status;
    });
  }

  dispose(): void {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#again);
    this.cut = false;
  }

  /** A browser opens a stream again that was cut, and not one that was refused: too many are open, or the run is gone. */
  async #refused(id: string): Promise<void> {
    const response = await fetch(`/api/runs/${id}/status`).catch(() => null);
    if (response?.status === 404) {
      remember(this.#slug, null);
      this.dispose();
      if (this.status?.id === id) this.status = null;
      return;
    }
    if (this.#source === null) return;
    this.#again = setTimeout(() => this.follow(id), pause);
  }

  #hear({ restarted, status, points, measurements, notes }: News): void {
    if (restarted) this.#empty();
    this.status = status;
    this.#now = performance.now();
    if (status.state !== "running") this.#first = null;
    else this.#first ??= { at: this.#now, fraction: status.fraction };
    if (points.length > 0) this.points = [...this.points, ...points];
    if (measurements.length > 0) this.measurements = [...this.measurements, ...measurements];
    if (notes.length > 0) this.notes = [...this.notes, ...notes];
  }

  #empty(): void {
    [this.points, this.measurements, this.notes] = [[], [], []];
    this.#first = null;
  }

  /** null where it was refused, and `refusal` says why. */
  async #ask(path: string, body: object): Promise<RunStatus | null> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
    if (response === null) this.refusal = "the server could not be reached";
    const answer = (await response?.json().catch(() => ({}))) as (RunStatus & { detail?: string }) | undefined;
    if (response?.ok) return answer!;
    if (response !== null) this.refusal = answer?.detail ?? `the server answered ${response.status}`;
    return null;
  }
}

const keyOf = (slug: string) => `papertape server run ${slug}`;

/** A browser may refuse to remember anything. */
function remember(slug: string, id: string | null): void {
  try {
    if (id === null) sessionStorage.removeItem(keyOf(slug));
    else sessionStorage.setItem(keyOf(slug), id);
  } catch {
    // Then a reload does not find it; its own page does.
  }
}

function remembered(slug: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(slug));
  } catch {
    return null;
  }
}
