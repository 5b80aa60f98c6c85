/**
 * A stand-in for an embedding model, so that two ways of fusing can be compared without one: latent semantic analysis of the
 * collection itself. Weaker than a trained model, and like it in what matters here: it finds papers that share no word with a query.
 */
import { termsOf } from "../../src/library/search/analysis/terms.ts";

const dimensions = 128;
const rounds = 6;

type Sparse = ReadonlyMap<number, number>;

/** @returns a vector of length 1 for any text. */
export function latentModel(texts: readonly string[]): (text: string) => Float64Array {
  const terms = new Map<string, number>();
  const counts = texts.map((text) => {
    const found = new Map<number, number>();
    for (const term of termsOf(text)) {
      const at = terms.get(term) ?? terms.size;
      terms.set(term, at);
      found.set(at, (found.get(at) ?? 0) + 1);
    }
    return found;
  });
  const documents = new Float64Array(terms.size);
  for (const found of counts) for (const at of found.keys()) documents[at]++;
  const weighted = (found: Sparse): Sparse => {
    const entries = [...found].map(
      ([at, count]) => [at, (1 + Math.log(count)) * Math.log((texts.length + 1) / documents[at])] as const,
    );
    const length = Math.hypot(...entries.map(([, weight]) => weight)) || 1;
    return new Map(entries.map(([at, weight]) => [at, weight / length]));
  };
  const rows = counts.map(weighted);
  const basis = principal(rows, terms.size);
  return (text) => {
    const found = new Map<number, number>();
    for (const term of termsOf(text)) {
      const at = terms.get(term);
      if (at !== undefined) found.set(at, (found.get(at) ?? 0) + 1);
    }
    const vector = project(weighted(found), basis);
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  };
}

/** An orthonormal basis of the directions in which the rows differ most, one row of `dimensions` numbers per term: subspace iteration. */
function principal(rows: readonly Sparse[], terms: number): Float64Array[] {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const basis = Array.from({ length: terms }, () => Float64Array.from({ length: dimensions }, random));
  for (let round = 0; round < rounds; round++) {
    orthonormalize(basis);
    const images = rows.map((row) => project(row, basis));
    for (const row of basis) row.fill(0);
    rows.forEach((row, index) => {
      for (const [at, weight] of row) for (let d = 0; d < dimensions; d++) basis[at][d] += weight * images[index][d];
    });
  }
  orthonormalize(basis);
  return basis;
}

function project(row: Sparse, basis: readonly Float64Array[]): Float64Array {
  const image = new Float64Array(dimensions);
  for (const [at, weight] of row) for (let d = 0; d < dimensions; d++) image[d] += weight * basis[at][d];
  return image;
}

/** Columns, by modified Gram-Schmidt. */
function orthonormalize(basis: readonly Float64Array[]): void {
  for (let d = 0; d < dimensions; d++) {
    for (let before = 0; before < d; before++) {
      let dot = 0;
      for (const row of basis) dot += row[before] * row[d];
      for (const row of basis) row[d] -= dot * row[before];
    }
    let length = 0;
    for (const row of basis) length += row[d] ** 2;
    length = Math.sqrt(length) || 1;
    for (const row of basis) row[d] /= length;
  }
}
