/** Mean and variance through the layers of a random net: its activation, where the variance starts, and how wide the net is. */
import { random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { heMap, reluMap } from "./experiment/other-maps.ts";
import { alpha, lambda, layerMap, normalizedWeights, type Moments } from "./method.ts";
import paper from "./paper.ts";

const [layers, rows] = [24, 32];
const relu = (x: number) => Math.max(0, x);

/** An activation, the squares of a unit's weights, and the map of moments that both make. */
const activations = {
  selu: { of: (x: number) => lambda * (x > 0 ? x : alpha * Math.expm1(x)), squares: 1, map: layerMap },
  relu: { of: relu, squares: 1, map: reluMap },
  he: { of: relu, squares: 2, map: heMap },
};

export default explore(paper, {
  intro:
    "Numbers run through a net of random weights. Start their variance too large or too small: SELU's map brings it back to 1 within a few layers. A net follows its map the better, the wider it is, because each unit's input is a sum over all units below.",
  inputs: {
    activation: {
      kind: "choice",
      label: "Activation and weights",
      options: { selu: "SELU, its own weights", relu: "ReLU, SELU's weights", he: "ReLU, He's weights" },
      default: "selu",
    },
    variance: { kind: "number", label: "Variance at the start", base: 2, min: -6, max: 6, step: 1, default: 4 },
    width: { kind: "number", label: "Units a layer", base: 2, min: 2, max: 6, step: 1, default: 6 },
  },
  charts: {
    "Variance by layer": {
      x: { label: "Layer, 0 is the input" },
      y: { label: "Variance", scale: "log" },
      caption: "The map of moments, and one random net.",
    },
    "Variance map": {
      x: { label: "Variance of a layer", scale: "log" },
      y: { label: "Variance of the next layer", scale: "log" },
      caption: "At mean 0. Where the map crosses the line of no change and is flatter, variances are drawn to it.",
    },
  },
  compute({ activation, variance, width }) {
    const { of, squares, map } = activations[activation as keyof typeof activations];
    const step = (moments: Moments) => map(moments, normalizedWeights);
    const stream = random(1).stream(`net of ${width}`);
    let x = Array.from({ length: rows }, () => stream.normal(width).map((value) => value * Math.sqrt(variance)));
    let moments: Moments = { mean: 0, variance };
    const points: { chart: "Variance by layer" | "Variance map"; series: string; x: number; y: number }[] = [];
    for (let layer = 0; layer <= layers; layer++) {
      const all = x.flatMap((row) => Array.from(row));
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      const seen = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
      points.push({ chart: "Variance by layer", series: "the map", x: layer, y: moments.variance });
      points.push({ chart: "Variance by layer", series: "a net", x: layer, y: seen });
      moments = step(moments);
      const units = Array.from({ length: width }, () => stream.normal(width));
      const scale = Math.sqrt(squares / width);
      const sum = (row: Float32Array, unit: Float32Array) => row.reduce((sum, value, at) => sum + value * unit[at], 0);
      x = x.map((row) => Float32Array.from(units, (unit) => of(scale * sum(row, unit))));
    }
    for (let exponent = -6; exponent <= 6; exponent += 0.5) {
      const v = 2 ** exponent;
      points.push({ chart: "Variance map", series: "the map", x: v, y: step({ mean: 0, variance: v }).variance });
      points.push({ chart: "Variance map", series: "no change", x: v, y: v });
    }
    const [end, net] = points.slice(2 * layers, 2 * layers + 2).map(({ y }) => inWords(y));
    return {
      points,
      statement: `A variance of ${inWords(variance)} becomes ${end} after ${layers} layers by the map, and ${net} in a net of ${width} units a layer.`,
    };
  },
});
