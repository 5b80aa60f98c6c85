/** Measures whether skills of invented ads teach an encoder which titles mean the same, beside encoders and vectors that learn otherwise. */
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import paper from "../paper.ts";
import { armNames, trainedArms, type ArmName, type TrainedArm } from "./arms.ts";
import { openContestants, type Contestant } from "./contestants.ts";
import { openData } from "./data.ts";
import { drawn, drawPart, measured } from "./measured.ts";
import { openModels } from "./models.ts";
import { rateOf, tuningPlan } from "./rates.ts";
import { divergedScores, scoresOf, type Scores } from "./scores.ts";
import { fullPreset, type ChartName, type Settings } from "./settings.ts";

const plan: Plan = {
  seeds: 5,
  why: "Each seed draws the occupations, divides them and writes the ads anew. Five seeds are what a quarter of an hour of a processor buys. With 600 occupations, whose ads 360 updates read not five times, every system was still learning.",
  pilot: {},
  arms: armNames,
  steps: fullPreset.steps,
  ...tuningPlan,
};

/** Those that the claims need; the others are variants. */
const neededArms: readonly ArmName[] = [
  ...(["VacancySBERT", "skills of other ads", "SBERT", "BERT", "JobBERT", "classifier"] as const),
  ...(["FastText", "trigrams"] as const),
];

const isTrained = (name: ArmName): name is TrainedArm => (trainedArms as readonly ArmName[]).includes(name);
const arms = { label: "System", names: armNames } as const;
const recall = { label: "Right title found", unit: "%" } as const;

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  charts: {
    "Titles alone": {
      ...{ x: arms, y: recall, mark: "dots" },
      caption:
        "Synonyms of job titles, asked for their normalized title. They stood in ads, but never beside it; the classifier alone was told it. The second system learned from ads whose skills had been exchanged.",
    },
    "As written, with skills": {
      ...{ x: arms, y: { label: "Mean of recall at 1, 5 and 10", unit: "%" }, mark: "dots" },
      caption:
        "Titles with what employers add, alone and beside the skills of the ad, at the weight that was best on other ads. The paper states 10 % more than the best baseline without skills, 21.5 % with them.",
    },
    "Titles nobody has seen": {
      ...{ x: arms, y: { label: "Mean of recall at 1, 5 and 10", unit: "%" }, mark: "dots" },
      caption:
        "Titles that stood in no ad, and titles of occupations that were added after training. Nothing was learned of them: letters alone, at the right end, are what there is to beat.",
    },
    "Noise among skills": {
      x: { label: "Skills of the ad that belong elsewhere", unit: "%" },
      y: { label: "Mean of recall at 1, 5 and 10", unit: "%" },
      caption:
        "Skills of an ad and of its normalized title come from one definition here, which makes them a better hint than in real ads. The gain falls as skills of other occupations take their place.",
    },
    "Training loss": {
      x: { label: "Update" },
      y: { label: "Loss", unit: "nats" },
      caption: "Each system has a loss of its own: they are not to be compared, but for the first two.",
    },
  },
  presets: {
    quick: {
      ...fullPreset,
      seeds: 1,
      seconds: { node: 50, browser: 150 },
      ...{ steps: 150, occupations: 200, pieces: 1_024 },
      arms: neededArms,
    },
    full: fullPreset,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    ...{ steps: 1, batch: 4, occupations: 30, definitions: 100, pieces: 100 },
    arms: neededArms,
  },
  measures: [
    ...(["title-only-gain", "title-skills-gain", "cooccurrence-objective"] as const),
    ...(["beats-fasttext", "beats-bert", "beats-sbert", "beats-jobbert", "beats-words"] as const),
    ...(["similarity-over-classification", "added-beyond-letters"] as const),
  ],
  datasets: ["wordnet"],
  plan,
  async *run(lab, settings) {
    yield lab.progress(0, "writing ads");
    const data = await openData(lab.seed, settings);
    const models = openModels(lab, data, settings);
    const contestants = await openContestants(lab, data);
    const scores = new Map<ArmName, Scores>();
    try {
      for (const [index, name] of settings.arms.entries()) {
        const from = 0.03 + (0.97 * index) / settings.arms.length;
        const own = withProgressRange(lab, from, from + 0.97 / settings.arms.length);
        yield own.progress(0, `${name}: begins`);
        let contestant: Contestant | null = null;
        if (isTrained(name)) {
          const weights = yield* models.train(own, name, rateOf(name));
          if (weights) contestant = await contestants.trained(name, weights);
        } else if (name === "untrained") contestant = await contestants.trained("VacancySBERT", await models.initial());
        else if (name === "FastText")
          contestant = await contestants.fastText(yield* models.fastText(own, rateOf(name)));
        else contestant = contestants.trigrams();
        yield own.progress(1, `${name}: is asked`);
        scores.set(name, contestant ? await scoresOf(contestant, data) : divergedScores);
      }
      yield* measured(lab, scores, data);
      if (lab.seed <= drawn) yield* drawPart(lab, scores);
    } finally {
      await models.release();
      await contestants.release();
    }
  },
});
