/** Measures what weights are worth when a model is to forget some people and nobody else: at equal forgetting, and at equal steps. */
import { experiment, withProgressRange, type LabEvent, type Plan } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import paper from "../paper.ts";
import { armNames, comparedAtEnd, type ArmName } from "./arms.ts";
import { compare, type Comparison, type Course, type Result } from "./comparison.ts";
import { drawn, drawPart, likelihoods } from "./drawing.ts";
import { rankCorrelation } from "./live-weights.ts";
import { learn, openExam } from "./model.ts";
import { createWorld } from "./people.ts";
import { bestOf, courseOf, ratesPlan } from "./rates.ts";
import { balanceAtEnd, honestRange, keptAt } from "./score.ts";
import { full, type ChartName, type SatImpLab, type Settings } from "./settings.ts";
import { divide } from "./subjects.ts";

const saturating = ["SimSat 1", "SimSat 5", "SimSat 20"] as const;
const important = ["SimImp 0.1", "SimImp 0.5", "SimImp 2"] as const;
/** From no weights on to ever sharper ones. */
const smoothness = ["GA", ...saturating] as const;
const granularity = ["SatImp", "SatImp, groups", "SatImp, answers", "SatImp, batch"] as const;

const controls = ["SatImp, shuffled", "SatImp, level"] as const;
const rival = bestOf(["NPO", "SimNPO"]);

/** Courses besides the arms at their tuned rates. */
const again = "SatImp, other batches";
const alone = (arm: ArmName) => `${arm}, nothing kept`;
const toTheEnd = (arm: ArmName) => `${arm}, to the end`;

const coursesOf = (arms: readonly ArmName[], seed: number): Course[] => [
  ...arms.map((arm) => ({ name: arm, ...courseOf(arm) })),
  { name: again, ...courseOf("SatImp"), seed: seed + 500 },
  ...comparedAtEnd.flatMap((arm) => [
    { name: alone(arm), ...courseOf(arm), lambda: 0 },
    { name: toTheEnd(arm), ...courseOf(arm, "end") },
  ]),
];

const plan: Plan = {
  seeds: 10,
  why: "Each seed is the mean of three forget sets. Ten seeds are what a thousand processor seconds buy; differences of a tenth need fewer, and the one between SatImp and saturation alone may be smaller than that.",
  pilot: {},
  arms: coursesOf(armNames, 0).map(({ name }) => name),
  steps: { "learning by heart": full.learning, forgetting: full.unlearning },
  ...ratesPlan(),
};

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "Forgetting and keeping": {
      x: { label: "Left of what should go", unit: "extraction strength" },
      y: { label: "Left of what should stay", unit: "extraction strength" },
      caption:
        "From the upper right every method goes left as it forgets; the higher it stays, the better. The reference never saw the people that the others forget.",
    },
    "Forgetting by step": {
      x: { label: "Update" },
      y: { label: "Left of what should go", unit: "extraction strength" },
      caption:
        "Eight people, of whom the model knew everything. The reference, which never saw them, guesses a quarter.",
    },
    "Keeping by step": {
      x: { label: "Update" },
      y: { label: "Left of what should stay", unit: "extraction strength" },
      caption: "Sixteen people whom nothing protects but their likeness to those that are kept in training.",
    },
    "Kept by method": {
      x: { label: "Kept, less what is left too much", unit: "extraction strength" },
      y: { label: "Method", names: armNames },
      mark: "dots",
      caption: "Mean over three forget sets, each method at its own tuned rate. Shuffled and level are the controls.",
    },
    Smoothness: {
      x: { label: "Exponent" },
      y: { label: "Kept, less what is left too much", unit: "extraction strength" },
      caption: "From no weights at exponent 0 to ever sharper ones, each at its own rate.",
    },
    "Likelihood of words": {
      x: { label: "Likelihood of the true word" },
      y: { label: "Words", unit: "%" },
      caption:
        "Of the people to be forgotten, before and after SatImp. Keys carry the facts; all other words of an answer are fillers.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 40, browser: 110 },
      sets: 1,
      arms: ["GA", ...saturating, ...important, ...granularity, ...controls, rival],
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 8 },
    ...{ people: 24, size: { depth: 1, width: 16, heads: 2 }, learning: 2, forgotten: 4, sets: 1, watched: 4 },
    ...{ unlearning: 1, every: 1 },
    arms: ["GA", ...saturating, ...important, "SatImp", "SatImp, batch", ...controls, rival],
  },
  measures: [
    "sat-beats-imp",
    "combo-best",
    "sat-sign",
    "imp-sign",
    "smoothness-matters",
    "granularity-matters",
    "satimp-works",
    "right-tokens",
    "not-only-lighter",
    "equal-steps",
  ],
  datasets: [],
  plan,
  async *run(lab, settings) {
    const { seed, device, threads } = lab;
    const world = createWorld(seed, settings.people);
    const division = divide(seed, world, settings);
    const exam = await openExam({ device, threads }, world, settings.size);
    try {
      const facts = [...world.people, ...world.rivers];
      const { learning: steps, size } = settings;
      const start = yield* learn(withProgressRange(lab, 0, 0.1), { name: "all people", world, facts, steps, size });
      const reference = yield* learn(withProgressRange(lab, 0.1, 0.2), {
        ...{ name: "the reference", world, facts: division.known, steps, size },
      });
      const targets: number[] = [];
      for (const { forget } of division.sets) targets.push((await exam.of(reference, forget)).extraction);
      const comparison = { ...division, world, exam, start, targets };
      const courses = coursesOf(settings.arms, seed);
      const results = yield* compare(withProgressRange(lab, 0.2, 1), comparison, courses, settings);
      yield* measured(lab, results, targets);
      yield* known(lab, comparison, results);
      if (seed <= drawn) {
        const kept = (await exam.of(reference, division.watched)).extraction;
        yield* drawPart(lab, settings.arms, results, { targets, kept });
      }
    } finally {
      await exam.release();
    }
  },
});

function* measured(
  lab: SatImpLab,
  results: ReadonlyMap<string, Result>,
  targets: readonly number[],
): Generator<LabEvent, void, void> {
  const scores = (name: string, of = keptAt) =>
    results.get(name)!.trajectories.map((moments, set) => of(moments, targets[set]));
  const kept = (name: string) => mean(scores(name));
  const saturation = kept(bestOf(saturating));
  yield lab.measure("sat-beats-imp", saturation - kept(bestOf(important)));
  yield lab.measure("combo-best", kept("SatImp") - saturation);
  yield lab.measure("smoothness-matters", honestRange(smoothness.map((name) => scores(name))));
  yield lab.measure(
    "granularity-matters",
    honestRange(granularity.filter((name) => results.has(name)).map((name) => scores(name))),
  );
  yield lab.measure("satimp-works", kept("SatImp") - kept(rival));
  yield lab.measure("right-tokens", kept("SatImp") - kept("SatImp, shuffled"));
  yield lab.measure("not-only-lighter", kept("SatImp") - kept("SatImp, level"));
  const balance = (arm: ArmName) => mean(scores(toTheEnd(arm), balanceAtEnd));
  yield lab.measure("equal-steps", balance("SatImp") - balance("GA"));
  yield lab.note(
    `SatImp keeps ${kept("SatImp").toFixed(3)}, with other batches ${kept(again).toFixed(3)}; without a batch to be kept ` +
      `${kept(alone("SatImp")).toFixed(3)}, GA ${kept(alone("GA")).toFixed(3)}`,
  );
}

/** What a model that has forgotten thinks of its words, and what it has lost of text that has to do with no person. */
async function* known(
  lab: SatImpLab,
  { exam, start, sets, world }: Comparison,
  results: ReadonlyMap<string, Result>,
): AsyncGenerator<LabEvent, void, void> {
  const { forget } = sets.at(-1)!;
  const before = await exam.of(start, forget);
  const after = await exam.of(results.get("SatImp")!.weights, forget);
  yield lab.measure("sat-sign", await rankCorrelation(after, { saturation: 5 }));
  yield lab.measure("imp-sign", await rankCorrelation(after, { importance: 0.1 }));
  if (lab.seed <= drawn) yield* likelihoods(lab, { before, after });
  const rivers = async (name: string) => (await exam.of(results.get(name)!.weights, world.rivers)).extraction;
  yield lab.note(
    `mean likelihood before forgetting: keys ${mean(before.key).toFixed(3)}, fillers ${mean(before.filler).toFixed(3)}; ` +
      `after SatImp ${mean(after.key).toFixed(3)} and ${mean(after.filler).toFixed(3)}. ` +
      `Extraction of rivers, which nothing protects: SatImp ${(await rivers("SatImp")).toFixed(2)}, GA ${(await rivers("GA")).toFixed(2)}`,
  );
}
