/** Two negatives of a query are mixed, and queries are weighed by how certain their passages are. */
import { input, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { openForward } from "#lab/measure/forward";
import { focalWeights, mixList, mixPairs } from "./method.ts";
import paper from "./paper.ts";

const [shares, certainties, cosines] = [21, 19, [0.6, 0.5]];

const openPass = () =>
  openForward(() => {
    const [query, negatives] = [input("query", [1, 3]), input("negatives", [2, 3])];
    const places = (name: string) => input(name, [1, shares], "int32");
    const pairs = { first: places("first"), second: places("second"), share: input("share", [1, shares]) };
    const near = (mixed: Tensor) => mixed.squeeze(0).matmul(query.transpose());
    return {
      pairs: near(mixPairs(negatives, pairs)),
      list: near(mixList(query, negatives.unsqueeze(0), input("temperature", []))),
      weights: focalWeights(input("logits", [certainties, certainties]), { exponent: input("gamma", []) }),
    };
  });
let opened: ReturnType<typeof openPass> | undefined;

const shareOf = (at: number) => at / (shares - 1);
const certaintyOf = (at: number) => (at + 1) / (certainties + 1);
const lossOf = (at: number) => -Math.log(certaintyOf(at));
/** Each query has its own passage and one other. */
const logits = Float32Array.from({ length: certainties ** 2 }, (_, at) => {
  const [row, column] = [Math.floor(at / certainties), at % certainties];
  if (column === row) return Math.log(certaintyOf(row) / (1 - certaintyOf(row)));
  return column === (row + 1) % certainties ? 0 : -1e9;
});

export default explore(paper, {
  intro:
    "A query has two mined negatives, with cosines of 0.6 and 0.5. Turn them apart around it: what lies between them comes nearer to the query than either. Then weigh queries by how certain their own passages are.",
  inputs: {
    apart: { kind: "number", label: "Turned apart", unit: "degrees", min: 0, max: 180, step: 15, default: 90 },
    temperature: { kind: "number", label: "Temperature of mixing from all, a power of ten", min: -2, max: 1, step: 0.5, base: 10, default: -1 }, // prettier-ignore
    gamma: { kind: "number", label: "Exponent of the weights", min: 0, max: 4, step: 0.25, default: 0.5 },
  },
  charts: {
    "Mixed negatives": {
      x: { label: "Share of the first negative" },
      y: { label: "Cosine with the query" },
      caption: "The ends of the curve are the mined negatives themselves.",
    },
    "Loss of a query": {
      x: { label: "Probability of its own passage" },
      y: { label: "Loss", unit: "nats" },
      caption: "Weighed, what is nearly certain costs next to nothing; what is difficult costs what it did.",
    },
  },
  async compute({ apart, temperature, gamma }) {
    const negatives = cosines.flatMap((cosine, at) => {
      const [angle, sine] = [((at - 0.5) * apart * Math.PI) / 180, Math.sqrt(1 - cosine ** 2)];
      return [cosine, sine * Math.cos(angle), sine * Math.sin(angle)];
    });
    const { pairs, list, weights } = await (
      await (opened ??= openPass())
    ).run({
      ...{ query: Float32Array.of(1, 0, 0), negatives: Float32Array.from(negatives), logits },
      ...{ first: new Int32Array(shares), second: new Int32Array(shares).fill(1) },
      share: Float32Array.from({ length: shares }, (_, at) => shareOf(at)),
      ...{ temperature: Float32Array.of(temperature), gamma: Float32Array.of(gamma) },
    });
    const [mixed, loss] = ["Mixed negatives", "Loss of a query"] as const;
    const points = [
      ...pairs.map((y, at) => ({ chart: mixed, series: "from two", x: shareOf(at), y })),
      ...pairs.map((_, at) => ({ chart: mixed, series: "from all", x: shareOf(at), y: list[0] })),
      ...weights.map((_, at) => ({ chart: loss, series: "plain", x: certaintyOf(at), y: lossOf(at) })),
      ...weights.map((w, at) => ({ chart: loss, series: "weighed", x: certaintyOf(at), y: w * lossOf(at) })),
    ];
    return {
      points,
      statement: `The nearest mixture of two has a cosine of ${inWords(Math.max(...pairs), 3)}, the one from all of ${inWords(list[0], 3)}. A query whose passage has a probability of 0.95 keeps ${inWords(100 * weights.at(-1)!)} % of its loss.`,
    };
  },
});
