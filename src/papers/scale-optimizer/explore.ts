/** Where the bytes of training go: a LLaMA of any shape, and what each optimizer keeps beside it. */
import { explore, inWords } from "#lab/kit/index";
import { memoryOf, memoryRows, parameterCounts } from "./method.ts";
import paper from "./paper.ts";

export default explore(paper, {
  intro:
    "Momentum in the head alone is cheap where the vocabulary is a small part of the model. Take a narrow model with a large vocabulary, and the head is a third of it.",
  inputs: {
    width: { kind: "number", label: "Width", base: 2, min: 6, max: 13, step: 1, default: 11 },
    depth: { kind: "number", label: "Blocks", min: 2, max: 80, step: 1, default: 24 },
    vocabulary: { kind: "number", label: "Vocabulary", base: 2, min: 9, max: 18, step: 1, default: 15 },
  },
  charts: {
    Memory: {
      x: { label: "Weights and optimizer state, in 2-byte numbers", unit: "GB", scale: "log" },
      y: { label: "Optimizer", names: memoryRows },
      mark: "dots",
      caption: "The dot of SGD is the weights alone.",
    },
  },
  compute({ width, depth, vocabulary }) {
    const shape = { width, depth, vocabulary, hidden: Math.round((8 * width) / 3) };
    const { head, ...others } = parameterCounts(shape);
    const weights = head + Object.values(others).reduce((sum, size) => sum + size, 0);
    const [scale, adam] = (["SCALE", "Adam"] as const).map((row) => memoryOf(row, shape).total);
    return {
      points: memoryRows.map((row, at) => ({
        chart: "Memory" as const,
        series: "Weights and state",
        x: memoryOf(row, shape).total / 1e9,
        y: at + 1,
      })),
      statement: `Of ${inWords(weights / 1e6, 3)} million weights the head has ${inWords((100 * head) / weights)} %. SCALE takes ${inWords(scale / 1e9, 3)} GB, ${inWords((100 * scale) / adam, 3)} % of Adam's ${inWords(adam / 1e9, 3)} GB.`,
    };
  },
});
