/** Examples of different size: what batch norm, RMS norm and layer norm make of each of them. */
import { constant, random, type Scope, type Tensor } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { forward } from "#lab/measure/forward";
import { batchNorm, noNorm, rmsNorm } from "#lab/nn/norms";
import { layerNorm } from "./method.ts";
import paper from "./paper.ts";

const features = 64;
const norms = { "as it comes": noNorm, "batch norm": batchNorm, "RMS norm": rmsNorm, "layer norm": layerNorm };

export default explore(paper, {
  intro:
    "A small batch reaches a layer. Its examples differ in size, and all of them are shifted. Batch norm sees one scale for the whole batch; layer norm sees each example on its own.",
  inputs: {
    spread: {
      kind: "number",
      label: "Largest example over smallest",
      unit: "times",
      base: 2,
      ...{ min: 0, max: 10, step: 1, default: 4 },
    },
    shift: { kind: "number", label: "Added to every input", min: 0, max: 10, step: 0.5, default: 2 },
    batch: { kind: "number", label: "Examples in the batch", base: 2, min: 1, max: 6, step: 1, default: 3 },
  },
  charts: {
    "Size of each example": {
      x: { label: "Example, from the smallest to the largest" },
      y: { label: "Standard deviation over its features", scale: "log" },
      caption: "A flat line is a layer whose next weights see every example at the same size.",
    },
    "Mean of each example": {
      x: { label: "Example, from the smallest to the largest" },
      y: { label: "Mean over its features" },
      caption: "Layer norm takes the mean away, RMS norm does not; batch norm takes away that of the batch.",
    },
  },
  async compute({ spread, shift, batch }) {
    const draw = random(1)
      .stream("inputs")
      .normal(batch * features);
    const sizeOf = (example: number) => spread ** (example / (batch - 1) - 0.5);
    const inputs = draw.map((value, at) => shift + value * sizeOf(Math.floor(at / features)));
    const x = constant(inputs, { shape: [batch, features] });
    const shapeOf = (y: Tensor) => {
      const mean = y.mean(-1);
      return { mean, size: y.sub(mean).square().mean(-1).sqrt() };
    };
    const seen: Record<string, { mean: number[]; size: number[] }> = {};
    for (const [name, norm] of Object.entries(norms))
      seen[name] = await forward((at: Scope) => shapeOf(norm(at, x)), { mode: "training" });
    const points = Object.entries(seen).flatMap(([series, { mean, size }]) =>
      size.flatMap((value, index) => [
        { chart: "Size of each example" as const, series, x: index + 1, y: value },
        { chart: "Mean of each example" as const, series, x: index + 1, y: mean[index] },
      ]),
    );
    const ratio = (name: string) => inWords(seen[name].size.at(-1)! / seen[name].size[0]);
    return {
      points,
      statement: `The last of ${batch} examples comes ${ratio("as it comes")} times as large as the first. This ratio is ${ratio("batch norm")} after batch norm, ${ratio("RMS norm")} after RMS norm and ${ratio("layer norm")} after layer norm.`,
    };
  },
});
