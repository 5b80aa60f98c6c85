/** Measures what the parts of a recipe for embedders are worth: stages, form, focal weights, mixed negatives, soup, breadth of data. */
import { experiment, withProgressRange, type LabEvent, type Plan } from "#lab/kit/index";
import type { Parameters } from "#engine";
import { soup } from "../method.ts";
import paper from "../paper.ts";
import { armNames, arms, claimArms, formOf, members, minerArm, plainArms, type ArmName } from "./arms.ts";
import { openData } from "./data.ts";
import { drawn, drawPart, familyNames, forms, measured, parts, stages, type Made } from "./measured.ts";
import { openModels, type MinedPairs } from "./models.ts";
import { rateOf, tuningPlan } from "./rates.ts";
import { divergedScores, ensemble, openExaminer, type Embedded, type Scores } from "./scores.ts";
import { fullPreset, type ChartName, type Settings } from "./settings.ts";
import { ourForm } from "./sizes.ts";

const plan: Plan = {
  seeds: 6,
  why: "Each seed divides the nouns anew and asks thousands of questions. Six seeds are what 1,200 seconds of a processor buy; controls that no claim rests on have the first two.",
  pilot: {},
  arms: armNames,
  steps: { "language model": fullPreset.language, "weak pairs": fullPreset.weak, "labelled pairs": fullPreset.tuned },
  ...tuningPlan,
};

const score = { label: "Mean of six families", unit: "points" } as const;

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "What each part brings": {
      x: { label: "Second stage", names: parts },
      y: { label: "Score above mined negatives alone", unit: "points" },
      mark: "dots",
      caption:
        "A part of the method should lie above zero and above its control: focal weights above shuffled ones, mixed negatives above copies of the mined ones.",
    },
    "Six families": {
      x: { label: "Family of tasks", names: familyNames },
      y: { label: "Score", unit: "points" },
      mark: "dots",
      caption:
        "Nouns of WordNet that no pair was learned from. The last place is the mean, by which claims are judged.",
    },
    Stages: {
      x: { label: "Model", names: stages },
      y: score,
      mark: "dots",
      caption:
        "First weights, a language model, weak pairs, labelled pairs with the whole recipe, and the mean of three such models. The one without weak pairs spends their tokens on labelled ones.",
    },
    "Negatives over training": {
      x: { label: "Update" },
      y: { label: "Cosine with the query" },
      caption:
        "The query's passage, and the nearest of its own mined and of its mixed negatives. Mining was done before the first update.",
    },
    "Masks and pooling": {
      x: { label: "Encoder", names: forms },
      y: score,
      mark: "dots",
      caption: "One causal language model, tuned in four forms on labelled pairs alone.",
    },
    "Score by size": {
      x: { label: "Parameters", scale: "log" },
      y: score,
      mark: "dots",
      caption:
        "Plain contrastive training at two widths, and the recipe. Where it lies no lower than the larger one, it keeps up with it.",
    },
    "Training loss": {
      x: { label: "Update" },
      y: { label: "Loss", unit: "nats" },
      caption: "Weights are below 1 and mixtures add terms: losses of different arms are not to be compared.",
    },
  },
  presets: {
    quick: {
      ...fullPreset,
      seeds: 1,
      seconds: { node: 55, browser: 165 },
      ...{ language: 30, weak: 40, tuned: 50, batch: 32, labelled: 3_200 },
      ...{ queries: 300, candidates: 1_000, graded: 300 },
      arms: claimArms,
    },
    full: fullPreset,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    ...{ depth: 1, language: 1, weak: 1, tuned: 1, batch: 4, labelled: 150, ranks: [40, 60] },
    ...{ queries: 60, candidates: 150, graded: 30 },
    arms: claimArms,
  },
  measures: [
    ...(["bidirectional-mean", "multi-stage", "model-soup", "focal-reweighting", "focal-beats-shuffled"] as const),
    ...(["hard-negative-mixing", "mixing-beats-copies", "beats-same-size", "competes-larger", "data-breadth"] as const),
  ],
  datasets: ["wordnet"],
  plan,
  async *run(lab, settings) {
    yield lab.progress(0, "reading WordNet");
    const data = await openData(lab.seed, settings);
    const examiner = openExaminer(lab, data);
    const models = openModels(lab, data, examiner, settings);
    const scores = new Map<ArmName | Made, Scores>();
    const embedded = new Map<ArmName | Made, Embedded>();
    const trained = new Map<ArmName, Parameters | null>();
    const examine = async (name: ArmName | Made, weights: Parameters | null, form = ourForm) => {
      if (weights) embedded.set(name, await examiner.embed(weights, form));
      scores.set(name, weights ? await examiner.scores(embedded.get(name)!, data.all) : divergedScores);
    };
    try {
      const parents = yield* models.parents(withProgressRange(lab, 0.02, 0.06));
      for (const name of ["first weights", "language model", "weak pairs"] as const) await examine(name, parents[name]);
      let mined: MinedPairs | undefined;
      // Controls that no claim rests on are for the pictures and notes of the seeds that are drawn.
      const names = settings.arms.filter((name) => lab.seed <= drawn || claimArms.includes(name));
      for (const [index, name] of names.entries()) {
        const from = 0.06 + (0.92 * index) / names.length;
        const own = withProgressRange(lab, from, from + 0.92 / names.length);
        yield own.progress(0, `${name}: begins`);
        if (arms[name].kind === "aimed" && mined === undefined) {
          const miner = trained.get(minerArm);
          if (!miner) throw new Error(`negatives are mined by what ${minerArm} has made, and that diverged`);
          mined = await models.mine(miner);
          yield own.note(
            `${mined.length} of ${data.labelled.length} labelled pairs are consistent with the miner's ranking`,
          );
        }
        const weights = yield* models.train(own, name, rateOf(name), { parents, mined });
        trained.set(name, weights);
        await examine(name, weights, formOf(name));
      }
      yield* soups();
      const onLeftOut = async (name: ArmName) =>
        embedded.has(name) ? examiner.scores(embedded.get(name)!, data.leftOut) : divergedScores;
      const results = {
        scores,
        leftOut: { broad: await onLeftOut("21 categories"), five: await onLeftOut("five categories") },
        parameters: plainArms.map((name) => sizeOf(trained.get(name) ?? {})),
      };
      yield* measured(lab, results);
      if (lab.seed <= drawn) yield* drawPart(lab, results);
    } finally {
      await models.release();
      await examiner.release();
    }

    async function* soups(): AsyncGenerator<LabEvent, void, void> {
      yield lab.progress(0.98, "soup and ensemble");
      const found = members.map((name) => trained.get(name) ?? null);
      const whole = found.flatMap((weights) => (weights ? [weights] : []));
      const isWhole = whole.length === found.length;
      await examine("soup", isWhole ? soup(whole) : null);
      const together = isWhole ? ensemble(members.map((name) => embedded.get(name)!)) : null;
      scores.set("ensemble", together ? await examiner.scores(together, data.all) : divergedScores);
    }
  },
});

const sizeOf = (parameters: Parameters): number =>
  Object.values(parameters).reduce((sum, { length }) => sum + length, 0);
