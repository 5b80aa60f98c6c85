/** Forests and networks that learn from the same queries, and what the smallest network weighs that reads as well as the best forest. */
import { random, type Parameters } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { openTranslator } from "#lab/training/translation/index";
import { tunedLearningRate } from "#lab/training/tuning/index";
import { isRight, learning, type Labelled } from "../learn.ts";
import { digest, languageOf, meaningOf, type Language } from "../query/digest.ts";
import { effectKey } from "../query/effects.ts";
import { english } from "../query/lexicon.ts";
import { forestBytes, networkBytes, storedBytes, weightBytes } from "./bytes.ts";
import { sampleQueries, today } from "./corpus.ts";
import { dataOf, networkNames, planOf } from "./network.ts";
import { seedLexicon } from "./seed.ts";
import { listWidth, type ChartName, type DahsfLab, type Settings } from "./settings.ts";
import { speedPart } from "./speed.ts";
import { rememberedShare } from "./templates.ts";
import tuning from "./tuning.json" with { type: "json" };

export interface Corpus {
  readonly train: readonly Labelled[];
  readonly tests: readonly Labelled[];
}

/** A network after its training. */
export interface Trained {
  readonly name: string;
  readonly width: number;
  readonly weights: Parameters;
  readonly data: ReturnType<typeof dataOf>;
  /** Percent of the test. */
  readonly exact: number;
}

const exactOf = (language: Language, tests: readonly Labelled[]): number =>
  (100 * tests.filter((pair) => isRight(language, pair, today)).length) / tests.length;

/** Percent of queries that are given a filter which they should not have: the error that hides papers. */
const wronglyFiltered = (language: Language, tests: readonly Labelled[]): number => {
  const wrong = tests.filter(({ query, effects }) => {
    const meant = new Set(effects.map(effectKey));
    return meaningOf(digest(query, { today, language })).some(
      (effect) => effect.kind === "filter" && !meant.has(effectKey(effect)),
    );
  });
  return (100 * wrong.length) / tests.length;
};

/** Returns the forest that learnt most, and the queries. */
export async function* learningPart(
  lab: DahsfLab,
  settings: Settings,
): AsyncGenerator<LabEvent, { language: Language } & Corpus, void> {
  const draw = (name: string) => new Draw(random(lab.seed).stream(name));
  const train = sampleQueries(draw("queries to learn from"), settings.learnt.at(-1)!);
  const tests = sampleQueries(draw("queries of the test"), settings.tests);
  const exact: Record<"forest" | "network", number[]> = { forest: [], network: [] };
  const drawn = lab.seed <= 3;
  const point = function* (chart: ChartName, series: string, x: number, y: number) {
    if (drawn) yield lab.point(chart, { series, x, y });
  };

  let language = languageOf(seedLexicon);
  for (const count of settings.learnt) {
    const work = learning(seedLexicon, train.slice(0, count), today);
    let round = work.next();
    for (; !round.done; round = work.next())
      yield lab.progress(0.02, `the forest learns from ${count} queries: ${round.value} read rightly`);
    language = round.value;
    exact.forest.push(exactOf(language, tests));
    yield* point("Learning", "forest", count, exact.forest.at(-1)!);
    yield* point("Size", "forest", await storedBytes(language), exact.forest.at(-1)!);
    yield* point("Learning", "sentences remembered whole", count, 100 * rememberedShare(train.slice(0, count), tests));
  }
  const forest = exact.forest.at(-1)!;

  for (const [at, count] of settings.learnt.entries()) {
    const last = at === settings.learnt.length - 1;
    // The curve is drawn from three seeds; only its end is a measurement.
    if (!last && !drawn) continue;
    const steps = last ? settings.steps : Math.ceil(settings.steps / 3);
    const part = withProgressRange(
      lab,
      0.1 + 0.4 * (at / settings.learnt.length),
      0.1 + 0.4 * ((at + 1) / settings.learnt.length),
    );
    const trained = yield* trainedPart(part, {
      name: "network",
      width: listWidth,
      train: train.slice(0, count),
      tests,
      steps,
      batch: settings.batch,
    });
    exact.network.push(trained.exact);
    yield* point("Learning", "network", count, trained.exact);
  }
  yield lab.measure("little-data", exact.forest[settings.learnt.indexOf(settings.few)] - exact.network.at(-1)!);

  const rivals: Trained[] = [];
  for (const [at, { name, width, endless }] of networkNames(settings).entries()) {
    if (!endless) continue;
    const part = withProgressRange(lab, 0.5 + 0.2 * (at - 1), 0.5 + 0.2 * at);
    const trained = yield* trainedPart(part, {
      name,
      width,
      train: null,
      tests,
      steps: settings.steps,
      batch: settings.batch,
    });
    rivals.push(trained);
    yield* point("Size", "network", weightBytes(trained.weights), trained.exact);
  }
  const rival = rivals.find(({ exact }) => exact >= forest);
  const stored = await storedBytes(language);
  const live = forestBytes(
    language,
    tests.map(({ query }) => query),
  );
  yield lab.measure("model-size-100x", rival ? weightBytes(rival.weights) / stored : NaN);
  yield lab.measure(
    "memory-100x",
    rival ? networkBytes(rival.weights, rival.width, rival.data.vocabularies.target) / live : NaN,
  );
  yield* speedPart(withProgressRange(lab, 0.9, 0.95), language, rival ?? rivals.at(-1)!, tests, settings.rounds);
  const hand = languageOf(english);
  yield lab.note(
    `after ${settings.learnt.join(", ")} queries the forest reads ${exact.forest.map((share) => share.toFixed(1)).join(", ")} % exactly, after the last of them the network ${exact.network.at(-1)!.toFixed(1)} %; ` +
      `without end ${rivals.map(({ width, exact }) => `${exact.toFixed(1)} % at width ${width}`).join(", ")}; hand-written lexicon ${exactOf(hand, tests).toFixed(1)} %. ` +
      `Given a filter that it should not have: ${wronglyFiltered(language, tests).toFixed(1)} % by the learnt forest, ${wronglyFiltered(hand, tests).toFixed(1)} % by the hand-written. ` +
      `Stored: forest ${stored} bytes, rival ${rival ? weightBytes(rival.weights) : "none"}; alive: forest ${live} bytes`,
  );
  return { language, train, tests };
}

interface Training {
  readonly name: string;
  readonly width: number;
  /** null: new queries in every step. */
  readonly train: readonly Labelled[] | null;
  readonly tests: readonly Labelled[];
  readonly steps: number;
  readonly batch: number;
}

async function* trainedPart(
  lab: DahsfLab,
  { name, width, train, tests, steps, batch }: Training,
): AsyncGenerator<LabEvent, Trained, void> {
  const data = dataOf(train, tests, lab.seed);
  const said = train ? `${name} on ${train.length} queries` : name;
  const run = await openTranslator(planOf(data, { width, steps, batch }, tunedLearningRate(tuning, name), lab));
  try {
    for await (const { step, diverged } of run.train()) {
      if (diverged !== null) yield lab.note(`${said}: ${diverged}`);
      yield lab.progress(step / steps, `${said}: step ${step}`);
    }
    return { name, width, weights: await run.trainer.snapshot(), data, exact: 100 * (await run.test()).sentences };
  } finally {
    await run.release();
  }
}
