/** Two towers learn in the page; then they are left at the layer and size of the user's choice, and the search is timed there. */
import { explore, inWords } from "#lab/kit/index";
import { depth, learned, sizes, timed, timedSearch, width } from "./experiment/toy.ts";
import paper from "./paper.ts";

/** Learned and timed once a page, one after the other: nothing else should run beside a clock. */
let towers: Promise<{ plain: number[][]; elastic: number[][]; times: number[][] }> | undefined;
const prepare = async () => ({ plain: await learned(false), elastic: await learned(true), times: await timed() });

export default explore(paper, {
  intro:
    "Two towers of four layers have just learned, here, which noisy points belong together: one with a loss at its end alone, one with 2-D Matryoshka's four corners. Leave them early, cut their vectors, and see what is still found, and how long a search then takes on this machine.",
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
    "Time by layer": {
      x: { label: "Layers that are run" },
      y: { label: "Time of a search", unit: "ms" },
      caption: `To encode ${inWords(timedSearch.queries)} queries and to compare them with ${timedSearch.candidates} candidates, by a clock. The chosen size, and all ${width} numbers.`,
    },
  },
  async compute({ layers, size }) {
    towers ??= prepare();
    const { plain, elastic, times } = await towers;
    const place = sizes.indexOf(size);
    const curve = <Name extends string>(chart: Name, series: string, rows: number[][], column = place) =>
      rows.map((row, at) => ({ chart, series, x: at + 1, y: row[column] }));
    const points = [
      ...curve("Found by layer", "plain", plain),
      ...curve("Found by layer", "2-D", elastic),
      ...(size < width ? curve("Time by layer", `size ${size}`, times) : []),
      ...curve("Time by layer", `size ${width}`, times, sizes.indexOf(width)),
    ];
    const [time, whole] = [times[layers - 1][place], times[depth - 1][sizes.indexOf(width)]];
    return {
      points,
      statement: `After ${layers} of ${depth} layers and with ${size} of ${width} numbers, 2-D Matryoshka finds ${inWords(elastic[layers - 1][place])} %, the plain tower ${inWords(plain[layers - 1][place])} %. ${inWords(timedSearch.queries)} queries took ${inWords(time)} ms on the machine that drew this, ${inWords((100 * time) / whole)} % of the ${inWords(whole)} ms of all layers and numbers.`,
    };
  },
});
