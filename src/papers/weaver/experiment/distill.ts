/** The second bench: verifiers that really compute something, and a small network that learns their combined verdict. */
import { adam, createTrainer, input, lecunNormal, random, Scope, zeros, type Stream, type Tensor } from "#engine";
import { comparable, kept, marginals, only, posteriors, select, tripletRates, votesOf } from "../method.ts";
import type { WeaverLab } from "./settings.ts";

const [features, hidden, candidates, batch] = [12, 16, 16, 256];

/** Right or wrong by a bent function of what can be seen of an answer. */
function drawAnswers(stream: Stream, queries: number): { x: Float32Array; truth: Uint8Array } {
  const x = stream.normal(queries * candidates * features);
  const truth = Uint8Array.from({ length: queries * candidates }, (_, row) => {
    const at = (feature: number) => x[row * features + feature];
    const merit = at(0) + at(1) - 0.8 * at(2) + 0.7 * at(3) * at(4) + 0.5 * (at(5) ** 2 - 1);
    return Number(merit > 0.5);
  });
  return { x, truth };
}

/** A verifier that remembers examples, some of them with the wrong label, sees half of the features, and asks the nearest seven. */
interface Neighbours {
  readonly seen: readonly number[];
  readonly examples: Float32Array;
  readonly labels: Uint8Array;
}

function drawNeighbours(stream: Stream): Neighbours {
  const count = 4 + stream.integers(1, 5)[0];
  const { x, truth } = drawAnswers(stream, count);
  const wrong = 0.05 + 0.3 * stream.uniform(1)[0];
  const labels = truth.map((label) => (stream.uniform(1)[0] < wrong ? 1 - label : label));
  return { seen: Array.from(stream.permutation(features).subarray(0, features / 2)), examples: x, labels };
}

const neighbours = 7;

function scoreBy({ seen, examples, labels }: Neighbours, x: Float32Array, row: number): number {
  const distances = Array.from(labels, (_, example) =>
    seen.reduce((sum, f) => sum + (examples[example * features + f] - x[row * features + f]) ** 2, 0),
  );
  const order = distances.map((_, at) => at).sort((a, b) => distances[a] - distances[b]);
  return order.slice(0, neighbours).reduce((sum, at) => sum + labels[at] / neighbours, 0);
}

/** A subtraction, a product and a sum for each feature that is seen of each example; sorting is not counted. */
const operationsOf = ({ seen, labels }: Neighbours): number => 3 * seen.length * labels.length;

/** One hidden layer: [rows, features] -> logits [rows]. */
function student(at: Scope, x: Tensor): Tensor {
  const layer = x
    .matmul(at.parameter("first", [features, hidden], lecunNormal))
    .add(at.parameter("bias", [hidden], zeros));
  return layer
    .relu()
    .matmul(at.parameter("second", [hidden, 1], lecunNormal))
    .add(at.parameter("last", [1], zeros))
    .squeeze(1);
}

/** A product and a sum for each weight, and one operation for each bias and each unit. */
const studentOperations = 2 * (features * hidden + hidden) + 2 * hidden + 2;

export interface Distilled {
  /** Selection accuracy on queries that the student has not seen, 0 .. 1. */
  readonly weaver: number;
  readonly student: number;
  readonly oracle: number;
  /** Operations for one answer. */
  readonly verifierOperations: number;
  readonly studentOperations: number;
}

/** Trains the student on Weaver's posteriors, without a label, and lets both pick on other queries. */
export async function distill(
  { seed, device, threads }: WeaverLab,
  { taught, steps }: { taught: number; steps: number },
): Promise<Distilled> {
  const stream = random(seed).stream("distillation");
  const verifiers = Array.from({ length: 12 }, () => drawNeighbours(stream));
  const [train, test] = [drawAnswers(stream, taught), drawAnswers(stream, taught)];
  const prior = train.truth.reduce((sum, y) => sum + y, 0) / train.truth.length;
  const scored = (x: Float32Array, rows: number) =>
    verifiers.map((verifier) => comparable(Float64Array.from({ length: rows }, (_, row) => scoreBy(verifier, x, row))));
  const votes = (x: Float32Array) => votesOf(scored(x, x.length / features), 0.5);
  const own = votes(train.x);
  const some = kept(marginals(own), "all", prior);
  const rates = tripletRates(only(own, some), prior);
  const targets = posteriors(only(own, some), rates, prior);

  const scope = new Scope({ mode: "training" });
  const [x, goal] = [input("x", [batch, features]), input("goal", [batch])];
  const loss = student(scope, x).sigmoid().sub(goal).square().mean();
  const trainer = await createTrainer({ scope, loss, optimizer: adam({ learningRate: 1e-2 }), seed, device, threads });
  let weights: Record<string, Float32Array>;
  try {
    for (let step = 0; step < steps; step++) {
      const places = random(seed).stream(`batch ${step}`).integers(batch, targets.length);
      const fed = new Float32Array(batch * features);
      places.forEach((place, row) =>
        fed.set(train.x.subarray(place * features, (place + 1) * features), row * features),
      );
      await trainer.step({ x: fed, goal: Float32Array.from(places, (place) => targets[place]) });
    }
    weights = await trainer.snapshot();
  } finally {
    await trainer.release();
  }
  const merit = Float64Array.from(test.truth, (_, row) => {
    let sum = weights.last[0];
    for (let unit = 0; unit < hidden; unit++) {
      let z = weights.bias[unit];
      for (let f = 0; f < features; f++) z += test.x[row * features + f] * weights.first[f * hidden + unit];
      sum += Math.max(0, z) * weights.second[unit];
    }
    return sum;
  });
  const right = (merits: ArrayLike<number>) => {
    const picks = select(merits, candidates);
    return picks.reduce((sum, row) => sum + test.truth[row], 0) / picks.length;
  };
  return {
    weaver: right(posteriors(only(votes(test.x), some), rates, prior)),
    student: right(merit),
    oracle: right(test.truth),
    verifierOperations: verifiers.reduce((sum, verifier) => sum + operationsOf(verifier), 0),
    studentOperations,
  };
}
