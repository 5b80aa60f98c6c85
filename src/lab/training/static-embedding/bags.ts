/** Texts as bags of words: which rows of a table, and how much of each. */

/** Bags one after the other: bag i is entries offsets[i] to offsets[i + 1] of the other two. */
export interface Bags {
  readonly offsets: Int32Array;
  /** Row of the table. A row stands in a bag once. */
  readonly rows: Int32Array;
  readonly weights: Float32Array;
}

/** Makes bags of maps from row to weight. */
export function bagsOf(maps: readonly ReadonlyMap<number, number>[]): Bags {
  const offsets = new Int32Array(maps.length + 1);
  maps.forEach((map, bag) => (offsets[bag + 1] = offsets[bag] + map.size));
  const rows = new Int32Array(offsets[maps.length]);
  const weights = new Float32Array(offsets[maps.length]);
  let at = 0;
  for (const map of maps)
    for (const [row, weight] of map) {
      rows[at] = row;
      weights[at++] = weight;
    }
  return { offsets, rows, weights };
}

/** The bags from one place to another, as a view. */
export const bagsFrom = ({ offsets, rows, weights }: Bags, from: number, to: number): Bags => ({
  offsets: offsets.subarray(from, to + 1),
  rows,
  weights,
});

/** The weighted sums of the table's rows, [bags, width]. */
export function pool(table: Float32Array, width: number, { offsets, rows, weights }: Bags): Float32Array {
  const pooled = new Float32Array((offsets.length - 1) * width);
  for (let bag = 0; bag + 1 < offsets.length; bag++) {
    const to = bag * width;
    for (let at = offsets[bag]; at < offsets[bag + 1]; at++) {
      const weight = weights[at];
      const from = rows[at] * width;
      for (let d = 0; d < width; d++) pooled[to + d] += weight * table[from + d];
    }
  }
  return pooled;
}

/** Some rows of a table, and what was added up for each: [rows, width]. */
export interface SparseRows {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/** Adds rows up by the row of the table that they belong to; `pool` the other way round. */
export class RowSums {
  private readonly width: number;
  /** Place of a row in `values`, one more than it; 0: not there yet. */
  private readonly places: Int32Array;
  private rows = new Int32Array(1_024);
  private values: Float32Array;
  private count = 0;

  constructor(tableRows: number, width: number) {
    this.width = width;
    this.places = new Int32Array(tableRows);
    this.values = new Float32Array(1_024 * width);
  }

  /** Adds weight times the bag's vector, of [bags, width], to every row of each bag. */
  add(pooled: Float32Array, { offsets, rows, weights }: Bags): void {
    const { width } = this;
    for (let bag = 0; bag + 1 < offsets.length; bag++) {
      const from = bag * width;
      for (let at = offsets[bag]; at < offsets[bag + 1]; at++) {
        const to = this.placeOf(rows[at]) * width;
        const { values } = this;
        const weight = weights[at];
        for (let d = 0; d < width; d++) values[to + d] += weight * pooled[from + d];
      }
    }
  }

  /** What was added since it was last taken. Valid until something is added again. */
  take(): SparseRows {
    const rows = this.rows.subarray(0, this.count);
    for (const row of rows) this.places[row] = 0;
    this.count = 0;
    return { rows, values: this.values };
  }

  private placeOf(row: number): number {
    const known = this.places[row];
    if (known > 0) return known - 1;
    if (this.count === this.rows.length) this.grow();
    const place = this.count++;
    this.places[row] = place + 1;
    this.rows[place] = row;
    this.values.fill(0, place * this.width, (place + 1) * this.width);
    return place;
  }

  private grow(): void {
    const rows = new Int32Array(2 * this.rows.length);
    rows.set(this.rows);
    const values = new Float32Array(2 * this.values.length);
    values.set(this.values);
    [this.rows, this.values] = [rows, values];
  }
}
