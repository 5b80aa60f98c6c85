/** A stream of shifted points in two classes: how accurate a trained norm and its line are, at every weight of the batch's statistics. */
import { input, random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { openForward } from "#lab/measure/forward";
import { calibratedBatchNorm } from "./method.ts";
import paper from "./paper.ts";

const [batches, batch, steps] = [100, 16, 20];
/** Distance of each class from the middle, in units of its own spread. */
const apart = 2;

export default explore(paper, {
  intro:
    "A norm has stored the mean and variance of two classes, and what lies right of its zero is called the second. Then the data shift. The test batch knows the shift, but if its classes are skewed it takes them for a shift, too.",
  inputs: {
    weight: { kind: "number", label: "Weight of the test batch", min: 0, max: 1, step: 0.05, default: 0.5 },
    shift: {
      kind: "number",
      label: "Shift of the data (in spreads of a class)",
      min: 0,
      max: 4,
      step: 0.25,
      default: 1.5,
    },
    skew: { kind: "number", label: "Larger class of a batch", unit: "%", min: 50, max: 100, step: 5, default: 85 },
  },
  charts: {
    "Accuracy of the stream": {
      x: { label: "Weight of the test batch" },
      y: { label: "Accuracy", unit: "%" },
      caption: "A hundred batches of 16 points. The larger class changes sides from batch to batch.",
    },
  },
  async compute({ weight, shift, skew }) {
    const draw = random(1);
    const [sides, values] = [draw.stream("classes"), draw.stream("values")];
    const labels = Array.from({ length: batches }, () => {
      const [large] = sides.bernoulli(1, 0.5);
      return [...sides.bernoulli(batch, skew / 100)].map((isLarge) => (isLarge ? large : 1 - large));
    }).flat();
    const noise = values.normal(labels.length);
    const x = noise.map((value, at) => value + (labels[at] === 1 ? apart : -apart) + shift);
    // Each batch is a row of its own, as an image of 16 pixels.
    const pass = await openForward((at) => ({
      y: calibratedBatchNorm(at, input("x", [batches, 1, batch, 1]), {
        targetWeight: input("weight", []),
        over: "image",
      }),
    }));
    const accuracy = async (w: number) => {
      const stored = { "running mean": Float32Array.of(0), "running variance": Float32Array.of(1 + apart ** 2) };
      const { y } = await pass.run({ x, weight: Float32Array.of(w), ...stored });
      return (100 * y.filter((value, at) => Number(value > 0) === labels[at]).length) / y.length;
    };
    const points: { chart: "Accuracy of the stream"; series: string; x: number; y: number }[] = [];
    const chart = "Accuracy of the stream";
    for (let at = 0; at <= steps; at++)
      points.push({ chart, series: "every weight", x: at / steps, y: await accuracy(at / steps) });
    const chosen = await accuracy(weight);
    await pass.release();
    points.push({ chart, series: "yours", x: weight, y: chosen });
    const best = points.reduce((top, point) => (point.y > top.y ? point : top));
    return {
      points,
      statement: `With a weight of ${inWords(weight)}, ${inWords(chosen, 3)} % are right; ${inWords(points[0].y, 3)} % with stored statistics alone, ${inWords(points[steps].y, 3)} % with the test batch alone. The best is ${inWords(best.x)}, with ${inWords(best.y, 3)} %.`,
    };
  },
});
