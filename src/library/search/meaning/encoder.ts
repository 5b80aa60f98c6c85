/**
 * A static embedding: each term has a vector, and a text the weighted sum of its terms', brought to length 1. It reads a paper in
 * microseconds, so that nobody has to keep the papers' vectors.
 */
import { ByteReader, ByteWriter } from "../index/bytes.ts";

/** Changes whenever encoders are made or stored in another way: one of an earlier number is no longer used, and trained anew. */
export const ENCODER = 2;

/** Numbers of a vector. */
export const width = 256;

/** How much each term of a text counts: repetitions ever less. */
export function bagOf<Term>(...parts: readonly Iterable<Term>[]): Map<Term, number> {
  const bag = new Map<Term, number>();
  for (const part of parts) for (const term of part) bag.set(term, (bag.get(term) ?? 0) + 1);
  for (const [term, count] of bag) bag.set(term, Math.log1p(count));
  return bag;
}

export class Encoder {
  readonly terms: readonly string[];
  /** Vectors in eight bits, [terms, width], and what each row is multiplied by. */
  readonly codes: Int8Array;
  readonly scales: Float32Array;
  private readonly rows: ReadonlyMap<string, number>;

  constructor(terms: readonly string[], codes: Int8Array, scales: Float32Array) {
    this.terms = terms;
    this.codes = codes;
    this.scales = scales;
    this.rows = new Map(terms.map((term, row) => [term, row]));
  }

  /** @param table [terms, width] */
  static of(terms: readonly string[], table: Float32Array): Encoder {
    const codes = new Int8Array(table.length);
    const scales = new Float32Array(terms.length);
    for (let row = 0; row < terms.length; row++)
      scales[row] = quantize(table.subarray(row * width, (row + 1) * width), codes, row * width);
    return new Encoder(terms, codes, scales);
  }

  /** A vector of length 1; null where none of the terms is known. */
  encode(bag: ReadonlyMap<string, number>): Float32Array | null {
    const vector = new Float32Array(width);
    const { codes } = this;
    for (const [term, weight] of bag) {
      const row = this.rows.get(term);
      if (row === undefined) continue;
      const factor = weight * this.scales[row];
      const from = row * width;
      for (let d = 0; d < width; d++) vector[d] += factor * codes[from + d];
    }
    let squares = 0;
    for (let d = 0; d < width; d++) squares += vector[d] * vector[d];
    if (squares === 0) return null;
    const length = Math.sqrt(squares);
    for (let d = 0; d < width; d++) vector[d] /= length;
    return vector;
  }

  toBytes(): Uint8Array {
    const writer = new ByteWriter(this.codes.length + 16 * this.terms.length);
    writer.number(this.terms.length);
    for (const term of this.terms) {
      const bytes = encoder.encode(term);
      writer.number(bytes.length);
      writer.raw(bytes);
    }
    writer.raw(new Uint8Array(this.scales.buffer, this.scales.byteOffset, this.scales.byteLength));
    writer.raw(new Uint8Array(this.codes.buffer, this.codes.byteOffset, this.codes.byteLength));
    return writer.result();
  }

  /** @param bytes of `toBytes`. */
  static fromBytes(bytes: Uint8Array): Encoder {
    const reader = new ByteReader(bytes);
    const terms = Array.from({ length: reader.number() }, () => decoder.decode(reader.raw(reader.number())));
    // Copies: `slice` of a Buffer, which this may be, is none.
    const scales = new Float32Array(new Uint8Array(reader.raw(4 * terms.length)).buffer);
    const codes = new Int8Array(new Uint8Array(reader.raw(terms.length * width)).buffer);
    return new Encoder(terms, codes, scales);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Writes a vector as whole numbers from -127 to 127. @returns what they are multiplied by. */
export function quantize(vector: Float32Array, codes: Int8Array | Int16Array, at: number): number {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 0;
  const scale = largest / 127;
  for (let d = 0; d < vector.length; d++) codes[at + d] = Math.round(vector[d] / scale);
  return scale;
}
