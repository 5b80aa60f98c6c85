/** The experiment's parts, one after the other, as an experiment yields them. */
import type { Parameters } from "#engine";
import type { WordNet } from "#lab/datasets/wordnet";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { recallAt } from "#lab/measure/retrieval";
import { rankOf } from "../evaluation.ts";
import { openAliasTraining, type AliasVectors } from "./alias-encoder.ts";
import { aliasArm, readerArm, type ArmName } from "./arms.ts";
import { coverages, coverageCount, type Coverage } from "./coverage.ts";
import type { Stage } from "./first-stage.ts";
import { openLists } from "./lists.ts";
import type { Division } from "./names.ts";
import { drawNouns, nounRanks, type Nouns } from "./nouns.ts";
import { aliasRate, readerRate, settledArm } from "./rates.ts";
import { bodyOf, openReranker, type RerankerArm } from "./reranker.ts";
import type { Settings, XmenLab } from "./settings.ts";

type Part<Result> = AsyncGenerator<LabEvent, Result, void>;
type Vectors = Pick<AliasVectors, "of">;

/** Losses that are drawn, of one seed. */
const isDrawn = (seed: number, step: number, steps: number): boolean =>
  seed === 1 && step % Math.ceil(steps / 30) === 0;

/** Trains the encoder of the second generator. @throws Error when it diverges: without it there are no candidates. */
export async function* learnNames(lab: XmenLab, division: Division, settings: Settings): Part<Parameters> {
  const { seed, device, threads } = lab;
  const { aliasSteps: steps, pairs } = settings;
  const training = await openAliasTraining(division, { seed, device, threads, steps, pairs, learningRate: aliasRate });
  try {
    for await (const { step, loss, diverged } of training.train()) {
      if (diverged !== null) throw new Error(`the ${aliasArm} cannot be used: ${diverged}`);
      yield lab.progress(step / steps, `${aliasArm}: step ${step} of ${steps}`);
      if (isDrawn(seed, step, steps)) yield lab.point("Training loss", { series: aliasArm, x: step, y: loss });
    }
    return await training.trainer.snapshot();
  } finally {
    await training.release();
  }
}

export async function* linkNames(
  lab: XmenLab,
  division: Division,
  { names }: Settings,
  vectors: Vectors,
): Part<Coverage[]> {
  const found: Coverage[] = [];
  for await (const coverage of coverages({ seed: lab.seed, division, names }, vectors)) {
    found.push(coverage);
    yield lab.progress(found.length / coverageCount, `names in ${coverage.target}, ${coverage.support}`);
  }
  return found;
}

export interface LinkedNouns extends Nouns {
  readonly ranks: readonly number[];
}

export async function linkNouns(
  seed: number,
  wordNet: WordNet,
  { synsets: count, nouns: each }: Settings,
  vectors: Vectors,
): Promise<LinkedNouns> {
  const nouns = drawNouns(wordNet, { seed, count, each });
  return { ...nouns, ranks: await nounRanks(nouns, vectors) };
}

export interface Reranked {
  /** In the first place before the second stage, by generator, and by looking mentions up letter by letter. */
  readonly before: Readonly<Record<Stage | "exact", number>>;
  /** Among the candidates that the second stage is given. */
  readonly among: number;
  /** In the first place after it, by arm; NaN where training diverged. */
  readonly after: ReadonlyMap<ArmName, number>;
}

/** Mentions in sentences, put in order by every arm. */
export async function* rerankArms(
  lab: XmenLab,
  division: Division,
  settings: Settings,
  vectors: Vectors,
): Part<Reranked> {
  const { seed, device, threads } = lab;
  const { steps, mentions, candidates } = settings;
  yield lab.progress(0, "proposing candidates of mentions in sentences");
  const lists = openLists(seed, division, vectors, settings);
  const asked = await lists.asked();
  const recall = (k: number, of: (at: number) => readonly number[]) =>
    recallAt(asked.mentions.map(({ concept }, at) => rankOf(of(at), [concept])), k); // prettier-ignore
  const by = (stage: Stage) => (at: number) => asked.proposed[at][stage].map(({ concept }) => concept);
  const reranker = await openReranker({ seed, device, threads, steps, mentions, candidates });
  const after = new Map<ArmName, number>();
  /** Trains an arm, and says how far it is. */
  const train = (own: XmenLab, name: string, arm: RerankerArm) =>
    reranker.train(arm, function* (step, loss, diverged) {
      const of = arm.steps ?? steps;
      if (diverged !== null) return yield own.note(`${name}: ${diverged}`);
      yield own.progress(step / of, `${name}: step ${step} of ${of}`);
      if (isDrawn(seed, step, of)) yield own.point("Training loss", { series: name, x: step, y: loss });
    });
  try {
    const names = { lists: await lists.alone(), pull: 0, learningRate: readerRate, steps: settings.reading };
    const reader = yield* train(withProgressRange(lab, 0.02, 0.2), readerArm, names);
    if (!reader) throw new Error(`the ${readerArm} diverged, with which all others begin`);
    const start = bodyOf(reader);
    for (const [index, name] of settings.arms.entries()) {
      const at = (place: number) => 0.2 + (0.8 * place) / settings.arms.length;
      const own = withProgressRange(lab, at(index), at(index + 1));
      const { lists: learned, validation, asked: ordered } = await lists.of(settledArm(name));
      const weights = yield* train(own, name, { ...settledArm(name), lists: learned, validation, start });
      after.set(name, weights ? recallAt(await reranker.ranks(weights, ordered), 1) : NaN);
    }
  } finally {
    await reranker.release();
  }
  const before = {
    trigrams: recall(1, by("trigrams")),
    dense: recall(1, by("dense")),
    both: recall(1, by("both")),
    exact: recall(1, (at) => asked.proposed[at].exact),
  };
  return { before, among: recall(candidates - 1, by("both")), after };
}
