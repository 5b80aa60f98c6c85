/** How well embeddings answer the six families, and the mean of the six. */
import { random, type Parameters } from "#engine";
import { kMeans, vMeasure } from "#lab/measure/clustering";
import { openLinearProbe, type LinearProbe } from "#lab/measure/linear-probe";
import { averagePrecision, ndcgAt, openRanker, recallAt, reciprocalRank, type Ranker } from "#lab/measure/retrieval";
import { mean, spearman } from "#lab/measure/statistics";
import { openTextEncoder, type TextEncoder } from "#lab/training/encoder/index";
import type { Data } from "./data.ts";
import type { KalmLab } from "./settings.ts";
import { modelOf, type Form } from "./sizes.ts";
import { categoryCount, placesOf, type Tasks } from "./tasks.ts";

export const families = ["retrieval", "re-ranking", "similarity", "same kind", "classification", "clustering"] as const;
export type Family = (typeof families)[number];

export interface Scores {
  /** All in points, 0 to 100. */
  readonly byFamily: Readonly<Record<Family, number>>;
  readonly mean: number;
  /** Share of queries whose answer is among the first ten, in percent. */
  readonly recall: number;
  /** Of each query of retrieval. */
  readonly ranks: readonly number[];
}

/** Of an arm whose training diverged: no measurement comes of it. */
export const divergedScores: Scores = {
  byFamily: Object.fromEntries(families.map((family) => [family, NaN])) as Record<Family, number>,
  ...{ mean: NaN, recall: NaN, ranks: [] },
};

/** Vectors of length 1 by place. */
export interface Embedded {
  readonly width: number;
  readonly rowOf: ReadonlyMap<number, number>;
  readonly values: Float32Array;
}

/** Several embedders as one: the mean of their cosines. */
export const ensemble = (parts: readonly Embedded[]): Embedded => {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const rows = parts[0].rowOf.size;
  const values = new Float32Array(rows * width);
  let start = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row++)
      values.set(part.values.subarray(row * part.width, (row + 1) * part.width), row * width + start);
    start += part.width;
  }
  return { width, rowOf: parts[0].rowOf, values };
};

export interface Examiner {
  /** Of everything that the tasks ask about. */
  embed(parameters: Parameters, form: Form, places?: readonly number[]): Promise<Embedded>;
  scores(embedded: Embedded, tasks: Tasks): Promise<Scores>;
  release(): Promise<void>;
}

export function openExaminer(
  { device, threads, seed }: Pick<KalmLab, "device" | "threads" | "seed">,
  data: Data,
): Examiner {
  const options = { device, threads };
  const asked = [...new Set([...placesOf(data.all), ...placesOf(data.leftOut)])];
  const encoders = new Map<string, Promise<TextEncoder>>();
  const rankers = new Map<number, Promise<Ranker>>();
  const probes = new Map<string, Promise<LinearProbe>>();
  const opened = <Key, Item>(known: Map<Key, Promise<Item>>, key: Key, open: () => Promise<Item>): Promise<Item> => {
    const item = known.get(key) ?? open();
    known.set(key, item);
    return item;
  };
  return {
    async embed(parameters, form, places = asked) {
      const { width, causal, pooling } = form;
      const encoder = await opened(encoders, `${width} ${causal} ${pooling}`, () =>
        openTextEncoder({ model: modelOf(form, data.model), pooling, data }, options),
      );
      const values = (await encoder.encode(parameters, places)).at(-1)!;
      toUnit(values, width);
      return { width, values, rowOf: new Map(places.map((place, row) => [place, row])) };
    },
    async scores(embedded, tasks) {
      const { width } = embedded;
      const { retrieval, reranking, similarity, kinds, categories, categoryOf } = tasks;
      const ranker = await opened(rankers, width, () =>
        openRanker({ candidates: retrieval.candidates.length, width }, options),
      );
      const rows = categories.fit.length;
      const probe = await opened(probes, `${rows} ${width}`, () =>
        openLinearProbe({ rows, width, classes: categoryCount }, options),
      );
      const vectors = (places: readonly number[]) => rowsOf(embedded, places);
      const ranks = await ranker.rank(vectors(retrieval.queries), vectors(retrieval.candidates), retrieval.answers);
      const cosine = (a: number, b: number) => dot(embedded, a, b);
      const labelled = (places: readonly number[]) => ({ vectors: vectors(places), classes: places.map(categoryOf) });
      const groups = kMeans(
        { values: vectors(categories.held), width },
        Math.min(categoryCount, rows),
        random(seed).stream("centres"),
      );
      const byFamily = {
        retrieval: ndcgAt(ranks, 10),
        "re-ranking": reciprocalRank(
          reranking.map(({ query, options: [right, ...others] }) => {
            const own = cosine(query, right);
            return 1 + others.filter((other) => cosine(query, other) >= own).length;
          }),
        ),
        similarity: spearman(
          similarity.map(({ a, b }) => cosine(a, b)),
          similarity.map((pair) => pair.similarity),
        ),
        "same kind": averagePrecision(
          kinds.map(({ a, b }) => cosine(a, b)),
          kinds.map(({ right }) => right),
        ),
        classification: await probe.accuracy(labelled(categories.fit), labelled(categories.held)),
        clustering: vMeasure(categories.held.map(categoryOf), groups),
      };
      const points = Object.fromEntries(families.map((family) => [family, 100 * byFamily[family]]));
      return {
        byFamily: points as Record<Family, number>,
        ...{ mean: mean(Object.values(points)), recall: 100 * recallAt(ranks, 10), ranks },
      };
    },
    async release() {
      for (const items of [encoders, rankers, probes])
        for (const item of items.values()) await ((await item) as { release(): Promise<void> }).release();
    },
  };
}

/** In place; a row of zeros stays. */
function toUnit(values: Float32Array, width: number): void {
  for (let from = 0; from < values.length; from += width) {
    const row = values.subarray(from, from + width);
    const size = Math.hypot(...row) || 1;
    for (let at = 0; at < width; at++) row[at] /= size;
  }
}

function rowsOf({ values, width, rowOf }: Embedded, places: readonly number[]): Float32Array {
  const rows = new Float32Array(places.length * width);
  for (const [row, place] of places.entries()) {
    const from = rowOf.get(place)! * width;
    rows.set(values.subarray(from, from + width), row * width);
  }
  return rows;
}

function dot({ values, width, rowOf }: Embedded, a: number, b: number): number {
  const [from, to] = [rowOf.get(a)! * width, rowOf.get(b)! * width];
  let sum = 0;
  for (let at = 0; at < width; at++) sum += values[from + at] * values[to + at];
  return sum;
}

/** In-batch InfoNCE of the validation queries among their own passages, in nats: what rates are chosen by. */
export function validationLoss(
  embedded: Embedded,
  { queries, candidates, answers }: Data["validation"],
  temperature: number,
): number {
  const passages = answers.map((answer) => candidates[answer]);
  return mean(
    queries.map((query, own) => {
      const logits = passages.map((passage) => dot(embedded, query, passage) / temperature);
      const others = logits.filter((_, at) => at === own || passages[at] !== passages[own]);
      const most = Math.max(...others);
      return most + Math.log(others.reduce((sum, logit) => sum + Math.exp(logit - most), 0)) - logits[own];
    }),
  );
}
