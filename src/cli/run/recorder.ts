/** Keeps what a run sees, and hands it to the catalogue in batches, so that a killed process loses a second and not the run. */
import type { Catalogue, RunBatch, RunEnd, RunStart } from "#library/catalogue";
import type { LabEvent, Measurement, Point, RunRecord } from "#lab/kit/index";

/** Milliseconds between two batches; an empty one is a sign of life. */
const pause = 1_000;
/** Entries that make a batch full before that. */
const full = 2_000;
/** What backs a claim does not wait for a batch to fill, unless there is one measurement after the other. */
const breath = 200;

export class Recorder {
  readonly #start: RunStart;
  readonly #points: Point[] = [];
  readonly #measurements: Measurement[] = [];
  readonly #notes: string[] = [];
  /** How much of each list has left in a batch. */
  #sent = { points: 0, measurements: 0, notes: 0 };
  /** Batches that the catalogue has not taken yet, oldest first. Sending one twice is harmless. */
  readonly #waiting: RunBatch[] = [];
  #sequence = 0;
  readonly #now: () => number;
  #batchedAt: number;

  /** @param now milliseconds since some moment. */
  constructor(start: RunStart, now: () => number = () => performance.now()) {
    this.#start = start;
    this.#now = now;
    this.#batchedAt = now();
  }

  add(event: LabEvent): void {
    if (event.type === "point") {
      const { chart, series, x, y, seed } = event;
      this.#points.push({ chart, series, x, y, seed });
    } else if (event.type === "measure") {
      const { type: _, ...measurement } = event;
      this.#measurements.push(measurement);
    } else if (event.type === "note") {
      this.#notes.push(this.#start.seeds.length > 1 ? `seed ${event.seed}: ${event.text}` : event.text);
    }
  }

  /** Whether it is time to `flush`. */
  get due(): boolean {
    const since = this.#now() - this.#batchedAt;
    const measured = this.#measurements.length - this.#sent.measurements;
    const gathered = this.#points.length - this.#sent.points + measured;
    return since >= pause || gathered >= full || (measured > 0 && since >= breath);
  }

  /** Sends what has gathered. Whatever the catalogue refuses or does not answer stays, and goes first next time. */
  async flush(catalogue: Pick<Catalogue, "appendRun">): Promise<void> {
    this.#batchedAt = this.#now();
    const points = this.#points.slice(this.#sent.points);
    const measurements = this.#measurements.slice(this.#sent.measurements);
    const notes = this.#notes.slice(this.#sent.notes);
    if (this.#waiting.length === 0 || points.length + measurements.length + notes.length > 0)
      this.#waiting.push({ sequence: this.#sequence++, points, measurements, notes });
    this.#sent = {
      points: this.#points.length,
      measurements: this.#measurements.length,
      notes: this.#notes.length,
    };
    for (let [batch] = this.#waiting; batch !== undefined; [batch] = this.#waiting) {
      await catalogue.appendRun(this.#start.id, batch);
      this.#waiting.shift();
    }
  }

  /** Sends the rest and ends the run. */
  async finish(catalogue: Catalogue, end: RunEnd): Promise<void> {
    await this.flush(catalogue);
    await catalogue.finishRun(this.#start.id, end);
  }

  /** The whole run as a record. */
  record(end: RunEnd): RunRecord {
    const { process: _process, ...start } = this.#start;
    return { ...start, ...end, points: this.#points, measurements: this.#measurements, notes: this.#notes };
  }
}
