/** One query among keys all around it, in two dimensions: how sharply it looks as it grows longer and turns. */
import { constant } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { attentionStatistics } from "#lab/measure/attention-hooks";
import { forward } from "#lab/measure/forward";
import { linearWeights, reluFeatures, type FeatureMap } from "#lab/nn/language-model/linear-attention";
import { formA, formB } from "./method.ts";
import paper from "./paper.ts";

const count = 72;
const degrees = Array.from({ length: count }, (_, key) => (360 * key) / count - 180);
const onCircle = (angle: number, length = 1) => [Math.cos(angle), Math.sin(angle)].map((x) => length * x);
const keys = constant(degrees.map((angle) => onCircle((angle * Math.PI) / 180)));

const weightsBy =
  ({ queries, keys: ofKeys }: FeatureMap) =>
  (query: number[]) =>
    linearWeights(queries(constant([query])), ofKeys(keys));

const kernels = {
  softmax: (query: number[]) => constant([query]).matmul(keys.transpose()).softmax(),
  ReLU: weightsBy(reluFeatures),
  "NaLa A": weightsBy(formA()),
  "NaLa B": weightsBy(formB()),
} as const;

export default explore(paper, {
  intro:
    "Seventy-two keys on a circle and one query. Softmax looks more sharply the longer the query is. ReLU features do not notice. The norm-aware kernel raises the entries of the query's direction to a power that grows with its length, up to a length of about 2. It sharpens towards the axes, not towards the query: turn it to 45 degrees, where both entries are alike, and length does nothing.",
  inputs: {
    length: { kind: "number", label: "Length of the query", min: 0.1, max: 6, step: 0.1, default: 1 },
    angle: { kind: "number", label: "Its angle, in degrees", min: 0, max: 90, step: 5, default: 20 },
  },
  charts: {
    Weights: {
      x: { label: "Angle of the key", unit: "°" },
      y: { label: "Weight" },
      caption: "Keys that point away from the query get nothing in form A, and from ReLU features.",
    },
    Entropy: {
      x: { label: "Length of the query" },
      y: { label: "Entropy", unit: "nats" },
      caption: "At the angle above.",
    },
  },
  async compute({ length, angle }) {
    const at = (long: number) => onCircle((angle * Math.PI) / 180, long);
    const lengths = [0.1, 0.5, 1, 1.5, 2, 3, 4, 6];
    const names = Object.keys(kernels) as (keyof typeof kernels)[];
    const out = await forward(() =>
      Object.fromEntries(
        names.flatMap((name) => [
          [name, kernels[name](at(length))],
          ...[length, ...lengths].map((long) => [
            `${name} ${long}`,
            attentionStatistics(kernels[name](at(long)).reshape(1, 1, 1, count)).entropy,
          ]),
        ]),
      ),
    );
    const points = names.flatMap((series) => [
      ...out[series].map((y, key) => ({ chart: "Weights" as const, series, x: degrees[key], y })),
      ...lengths.map((x) => ({ chart: "Entropy" as const, series, x, y: out[`${series} ${x}`][0] })),
    ]);
    const exponent = 3 * (0.5 + Math.tanh(length));
    const entropy = (name: keyof typeof kernels) => inWords(out[`${name} ${length}`][0]);
    return {
      points,
      statement: `At this length the exponent is ${inWords(exponent)}. The entropy of the row is ${entropy("softmax")} nats under softmax, ${entropy("ReLU")} with ReLU features and ${entropy("NaLa A")} with form A; an even spread over all keys would have ${inWords(Math.log(count))}.`,
    };
  },
});
