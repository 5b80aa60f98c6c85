/** Measures what names of other languages, two generators and a re-ranker are worth for names of places, languages and scripts, beside controls that could refute each. */
import { localeNames } from "#lab/datasets/locale-names";
import { experiment, withProgressRange, type Plan } from "#lab/kit/index";
import paper from "../paper.ts";
import { openAliasVectors } from "./alias-encoder.ts";
import { aliasArm, armNames, readerAlone, readerArm } from "./arms.ts";
import { differingBytes } from "./configured.ts";
import { axisNames, drawResults } from "./drawing.ts";
import { remembered } from "./first-stage.ts";
import { measured } from "./measured.ts";
import { divide, namedConcepts } from "./names.ts";
import { neededArms, tuningPlan } from "./rates.ts";
import { drawn, fullPreset, type ChartName, type ClaimId, type Settings } from "./settings.ts";
import { learnNames, linkNames, rerankArms } from "./stages.ts";

const plan: Plan<ClaimId> = {
  seeds: fullPreset.seeds,
  why: "Each seed divides the concepts and the sentences, draws the mentions and spoils them anew. Eight seeds are what an hour of a processor buys; recalls of the second stage rest on 1,200 mentions of some 230 concepts, whose names decide how hard a seed is.",
  pilot: {},
  arms: [aliasArm, readerArm, readerAlone, ...armNames],
  steps: { [aliasArm]: fullPreset.aliasSteps, [readerArm]: fullPreset.reading, "each cross-encoder": fullPreset.steps },
  ...tuningPlan,
  tuning: `${tuningPlan.tuning} Loss is the mean logarithm of the rank of the right concept, of 300 mentions of validation that choose no weights; each part begins with the one before it at the rate that this takes. The pulls of many mentions, of few, and of few to one number are each the better of two. What learns from translated text, from English, or without context has pull and rate of many mentions: without annotations there is nothing to tune by.`,
};

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
        "Mentions in sentences. A pull of 1 leaves a model that fits everything on the first ranking; a pull of 0 forgets that ranking. The control is pulled to one number for all candidates but NIL.",
    },
    "What is learned from": {
      x: { label: "Found first", unit: "%" },
      y: { label: "Learned from", names: axisNames.learned },
      mark: "dots",
      caption:
        "The same mentions for all. Translated: English sentences word for word, with the names of the language and no annotation of its text. The reader alone has learned from names, and from no sentence.",
    },
    "Words of a mention": {
      x: { label: "Words", names: axisNames.words },
      y: found,
      mark: "dots",
      caption: "Names as they are written, by both generators, where the terminology knows English ones alone.",
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
        steps: 40,
        many: 200,
        validation: 20,
        judged: 60,
        asked: 160,
        names: 60,
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
    ...{ few: 2, many: 4, validation: 3, judged: 3, asked: 6, names: 6 },
    arms: neededArms,
  },
  measures: [
    ...(["cross-lingual-aliases", "english-in-particular", "ensemble-beats-parts", "ensemble-other-scripts"] as const),
    ...(["low-resource-ok", "hard-mwe", "reranker-improves", "weak-supervision"] as const),
    ...(["rank-regularization", "ranking-matters", "reproducible-config"] as const),
  ],
  datasets: ["locale-names"],
  plan,
  async *run(lab, settings) {
    yield lab.progress(0, "reading names");
    const division = divide(namedConcepts(await localeNames(), settings.every), lab.seed);
    const weights = yield* learnNames(withProgressRange(lab, 0.01, 0.1), division, settings);
    const opened = await openAliasVectors(weights, lab);
    try {
      const vectors = remembered(opened);
      const names = yield* linkNames(withProgressRange(lab, 0.1, 0.2), division, settings, vectors);
      const reranked = yield* rerankArms(withProgressRange(lab, 0.2, 0.97), division, settings, vectors);
      yield lab.progress(0.97, "one configuration twice");
      const differing = await differingBytes(division, lab.seed);
      const results = { names, reranked, differing };
      yield* measured(lab, results);
      if (lab.seed <= drawn) yield* drawResults(lab, results);
    } finally {
      await opened.release();
    }
  },
});
