/** Makes tuning.json: every arm at every rate of its grid, half as long as the comparisons or, for stacks, as long, on seeds and sentences that no result uses. Run it with `npx tsx` on this file. */
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { openTranslator } from "#lab/training/translation/index";
import { deepArm, deepName, deepNames, planOf, translatorArms, translatorNames, type Arm, type Training } from "./arms.ts"; // prettier-ignore
import { corpusOf, dataOf, vocabularyOf, type Corpus } from "./corpus.ts";
import { full } from "./settings.ts";

const learningRates = [5e-3, 1e-2, 2e-2];

/** One corpus a seed, which all arms share. */
const corpora = new Map<number, Corpus>();
const corpusAt = (seed: number): Corpus => {
  if (!corpora.has(seed)) corpora.set(seed, corpusOf(seed, full.corpus));
  return corpora.get(seed)!;
};

interface Run {
  readonly name: string;
  readonly arm: Arm;
  readonly training: Omit<Training, "learningRate">;
}

const { size, batch, deep } = full;
const translators: Run[] = translatorNames.map((name) => ({
  ...{ name, arm: translatorArms[name] },
  training: { size, batch, steps: full.steps / 2 },
}));
/**
 * Stacks of two are four's without the residual; they take its rate. Deep ones without residual connections begin to learn late: what is best
 * before they do is chance, and their rate would be the reason that they lose.
 */
const stacks: Run[] = [4, 8].flatMap((layers) =>
  deepNames.map((kind) => ({
    ...{ name: deepName(kind, layers), arm: deepArm(kind, layers) },
    training: { size: { ...deep.size, layers }, batch, steps: deep.steps },
  })),
);

const runs = [...translators, ...stacks];

await writeTuning(
  import.meta.url,
  await tuned(
    tunableRuns(
      runs.map(({ name }) => name),
      (name, learningRate, seed) => {
        const { arm, training } = runs.find((run) => run.name === name)!;
        const corpus = corpusAt(seed);
        const data = dataOf(corpus, vocabularyOf(arm.symbols, corpus));
        return openTranslator(planOf(arm, data, { ...training, learningRate }, { seed, device: "cpu", threads: 1 }));
      },
      async (run) => (await run.test()).nats,
    ),
    learningRates,
  ),
);
