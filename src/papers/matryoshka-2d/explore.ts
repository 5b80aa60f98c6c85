/** Two towers learn in the page; then they are left at the layer and size of the user's choice. */
import { explore, inWords } from "#lab/kit/index";
import { depth, learned, pairs, sizes, width } from "./experiment/toy.ts";
import paper from "./paper.ts";

/** Learned once a page. */
let towers: Promise<readonly (readonly [string, number[][]])[]> | undefined;
const train = async () => [["plain", await learned(false)] as const, ["2-D", await learned(true)] as const];

export default explore(paper, {
  intro:
    "Two towers of four layers have just learned, here, which noisy points belong together: one with a loss at its end alone, one with 2-D Matryoshka's four corners. Leave them early, cut their vectors, and see what is still found.",
  inputs: {
    layers: { kind: "number", label: "Layers that are run", min: 1, max: depth, step: 1, default: 2 },
    size: {
      kind: "number",
      label: "Numbers that are kept, a power of two",
      min: 3,
      max: 5,
      step: 1,
      base: 2,
      default: 4,
    },
  },
  charts: {
    "Found by layer": {
      x: { label: "Layers that are run" },
      y: { label: "Found first of 100", unit: "%" },
      caption: "At the size that is chosen.",
    },
  },
  async compute({ layers, size }) {
    towers ??= train();
    const place = sizes.indexOf(size);
    const points = (await towers).flatMap(([series, recall]) =>
      recall.map((row, at) => ({ chart: "Found by layer" as const, series, x: at + 1, y: row[place] })),
    );
    const [plain, elastic] = (await towers).map(([, recall]) => recall[layers - 1][place]);
    const cost =
      (100 * (4 * layers * width * width + 2 * size * pairs)) / (4 * depth * width * width + 2 * width * pairs);
    return {
      points,
      statement: `After ${layers} of ${depth} layers and with ${size} of ${width} numbers, 2-D Matryoshka finds ${inWords(elastic)} %, the plain tower ${inWords(plain)} %, for ${inWords(cost)} % of the arithmetic of the whole.`,
    };
  },
});
