/** One query of a head with a sink: what it spends under softmax, and under affine scaling. */
import { constant } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { affineRows } from "./method.ts";
import paper from "./paper.ts";

const length = 16;
/** The first token draws attention that nothing needs; two later ones are what the query is after. */
const scores = Array.from({ length }, (_, key) => (key === 0 ? 3 : key % 6 === 3 ? 2 : Math.sin(key)));

export default explore(paper, {
  intro:
    "A query that mostly looks at the first token. Its scale takes weight away, from all keys alike; what is missing to the running mean comes back evenly. With a scale of 0 the head takes a plain average, and with a scale above the mean weights can be negative.",
  inputs: {
    scale: { kind: "number", label: "Scale of the query", min: 0, max: 1, step: 0.05, default: 0.3 },
    mean: { kind: "number", label: "Running mean of the scale", min: 0, max: 1, step: 0.05, default: 0.5 },
    visible: { kind: "number", label: `Visible keys of ${length}`, min: 1, max: length, step: 1, default: 12 },
  },
  charts: {
    Weights: {
      x: { label: "Key" },
      y: { label: "Weight" },
      caption: "N is the same for every query: 16.",
    },
  },
  async compute({ scale, mean, visible }) {
    const row = constant([[[scores.slice(0, visible)]]]).softmax();
    const alpha = constant([[[[scale]]]]);
    const { softmax, keys, visibleKeys } = await forward(() => ({
      softmax: row,
      keys: affineRows(row, alpha, constant([mean]), { length }),
      visibleKeys: affineRows(row, alpha, constant([mean]), { keyCount: "visible" }),
    }));
    const points = Object.entries({ softmax, affine: keys }).flatMap(([series, weights]) =>
      weights.map((y, key) => ({ chart: "Weights" as const, series, x: key + 1, y })),
    );
    const sum = (weights: readonly number[]) => weights.reduce((all, weight) => all + weight, 0);
    return {
      points,
      statement: `The first token gets ${inWords(softmax[0])} under softmax and ${inWords(keys[0])} under affine scaling. The query spends ${inWords(sum(keys))} in all; were N the keys that it sees, it would spend ${inWords(sum(visibleKeys))}, the running mean, whatever its scale.`,
    };
  },
});
