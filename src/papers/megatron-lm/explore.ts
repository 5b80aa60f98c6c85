/** How far cutting goes: what a rank has to keep, and what it has to say. */
import { explore } from "#lab/kit/index";
import { bytesPerRank, shapesOf } from "./method.ts";
import paper from "./paper.ts";

const [vocabulary, context, batch] = [51_200, 1024, 8];
const ranks = [1, 2, 4, 8, 16];

export default explore(paper, {
  intro:
    "A transformer over some ranks: 51,200 tokens, windows of 1,024, batches of 8. Make it wider or deeper, and see how many ranks it needs; the largest of the paper has 72 layers of 3,072.",
  inputs: {
    width: { kind: "number", label: "Width", min: 768, max: 6144, step: 768, default: 3072 },
    depth: { kind: "number", label: "Layers", min: 8, max: 96, step: 8, default: 72 },
  },
  charts: {
    Memory: {
      x: { label: "Ranks", scale: "log" },
      y: { label: "On a rank", unit: "GiB", scale: "log" },
      caption: "Parameters and Adam's two averages, in 32 bits, without activations.",
    },
    Talk: {
      x: { label: "Ranks", scale: "log" },
      y: { label: "Operations for each number that is summed up", scale: "log" },
      caption: "Every rank says as much however many there are, and computes less.",
    },
  },
  compute({ width, depth }) {
    const shapes = shapesOf({ vocabulary, context, depth, width, heads: width / 96 });
    const gigabytes = (size: number) => {
      const { cut, whole } = bytesPerRank(shapes, size);
      return { cut: cut / 2 ** 30, whole: whole / 2 ** 30 };
    };
    const tokens = batch * context;
    const operations =
      72 * tokens * depth * width ** 2 * (1 + context / (6 * width) + vocabulary / (12 * depth * width));
    const numbers = (4 * depth + 2) * tokens * width + 3 * tokens + 1;
    const points = ranks.flatMap((size) => {
      const { cut, whole } = gigabytes(size);
      return [
        { chart: "Memory" as const, series: "cut", x: size, y: cut },
        { chart: "Memory" as const, series: "whole on every rank", x: size, y: whole },
        { chart: "Talk" as const, series: "operations per number", x: size, y: operations / size / numbers },
      ];
    });
    const parameters = (gigabytes(1).cut + gigabytes(1).whole) * (2 ** 30 / 12);
    const eight = gigabytes(8);
    const statement = `${(parameters / 1e9).toFixed(2)} billion parameters: ${(gigabytes(1).cut + gigabytes(1).whole).toFixed(1)} GiB on one rank, ${(eight.cut + eight.whole).toFixed(1)} on each of eight. A step sums up ${(numbers / 1e9).toFixed(2)} billion numbers, in ${4 * depth + 6} sums.`;
    return { points, statement };
  },
});
