/** The experiment's parts, one after the other, as an experiment yields them. */
import type { Parameters } from "#engine";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { recallAt } from "#lab/measure/retrieval";
import { rankOf } from "../evaluation.ts";
import { openAliasTraining, type AliasVectors } from "./alias-encoder.ts";
import { aliasArm, readerAlone, readerArm, type ArmName } from "./arms.ts";
import { coverages, everyKnown, scarceEnglish, type Coverage } from "./coverage.ts";
import type { Stage } from "./first-stage.ts";
import { openLists } from "./lists.ts";
import { targets, type Division } from "./names.ts";
import { aliasRate, neededArms, readerRate, settledArm } from "./rates.ts";
import { bodyOf, openReranker, type Reranker, type ReadList, type RerankerArm } from "./reranker.ts";
import { drawn, type Settings, type XmenLab } from "./settings.ts";

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

export interface LinkedNames {
  readonly asked: readonly Coverage[];
  /** Where names are scarce and English ones are known. */
  readonly validation: readonly Coverage[];
}

export async function* linkNames(
  lab: XmenLab,
  division: Division,
  { names }: Settings,
  vectors: Vectors,
): Part<LinkedNames> {
  const { seed } = lab;
  const found = { asked: [] as Coverage[], validation: [] as Coverage[] };
  const count = targets.length * (everyKnown.length + 1);
  for (const part of ["asked", "validation"] as const) {
    const known = part === "asked" ? everyKnown : [scarceEnglish];
    for await (const coverage of coverages({ seed, division, part, names, known }, vectors)) {
      found[part].push(coverage);
      const fraction = (found.asked.length + found.validation.length) / count;
      yield lab.progress(fraction, `names in ${coverage.target}, ${coverage.support}`);
    }
  }
  return found;
}

/** What learns nothing from sentences: what a trained re-ranker has to beat. */
export type Untrained = "first ranking" | typeof readerAlone;

export interface Reranked {
  /** In the first place before the second stage, by generator, and by looking mentions up letter by letter. */
  readonly before: Readonly<Record<Stage | "exact", number>>;
  /** Among the candidates that the second stage is given. */
  readonly among: number;
  /** In the first place after it, by arm; NaN where training diverged. */
  readonly after: ReadonlyMap<ArmName | typeof readerAlone, number>;
  /** The better one on mentions of validation. */
  readonly rival: Untrained;
}

/** Ranks before the second stage, NIL left out. */
const ranksBefore = (lists: readonly ReadList[]): number[] =>
  lists.map(({ concepts, concept }) => rankOf(concepts.filter((one) => one !== null), [concept])); // prettier-ignore

/** Share of lists whose right concept is put first, some at a time, so that a run can be stopped. */
async function* putFirst(
  lab: XmenLab,
  reranker: Reranker,
  weights: Parameters,
  lists: readonly ReadList[],
): Part<number> {
  const ranks: number[] = [];
  while (ranks.length < lists.length) {
    ranks.push(...(await reranker.ranks(weights, lists.slice(ranks.length, ranks.length + 80))));
    yield lab.progress(1, `${ranks.length} of ${lists.length} mentions put in order`);
  }
  return recallAt(ranks, 1);
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
  const after = new Map<ArmName | typeof readerAlone, number>();
  let rival: Untrained = "first ranking";
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
    const reader = yield* train(withProgressRange(lab, 0.02, 0.1), readerArm, names);
    if (!reader) throw new Error(`the ${readerArm} diverged, with which all others begin`);
    const alone = await lists.of({ sentences: "annotated", amount: "many", withoutContext: true });
    const rest = withProgressRange(lab, 0.1, 0.12);
    after.set(readerAlone, yield* putFirst(rest, reranker, reader, alone.asked));
    const byReader = yield* putFirst(rest, reranker, reader, alone.judged);
    if (byReader > recallAt(ranksBefore(alone.judged), 1)) rival = readerAlone;
    const start = bodyOf(reader);
    const arms = settings.arms.filter((name) => seed <= drawn || neededArms.includes(name));
    for (const [index, name] of arms.entries()) {
      const at = (place: number) => 0.12 + (0.88 * place) / arms.length;
      const own = withProgressRange(lab, at(index), at(index + 1));
      const { lists: learned, validation, asked: ordered } = await lists.of(settledArm(name));
      const weights = yield* train(own, name, { ...settledArm(name), lists: learned, validation, start });
      after.set(name, weights ? yield* putFirst(own, reranker, weights, ordered) : NaN);
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
  return { before, among: recall(candidates - 1, by("both")), after, rival };
}
