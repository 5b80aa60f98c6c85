/**
 * Makes tuning.json: every arm that a claim compares at every rate of its grid, as long as the comparisons, on seeds and sentences that no
 * result uses. In half as many steps the bounded network would take a rate at which it does not come to rest in all of them. Run it with
 * `npx tsx` on this file.
 */
import type { Tunable } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { openTranslator, type TranslationData, type TranslatorRun } from "#lab/training/translation/index";
import { comparedNames, deepArm, deepName, deepNames, planOf, translatorArms, type Arm, type Training } from "./arms.ts"; // prettier-ignore
import { corpusOf, dataOf, vocabularyOf, type Corpus, type VocabularyName } from "./corpus.ts";
import { full } from "./settings.ts";

const learningRates = [5e-3, 1e-2, 2e-2];

interface Run {
  readonly name: string;
  readonly arm: Arm;
  readonly training: Omit<Training, "learningRate">;
}

const { size, batch, deep } = full;
const deepest = Math.max(...deep.layers);
const translators: Run[] = comparedNames.map((name) => ({
  ...{ name, arm: translatorArms[name] },
  training: { size, batch, steps: full.steps },
}));
const stacks: Run[] = deepNames.map((kind) => ({
  ...{ name: deepName(kind, deepest), arm: deepArm(kind, deepest) },
  training: { size: { ...deep.size, layers: deepest }, batch, steps: deep.steps },
}));

const runs = [...translators, ...stacks];

const kept = new Map<string, unknown>();
/** What was made under a name before. */
function once<T>(name: string, make: () => T): T {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name) as T;
}
const dataAt = (seed: number, symbols: VocabularyName): TranslationData =>
  once(`${symbols} ${seed}`, () => {
    const corpus = once<Corpus>(`corpus ${seed}`, () => corpusOf(seed, full.corpus));
    return dataOf(corpus, vocabularyOf(symbols, corpus));
  });

/** Compiling takes as long as a hundred steps: an arm is opened once a seed, and begins again at every other rate. */
let opened: { readonly name: string; readonly bySeed: Map<number, { run: TranslatorRun; peak: number }> } | null = null;

async function close(): Promise<void> {
  for (const { run } of opened?.bySeed.values() ?? []) await run.release();
  opened = null;
}

async function openedAt({ name, arm, training }: Run, learningRate: number, seed: number): Promise<TranslatorRun> {
  if (opened?.name !== name) await close();
  opened ??= { name, bySeed: new Map() };
  const before = opened.bySeed.get(seed);
  if (before) {
    before.peak = learningRate;
    await before.run.trainer.restart();
    return before.run;
  }
  const plan = planOf(arm, dataAt(seed, arm.symbols), { ...training, learningRate: 1 }, { seed, device: "cpu", threads: 1 }); // prettier-ignore
  const state = { peak: learningRate };
  const run = await openTranslator({ ...plan, learningRate: (step) => state.peak * plan.learningRate(step) });
  opened.bySeed.set(seed, Object.assign(state, { run }));
  return run;
}

const work: Tunable = {
  arms: runs.map(({ name }) => name),
  async train(name, learningRate, seed) {
    const run = await openedAt(
      runs.find((one) => one.name === name)!,
      learningRate,
      seed,
    );
    for await (const { diverged } of run.train()) if (diverged !== null) return NaN;
    return (await run.test()).nats;
  },
};

const table = await tuned(work, learningRates);
await close();
await writeTuning(import.meta.url, table);
