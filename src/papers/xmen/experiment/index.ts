/** Measures what names of other languages, two generators and a re-ranker are worth for names of places, languages and scripts, beside controls that could refute each. */
import { localeNames } from "#lab/datasets/locale-names";
import { wordNet } from "#lab/datasets/wordnet";
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import paper from "../paper.ts";
import { openAliasVectors } from "./alias-encoder.ts";
import { aliasArm, armNames, readerArm, type ArmName } from "./arms.ts";
import { differingBytes } from "./configured.ts";
import { axisNames, drawn, drawResults } from "./drawing.ts";
import { remembered } from "./first-stage.ts";
import { measured } from "./measured.ts";
import { divide, namedConcepts } from "./names.ts";
import { chosen, chosenFew, tuningPlan } from "./rates.ts";
import { fullPreset, type ChartName, type ClaimId, type Settings } from "./settings.ts";
import { learnNames, linkNames, linkNouns, rerankArms } from "./stages.ts";

const plan: Plan<ClaimId> = {
  seeds: fullPreset.seeds,
  why: "Each seed divides the concepts, draws the mentions and spoils them anew. Six seeds are what half an hour of a processor buys; recalls of the second stage rest on 400 mentions, which scatter by two points between seeds.",
  pilot: {},
  arms: [aliasArm, readerArm, ...armNames],
  steps: { [aliasArm]: fullPreset.aliasSteps, [readerArm]: fullPreset.reading, "each cross-encoder": fullPreset.steps },
  ...tuningPlan,
  tuning: `${tuningPlan.tuning} Loss is the mean logarithm of the rank of the right concept, of concepts of validation. The others take the rate of the arm whose pull they have or are nearest to, or, without a pull of their own, pull and rate of the pulled arm that did best: few mentions, or no annotations, are nothing to tune by.`,
};

/** Those that the claims need; the others are drawn. */
const neededArms = armNames.filter((name) =>
  ([chosen, chosenFew, "few, not pulled", "few, pulled to one number", "translated"] as ArmName[]).includes(name),
); // prettier-ignore

const found = { label: "Right concept found first", unit: "%" } as const;
const among = { label: "Right concept among the first 64", unit: "%" } as const;
const ownNames = { label: "The language's own names in the terminology", unit: "%" } as const;

export default experiment<ClaimId, ChartName, Settings>(paper, {
  charts: {
    "Names in Latin letters": {
      ...{ x: ownNames, y: among },
      caption:
        "Names in German, French, Spanish and Dutch with one wrong character. What English names add shrinks as the language's own become known; Finnish names in their place tell whether it has to be English.",
    },
    "Names in other scripts": {
      ...{ x: ownNames, y: among },
      caption:
        "The same in Russian, Greek, Japanese and Arabic, which share no letter with English: here all rests on the encoder.",
    },
    Generators: {
      x: { label: "Language", names: axisNames.languages },
      y: among,
      mark: "dots",
      caption:
        "A quarter of the language's own names and all English ones are known. Trigrams cannot cross scripts, the encoder can.",
    },
    "Pull to the first ranking": {
      x: { label: "Pull λ" },
      y: found,
      caption:
        "Mentions in sentences. A pull of 1 leaves a model that fits everything on the first ranking; a pull of 0 forgets that ranking. The control is pulled to one number for all candidates.",
    },
    "What is learned from": {
      x: { label: "Found first", unit: "%" },
      y: { label: "Learned from", names: axisNames.learned },
      mark: "dots",
      caption:
        "The same mentions for all. Translated: English sentences word for word, with the names of the language and no annotation of its text.",
    },
    "Words of a mention": {
      x: { label: "Words", names: axisNames.words },
      y: found,
      mark: "dots",
      caption:
        "Nouns of WordNet, by both generators. Only the same change can be compared between one word and several.",
    },
    "Training loss": {
      x: { label: "Update" },
      y: { label: "Loss", unit: "nats" },
      caption: "Losses of different pulls, and of the alias encoder, are not to be compared.",
    },
  },
  presets: {
    quick: {
      ...fullPreset,
      seeds: 1,
      seconds: { node: 50, browser: 150 },
      ...{
        aliasSteps: 100,
        alone: 200,
        reading: 100,
        steps: 60,
        asked: 240,
        names: 60,
        synsets: 1_000,
        nouns: 120,
        many: 200,
        validation: 30,
      },
      arms: neededArms,
    },
    full: fullPreset,
  },
  smoke: {
    ...fullPreset,
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    every: 10,
    ...{ aliasSteps: 1, pairs: 8, alone: 2, reading: 1, steps: 1, mentions: 1, candidates: 3 },
    ...{ few: 2, many: 4, validation: 3, asked: 6, names: 3, synsets: 60, nouns: 12 },
    arms: neededArms,
  },
  measures: [
    ...(["cross-lingual-aliases", "ensemble-beats-parts", "low-resource-ok", "hard-mwe"] as const),
    ...(["reranker-improves", "weak-supervision", "rank-regularization", "ranking-matters"] as const),
    ...(["sota-many-languages", "reproducible-config"] as const),
  ],
  datasets: ["locale-names", "wordnet"],
  plan,
  async *run(lab, settings) {
    yield lab.progress(0, "reading names");
    const division = divide(namedConcepts(await localeNames(), settings.every), lab.seed);
    const weights = yield* learnNames(withProgressRange(lab, 0.01, 0.1), division, settings);
    const opened = await openAliasVectors(weights, lab);
    try {
      const vectors = remembered(opened);
      const coverages = yield* linkNames(withProgressRange(lab, 0.1, 0.25), division, settings, vectors);
      yield lab.progress(0.25, "nouns of one word and of several");
      const nouns = await linkNouns(lab.seed, await wordNet(), settings, vectors);
      const reranked = yield* rerankArms(withProgressRange(lab, 0.27, 0.97), division, settings, vectors);
      yield lab.progress(0.97, "one configuration twice");
      const differing = await differingBytes(division, lab.seed);
      const results = { coverages, nouns, reranked, differing };
      yield* measured(lab, results);
      if (lab.seed <= drawn) yield* drawResults(lab, results);
    } finally {
      await opened.release();
    }
  },
});
