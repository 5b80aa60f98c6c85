/** One run in the visitor's browser: owns the worker, collects what it reports, and ends with the page. */
import type { BakeoffEvent } from "#bakeoffs/bakeoff";
import type { Report } from "#bakeoffs/report";
import type { Measurement, Point, PresetName, RunRecord } from "#lab/kit/index";
import { isoTime, machineHere, newId, threadsHere } from "./browser.ts";
import type { LiveRun, Stage } from "./live.ts";
import { isFromWorker, type StartMessage } from "./protocol.ts";
import { spawnWorker } from "./spawn.ts";

export type Sharing =
  | { readonly state: "not yet" | "sending" }
  | { readonly state: "stored"; readonly id: string }
  | { readonly state: "refused"; readonly reason: string };

/** Milliseconds between two redraws of the curves; more would only heat the room. */
const redraw = 100;

export class Run implements LiveRun {
  stage = $state<Stage>("idle");
  /** 0..1 of the whole run. */
  fraction = $state(0);
  /** What it is doing, in the experiment's words. */
  doing = $state("");
  points = $state.raw<readonly Point[]>([]);
  measurements = $state.raw<readonly Measurement[]>([]);
  notes = $state.raw<readonly string[]>([]);
  /** What a bake-off says so far. */
  report = $state.raw<Report | null>(null);
  /** Why it failed. */
  error = $state<string | null>(null);
  preset = $state<PresetName>("quick");
  threads = $state(1);
  sharing = $state.raw<Sharing>({ state: "not yet" });
  /** Milliseconds since the start, and since the worker last said something; they move while it runs. */
  elapsed = $state(0);
  silence = $state(0);

  readonly active = $derived(this.stage === "loading" || this.stage === "running");
  /** Seconds still to go, by the progress so far; null while there is too little of it to tell. */
  readonly secondsLeft = $derived(
    this.stage !== "running" || this.fraction < 0.02 ? null : (this.elapsed / 1000) * (1 / this.fraction - 1),
  );

  readonly #slug: string;
  readonly #what: StartMessage["what"];
  readonly #versions: Readonly<Record<string, string>>;
  #id = "";
  #worker: Worker | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;
  #pending: BakeoffEvent[] = [];
  #scheduled = false;
  #seeds: number[] = [];
  #registration: string | null = null;
  #startedAt = 0;
  #finishedAt = 0;
  #heardAt = 0;

  constructor(slug: string, versions: Readonly<Record<string, string>>, what: StartMessage["what"] = "paper") {
    this.#slug = slug;
    this.#what = what;
    this.#versions = versions;
  }

  /** Starts over with a preset; a run that is under way is ended first. */
  start(preset: PresetName): void {
    this.dispose();
    this.#id = newId();
    this.preset = preset;
    this.threads = threadsHere();
    [this.stage, this.fraction, this.doing, this.error] = ["loading", 0, "loading the experiment", null];
    [this.points, this.measurements, this.notes, this.report] = [[], [], [], null];
    this.sharing = { state: "not yet" };
    this.#pending = [];
    this.#seeds = [];
    this.#registration = null;
    this.#startedAt = this.#heardAt = Date.now();
    [this.elapsed, this.silence] = [0, 0];

    const worker = spawnWorker(`run ${this.#slug}`);
    worker.addEventListener("message", (event: MessageEvent<unknown>) => {
      // A message that was on its way when the run was ended belongs to nobody.
      if (worker === this.#worker) this.#hear(event.data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#fail(event.message || "its program could not be loaded");
    });
    worker.addEventListener("messageerror", () => {
      if (worker === this.#worker) this.#fail("a message from it could not be read");
    });
    this.#worker = worker;
    this.#clock = setInterval(() => {
      this.elapsed = Date.now() - this.#startedAt;
      this.silence = Date.now() - this.#heardAt;
    }, 500);
    const [slug, what] = [this.#slug, this.#what];
    worker.postMessage({ papertape: "start", slug, what, preset, threads: this.threads } satisfies StartMessage);
  }

  /** Ends the run at once, in the middle of whatever it computes; what was measured stays. */
  cancel(): void {
    if (!this.active) return;
    this.#end("cancelled");
  }

  /** Ends the worker when the page goes away. */
  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    clearInterval(this.#clock);
  }

  /** The run as it would be stored. */
  record(): RunRecord {
    return {
      id: this.#id,
      paper: this.#slug,
      preset: this.preset,
      ...(this.#registration === null ? {} : { registration: this.#registration }),
      seeds: this.#seeds.toSorted((a, b) => a - b),
      device: "wasm",
      threads: this.threads,
      versions: this.#versions,
      machine: machineHere(),
      origin: "browser",
      state: this.stage === "finished" ? "finished" : this.stage === "failed" ? "failed" : "cancelled",
      startedAt: isoTime(this.#startedAt),
      finishedAt: isoTime(this.#finishedAt),
      error: this.error,
      points: this.points,
      measurements: this.measurements,
      notes: this.notes,
    };
  }

  /** Sends the finished run to the ledger; only ever called by the visitor's own click. */
  async share(): Promise<void> {
    this.sharing = { state: "sending" };
    try {
      const response = await fetch("/api/runs", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(this.record()),
      });
      const answer = (await response.json().catch(() => ({}))) as { id?: string; detail?: string };
      if (response.ok && answer.id) this.sharing = { state: "stored", id: answer.id };
      else this.sharing = { state: "refused", reason: answer.detail ?? `the server answered ${response.status}` };
    } catch {
      this.sharing = { state: "refused", reason: "the server could not be reached" };
    }
  }

  #hear(data: unknown): void {
    if (!isFromWorker(data)) return;
    this.#heardAt = Date.now();
    if (data.papertape === "loaded") {
      this.stage = "running";
      this.#registration = data.registration;
      this.#startedAt = Date.now();
    } else if (data.papertape === "events") {
      this.#pending.push(...data.events);
      this.#schedule();
    } else if (data.papertape === "report") {
      this.report = data.report;
    } else if (data.papertape === "finished") {
      this.#end("finished");
    } else {
      this.#fail(data.reason);
    }
  }

  #fail(reason: string): void {
    this.error = reason;
    this.#end("failed");
  }

  #end(stage: "cancelled" | "failed" | "finished"): void {
    this.dispose();
    this.#publish();
    this.#finishedAt = Date.now();
    this.elapsed = this.#finishedAt - this.#startedAt;
    this.silence = 0;
    if (stage === "finished") this.fraction = 1;
    this.stage = stage;
  }

  /** One redraw at a time, on a frame of its own; a hidden page has no frames but still counts along. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => {
      const draw = () => {
        this.#scheduled = false;
        this.#publish();
      };
      if (document.hidden) draw();
      else requestAnimationFrame(draw);
    }, redraw);
  }

  #publish(): void {
    if (this.#pending.length === 0) return;
    const points: Point[] = [];
    const measurements: Measurement[] = [];
    const notes: string[] = [];
    for (const event of this.#pending) {
      if (event.type === "progress") {
        this.fraction = event.fraction;
        this.doing = event.text;
        continue;
      }
      if (event.type === "unit") continue;
      if (!this.#seeds.includes(event.seed)) this.#seeds.push(event.seed);
      if (event.type === "note") notes.push(event.text);
      else {
        const { type, ...rest } = event;
        if (type === "point") points.push(rest as Point);
        else measurements.push(rest as Measurement);
      }
    }
    this.#pending = [];
    if (points.length > 0) this.points = [...this.points, ...points];
    if (measurements.length > 0) this.measurements = [...this.measurements, ...measurements];
    if (notes.length > 0) this.notes = [...this.notes, ...notes];
  }
}
