/** What holds by arithmetic, on random vectors and on the worst ones, and the counterexamples. */
import { constant, random, type Tensor } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { linearWeights, reluFeatures, type FeatureMap } from "#lab/nn/language-model/linear-attention";
import { angleSplit, formA, formB, gridRotary, signSplit } from "../method.ts";
import type { NalaLab } from "./settings.ts";

const [side, size] = [8, 16];
const tokens = side * side;

const drawn = (name: string) =>
  constant(
    random(1)
      .stream(name)
      .normal(tokens * size),
    { shape: [tokens, size] },
  );

/** ±1 along every axis: queries and their exact opposites. */
const axes = constant(
  Float32Array.from({ length: 2 * size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return row % size === column ? (row < size ? 1 : -1) : 0;
  }),
  { shape: [2 * size, size] },
);

const similarities = ({ queries, keys }: FeatureMap, q: Tensor, k: Tensor) => queries(q).matmul(keys(k).transpose());
const percentNegative = (values: readonly number[]) =>
  (100 * values.filter((value) => value < 0).length) / values.length;
const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));

export async function* exactPart(lab: NalaLab): AsyncGenerator<LabEvent, void, void> {
  const [q, k] = [drawn("exact: queries"), drawn("exact: keys")];
  const [A, B, one] = [formA(), formB(), formB({ factor: 1 })];
  const out = await forward(() => ({
    ...{ A: similarities(A, q, k), B: similarities(B, q, k), one: similarities(one, q, k) },
    ...{
      axesA: similarities(A, axes, axes),
      axesB: similarities(B, axes, axes),
      axesOne: similarities(one, axes, axes),
    },
    oppositeA: similarities(A, axes, axes.neg()).mul(eye()).sum(-1),
    oppositeB: similarities(B, axes, axes.neg()).mul(eye()).sum(-1),
    rotated: linearWeights(A.queries(q), A.keys(k), { rotate: gridRotary({ rows: side, columns: side }) }),
    cancels: weights(q.mul(10), k).sub(weights(q, k)),
    signs: length(signSplit(unit(q))).sub(1),
    angles: length(angleSplit(unit(q).abs(), unit(q), Math.PI / 4)).sub(1),
    half: similarities(B, constant([[0.6, 0.8]]), constant([[-0.6, -0.8]])).div(
      similarities(B, constant([[0.6, 0.8]]), constant([[0.6, 0.8]])),
    ),
  }));
  yield lab.measure("norm-cancels", largest(out.cancels), { exact: true });
  yield lab.measure("non-negative", percentNegative([...out.A, ...out.B, ...out.axesA, ...out.axesB.map(cut)]), {
    exact: true,
  });
  yield lab.measure("norm-preserving", largest([...out.signs, ...out.angles]), { exact: true });
  yield lab.measure("opposite-inhibited", largest([...out.oppositeA, ...out.oppositeB]), { exact: true });
  yield lab.note(
    `counterexamples: with a factor of 1 instead of π/4, ${percentNegative(out.axesOne).toFixed(1)} % of the similarities between axes and ${percentNegative(out.one).toFixed(1)} % of random ones are negative, ` +
      `down to ${Math.min(...out.axesOne).toFixed(3)}; rotation in the numerator, as released, makes ${percentNegative(out.rotated).toFixed(1)} % of the weights of form A negative`,
  );
  yield lab.note(
    `form B inhibits exact opposites along an axis only: the query (0.6, 0.8) is still ${(100 * out.half[0]).toFixed(0)} % as similar to its opposite as to itself, in form A it is 0 %`,
  );
}

/** cos(π/2) is 6e-17 and not 0, and in float32 of either sign. */
const cut = (value: number) => (Math.abs(value) < 1e-6 ? 0 : value);

const weights = (q: Tensor, k: Tensor) => linearWeights(reluFeatures.queries(q), reluFeatures.keys(k));
const unit = (x: Tensor) => x.div(length(x));
const length = (x: Tensor) => x.square().sum(-1).sqrt();
const eye = () =>
  constant(
    Float32Array.from({ length: 4 * size * size }, (_, at) => Number(Math.floor(at / (2 * size)) === at % (2 * size))),
    { shape: [2 * size, 2 * size] },
  );
