/** The forest against networks on queries that neither has seen: how much each learns from how little, what it weighs, and how fast it is. */
import { experiment } from "#lab/kit/index";
import { tuningOf } from "#lab/training/tuning/index";
import paper from "../paper.ts";
import { learningPart } from "./learning.ts";
import { propertiesPart } from "./measured-properties.ts";
import { full, type ChartName, type Settings } from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: full.seeds,
    why: "A seed is a corpus, a forest and six networks of its own. Six keep the difference between forest and network within a few points, and the ratios are far from one; more would take longer than they tell.",
    pilot: {},
    arms: [
      "forest learnt from a list",
      "network learnt from the same list",
      "sentences of the list remembered whole",
      "forest of the hand-written lexicon",
      ...full.widths.map((width) => `network of width ${width} learning without end`),
    ],
    steps: { "networks, without end and on the longest list": full.steps, "networks on shorter lists": full.steps / 3 },
    ...tuningOf(tuning),
  },
  charts: {
    Learning: {
      x: { label: "Labelled queries", scale: "log" },
      y: { label: "Queries of the test read exactly", unit: "%" },
      caption:
        "Both learn from the same queries. The control is told where topic and data are, and remembers the sentences around them whole.",
    },
    Size: {
      x: { label: "Stored", unit: "bytes", scale: "log" },
      y: { label: "Queries of the test read exactly", unit: "%" },
      mark: "dots",
      caption:
        "Forests after 10 to 1,000 queries, as packed text; networks that learn from new queries without end, as weights.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 40, browser: 100 },
      learnt: [50, 1000],
      tests: 200,
      steps: 700,
      widths: [32],
      rounds: 8,
    },
    full,
  },
  smoke: {
    ...full,
    seeds: 1,
    seconds: { node: 3, browser: 9 },
    learnt: [6, 12],
    few: 6,
    tests: 20,
    batch: 4,
    steps: 3,
    widths: [16],
    rounds: 1,
  },
  measures: [
    ...(["model-size-100x", "memory-100x", "faster", "little-data", "multiplication-rule"] as const),
    ...(["interpretable", "normalise-and-parse", "no-forgetting", "local"] as const),
  ],
  datasets: [],
  async *run(lab, settings) {
    const forest = yield* learningPart(lab, settings);
    yield* propertiesPart(lab, settings, forest);
  },
});
