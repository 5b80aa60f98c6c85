/** The order of new papers for one reader, and why each stands where it does. No database: vectors are handed in by the space. */
import { fit, settings, type Settings } from "./model.ts";
import { cosineTo, type Space, type Vector } from "./vectors.ts";

/** Papers by id. */
export interface Taste {
  /** Voted for or bookmarked. */
  readonly likes: readonly number[];
  /** Not for the reader. */
  readonly dislikes: readonly number[];
  /** What stood beside them and got nothing; candidates too. */
  readonly others: readonly number[];
}

export interface Ordered {
  readonly paper: number;
  readonly score: number;
  /** The liked paper nearest to it; null: none has a word in common with it. */
  readonly nearest: number | null;
  /** The terms that speak most for it, the strongest first. */
  readonly terms: readonly string[];
}

/** So many terms are said; more convince nobody. */
const said = 3;

/** Candidates that have a vector, the best first; none where no liked paper has one. @param limit only these are explained, and returned. */
export async function order(
  space: Space,
  { likes, dislikes, others }: Taste,
  candidates: readonly number[],
  { limit = Infinity, ...how }: Partial<Settings> & { readonly limit?: number } = {},
): Promise<Ordered[]> {
  const vectors = await space.vectorsOf([...new Set([...likes, ...dislikes, ...others, ...candidates])]);
  const of = (ids: readonly number[]): Vector[] => ids.flatMap((id) => vectors.get(id) ?? []);
  const liked = likes.flatMap((id) => (vectors.has(id) ? [{ id, vector: vectors.get(id)! }] : []));
  if (liked.length === 0) return [];
  const model = fit(
    { likes: liked.map(({ vector }) => vector), dislikes: of(dislikes), others: of(others) },
    { ...settings, ...how },
  );
  return candidates
    .flatMap((paper) => {
      const vector = vectors.get(paper);
      return vector === undefined ? [] : [{ paper, vector, score: model.score(vector) }];
    })
    .sort((a, b) => b.score - a.score || b.paper - a.paper)
    .slice(0, limit)
    .map(({ paper, vector, score }) => {
      const cosine = cosineTo(vector);
      const near = liked.map(({ id, vector: other }) => ({ id, cosine: cosine(other) }));
      const nearest = near.reduce((best, one) => (one.cosine > best.cosine ? one : best));
      const terms = model
        .partsOf(vector)
        .flatMap(({ dimension, adds }) => {
          const term = adds > 0 ? space.termOf(dimension) : null;
          return term === null ? [] : [{ term, adds }];
        })
        .sort((a, b) => b.adds - a.adds)
        .slice(0, said)
        .map(({ term }) => term);
      return { paper, score, nearest: nearest.cosine > 0 ? nearest.id : null, terms };
    });
}
