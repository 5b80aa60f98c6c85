/** Vectors of all papers in the index, in memory: 256 bytes each. Made from the index, so that they are never behind it. */
import { setImmediate } from "node:timers/promises";
import type { Segment } from "../index/segment.ts";
import { Best, type Scored } from "../rank/bm25.ts";
import { bagOf, quantize, width, type Encoder } from "./encoder.ts";
import { ScannedRows } from "./scan.ts";

/** Papers that are read before whoever waits has a turn: some milliseconds. */
const slice = 200;

export class PaperVectors {
  readonly encoder: Encoder;
  private readonly rows = new ScannedRows();
  private readonly rowOf = new Map<number, number>();
  /** By row. */
  private ids = new Int32Array(1_024);
  private scales = new Float32Array(1_024);

  constructor(encoder: Encoder) {
    this.encoder = encoder;
  }

  /** Papers that have a vector. */
  get size(): number {
    return this.rowOf.size;
  }

  /** Reads the papers of a segment, in place of what was known of them; segments come in their order. */
  async add(segment: Segment): Promise<void> {
    for (let from = 0; from < segment.ids.length; from += slice) {
      if (from > 0) await setImmediate();
      const to = Math.min(segment.ids.length, from + slice);
      for (let paper = from; paper < to; paper++) if (segment.replaced?.[paper] !== 1) this.read(segment, paper);
    }
  }

  /** The papers nearest to a vector of length 1, best first, by cosine. */
  nearest(vector: Float32Array, limit: number, allowed: ReadonlySet<number> | null = null): Scored[] {
    const query = new Int16Array(width);
    const scale = quantize(vector, query, 0);
    const { size, ids, scales } = this;
    const products = this.rows.multiply(query, size);
    const best = new Best(limit);
    for (let row = 0; row < size; row++) {
      const score = products[row] * scales[row] * scale;
      if (best.takes(ids[row], score) && (allowed === null || allowed.has(ids[row]))) best.offer(ids[row], score);
    }
    return best.result();
  }

  /** Of length 1; null where there is none. */
  vectorOf(id: number): Float32Array | null {
    const row = this.rowOf.get(id);
    if (row === undefined) return null;
    const scale = this.scales[row];
    return Float32Array.from(this.rows.row(row), (code) => code * scale);
  }

  private read(segment: Segment, paper: number): void {
    const id = segment.ids[paper];
    const { title, body } = segment.paperTerms(paper);
    const vector = this.encoder.encode(bagOf(title, body));
    if (vector === null) this.remove(id);
    else this.write(id, vector);
  }

  private write(id: number, vector: Float32Array): void {
    let row = this.rowOf.get(id);
    if (row === undefined) {
      row = this.size;
      this.rowOf.set(id, row);
      if (row === this.ids.length) this.grow();
      this.rows.reserve(row + 1);
      this.ids[row] = id;
    }
    this.scales[row] = quantize(vector, this.rows.row(row), 0);
  }

  /** The last row takes its place. */
  private remove(id: number): void {
    const row = this.rowOf.get(id);
    if (row === undefined) return;
    this.rowOf.delete(id);
    const last = this.size;
    if (row === last) return;
    this.rows.row(row).set(this.rows.row(last));
    this.ids[row] = this.ids[last];
    this.scales[row] = this.scales[last];
    this.rowOf.set(this.ids[row], row);
  }

  private grow(): void {
    const ids = new Int32Array(2 * this.ids.length);
    ids.set(this.ids);
    const scales = new Float32Array(2 * this.scales.length);
    scales.set(this.scales);
    [this.ids, this.scales] = [ids, scales];
  }
}
