/** An encoder learns a small world of ads in the page; then the title and the skills of a query are weighed against each other. */
import { explore, inWords } from "#lab/kit/index";
import paper from "./paper.ts";
import { learnPlanted, openPlanted, type Planted } from "./planted.ts";

/** Learned once a page. */
let learned: Promise<Planted> | undefined;
const alphas = Array.from({ length: 11 }, (_, at) => at / 10);
const kinds = ["synonym", "new title"] as const;

export default explore(paper, {
  intro:
    "An encoder has just learned, here, 50 occupations whose titles have no letter in common: each title stood beside skills, never beside the title that is asked for. Spoil the skills of the ads, and see how much of the query should be its title.",
  inputs: {
    title: {
      kind: "number",
      label: "Share of the title in the query",
      unit: "%",
      min: 0,
      max: 100,
      step: 10,
      default: 50,
    },
    noise: {
      kind: "number",
      label: "Skills that belong to other occupations",
      unit: "%",
      min: 0,
      max: 90,
      step: 10,
      default: 60,
    },
  },
  charts: {
    "Found first by share of the title": {
      x: { label: "Share of the title in the query", unit: "%" },
      y: { label: "Normalized title found first", unit: "%" },
      caption:
        "A synonym that stood in ads finds its way alone, on the right; a title that nobody has seen needs the skills.",
    },
  },
  async compute({ title, noise }) {
    learned ??= learnPlanted().then(openPlanted);
    const world = await learned;
    const points: { chart: "Found first by share of the title"; series: string; x: number; y: number }[] = [];
    const chosen: number[] = [];
    for (const series of kinds) {
      const found = await world.found(series, noise / 100, alphas);
      for (const [at, y] of found.entries())
        points.push({ chart: "Found first by share of the title", series, x: 10 * at, y });
      chosen.push(found[Math.round(title / 10)]);
    }
    return {
      points,
      statement: `With ${title} % of the query from the title and ${noise} % of the skills from elsewhere, ${inWords(chosen[0])} % of the ads under a synonym and ${inWords(chosen[1])} % of those under a new title find their normalized title first, of 50; by chance it would be 2 %.`,
    };
  },
});
