/** How well predicted concepts agree with annotated ones: by span and concept, by overlap of spans, or by document. */

export interface Annotation {
  readonly document: string;
  /** Places of the first and the last character, both included. */
  readonly from: number;
  readonly to: number;
  readonly type: string;
  /** Concepts, the best first: of a prediction those that count, of what is annotated all that are right. */
  readonly concepts: readonly string[];
}

export interface Agreement {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Shares of nothing are 0. */
function agreement(right: number, predicted: number, found: number, gold: number): Agreement {
  const [precision, recall] = [predicted > 0 ? right / predicted : 0, gold > 0 ? found / gold : 0];
  return { precision, recall, f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}

const unique = (items: readonly string[]) => new Set(items);

function ofSets(gold: ReadonlySet<string>, predicted: ReadonlySet<string>): Agreement {
  const right = [...predicted].filter((item) => gold.has(item)).length;
  return agreement(right, predicted.size, right, gold.size);
}

const spanKeys = (annotations: readonly Annotation[], top: number) =>
  unique(
    annotations.flatMap(({ document, from, to, type, concepts }) =>
      concepts.slice(0, top).map((concept) => JSON.stringify([document, from, to, type, concept])),
    ),
  );

/** Document, span, type and concept must be the same. Of a prediction the first `top` concepts count. */
export const strict = (gold: readonly Annotation[], predicted: readonly Annotation[], top = 1): Agreement =>
  ofSets(spanKeys(gold, Infinity), spanKeys(predicted, top));

/** Document and concept must be the same. */
export function loose(gold: readonly Annotation[], predicted: readonly Annotation[], top = 1): Agreement {
  const keys = (annotations: readonly Annotation[], count: number) =>
    unique(
      annotations.flatMap(({ document, concepts }) =>
        concepts.slice(0, count).map((concept) => JSON.stringify([document, concept])),
      ),
    );
  return ofSets(keys(gold, Infinity), keys(predicted, top));
}

/** As strict, but a span counts by the share of its characters that the best matching one of the other side covers. */
export function partial(gold: readonly Annotation[], predicted: readonly Annotation[], top = 1): Agreement {
  const kept = predicted.map((one) => ({ ...one, concepts: one.concepts.slice(0, top) }));
  const covered = (own: readonly Annotation[], others: readonly Annotation[]) =>
    own.reduce(
      (sum, one) =>
        sum +
        one.concepts.reduce(
          (all, concept) => all + Math.max(0, ...others.map((other) => shareOf(one, other, concept))),
          0,
        ),
      0,
    );
  const count = (annotations: readonly Annotation[]) =>
    annotations.reduce((sum, { concepts }) => sum + concepts.length, 0);
  return agreement(covered(kept, gold), count(kept), covered(gold, kept), count(gold));
}

function shareOf(one: Annotation, other: Annotation, concept: string): number {
  if (one.document !== other.document || one.type !== other.type || !other.concepts.includes(concept)) return 0;
  const overlap = Math.min(one.to, other.to) - Math.max(one.from, other.from) + 1;
  return Math.max(0, overlap) / (one.to - one.from + 1);
}

/** Rank of the first right concept, from 1; Infinity where none is in the list. */
export function rankOf(ranked: readonly number[], right: readonly number[]): number {
  const at = ranked.findIndex((concept) => right.includes(concept));
  return at < 0 ? Infinity : at + 1;
}
