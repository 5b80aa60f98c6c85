/** Trains the arms of one seed: the language model, the first stage and what is mined are made once, and the arms begin from them. */
import { random, warmupCosine, type Parameters, type Trainer, type Values } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import { openMiner, pairFeeds, type Mined, type Pair } from "#lab/training/encoder/index";
import { train } from "#lab/training/training";
import { arms, type AimedArm, type Arm, type ArmName, type PairArm } from "./arms.ts";
import type { Data } from "./data.ts";
import { aimFeeds, definitionsAt, openAimed, openLanguageModel, openPairs, type Resources } from "./programs.ts";
import type { Examiner } from "./scores.ts";
import type { KalmLab, Settings } from "./settings.ts";
import { moreMined, ourForm, width, type Form } from "./sizes.ts";

export interface TrainSettings extends Pick<Settings, "language" | "weak" | "tuned" | "batch" | "ranks"> {
  /** Of the steps of every arm, but not of what arms begin from. Default: all. */
  readonly share?: number;
}

/** Of language model and first stage, which are no arms. */
const parentRate = 2e-3;

/** What arms begin from, and what that began from. */
export interface Parents {
  readonly "first weights": Parameters;
  readonly "language model": Parameters;
  readonly "weak pairs": Parameters;
}

/** Labelled pairs with negatives, those alone that the miner's ranking finds consistent. */
export type MinedPairs = readonly Pair[];

export interface Models {
  /** @throws Error when one of them diverges. */
  parents(lab: KalmLab): AsyncGenerator<LabEvent, Parents, void>;
  /** By the vectors of a model of our form. */
  mine(miner: Parameters): Promise<MinedPairs>;
  /** Its weights; null where it diverged. Arms of pairs alone need none that are mined. */
  train(
    lab: KalmLab,
    name: ArmName,
    learningRate: number,
    from: { parents: Parents; mined?: MinedPairs },
  ): AsyncGenerator<LabEvent, Parameters | null, void>;
  release(): Promise<void>;
}

interface Program {
  readonly trainer: Trainer;
  release(): Promise<void>;
}

interface Fit {
  readonly name: string;
  readonly steps: number;
  readonly learningRate: number;
  readonly feeds: (step: number) => Values;
  /** After each step, from 1 on. */
  readonly after?: (step: number, metrics: Readonly<Record<string, number>>) => AsyncIterable<LabEvent>;
}

/** Trains from where the trainer is. Returns its weights; null where it diverged. */
async function* fit(
  lab: KalmLab,
  trainer: Trainer,
  { name, steps, learningRate: peak, feeds, after }: Fit,
): AsyncGenerator<LabEvent, Parameters | null, void> {
  const learningRate = warmupCosine({ peak, warmup: Math.ceil(steps / 10), total: steps });
  for await (const { step, loss, metrics, diverged } of train(trainer, { steps, feeds, learningRate })) {
    if (diverged !== null) {
      yield lab.note(`${name}: ${diverged}`);
      return null;
    }
    yield lab.progress(step / steps, `${name}: step ${step} of ${steps}`);
    if (lab.seed === 1 && step % Math.ceil(steps / 12) === 0)
      yield lab.point("Training loss", { series: name, x: step, y: loss });
    if (after) yield* after(step, metrics);
  }
  return trainer.snapshot();
}

export function openModels(resources: Resources, data: Data, examiner: Examiner, settings: TrainSettings): Models {
  const { seed, device, threads } = resources;
  const { batch, ranks, language, weak, tuned, share = 1 } = settings;
  const programs = new Map<string, Promise<Program>>();
  const program = (key: string, open: () => Promise<Program>): Promise<Program> => {
    const found = programs.get(key) ?? open();
    programs.set(key, found);
    return found;
  };
  const pairProgram = (form: Form) => program(JSON.stringify(form), () => openPairs(resources, data, { batch, form }));
  const aimedProgram = (negatives: number) =>
    program(`${negatives} negatives`, () => openAimed(resources, data, { batch, negatives }));

  /** The pairs of a step, in one of several orders. */
  const pairsAt = (pairs: readonly Pair[], step: number, order = 0): Pair[] =>
    Array.from(shuffledBatch(seed + 100_000 * order, step, { batch, count: pairs.length }), (at) => pairs[at]);

  const candidates = [...new Set(data.labelled.map(({ passage }) => passage))];
  const placeOf = new Map(candidates.map((place, at) => [place, at]));
  async function rank(miner: Parameters, pairs: readonly Pair[], name: string): Promise<Mined[]> {
    const vectors = async (places: readonly number[]) => (await examiner.embed(miner, ourForm, places)).values;
    const opened = await openMiner({ candidates: candidates.length, width, deepest: ranks[1] }, { device, threads });
    try {
      const queries = await vectors(pairs.map(({ query }) => query));
      const answers = pairs.map(({ passage }) => placeOf.get(passage)!);
      const mining = { ranks, count: moreMined, consistentTo: ranks[0] };
      return await opened.mine(queries, await vectors(candidates), answers, mining, random(seed).stream(name));
    } finally {
      await opened.release();
    }
  }
  const withNegatives = (pair: Pair, { negatives }: Mined): Pair => ({
    ...pair,
    negatives: negatives.map((at) => candidates[at]),
  });

  async function* trainPairs(
    lab: KalmLab,
    { name, learningRate, arm, parents }: { name: string; learningRate: number; arm: PairArm; parents: Parents },
  ): AsyncGenerator<LabEvent, Parameters | null, void> {
    const { trainer } = await pairProgram(arm.form);
    await trainer.restart(arm.from === "nothing" ? {} : parents[arm.from]);
    const pairs = data[arm.data];
    const feeds = (step: number) => pairFeeds(data, pairsAt(pairs, step));
    const steps = Math.round(share * (arm.long === "whole" ? language + weak + tuned : tuned));
    return yield* fit(lab, trainer, { name, learningRate, feeds, steps });
  }

  async function* trainAimed(
    lab: KalmLab,
    run: { name: string; learningRate: number; arm: AimedArm; parents: Parents; mined: MinedPairs },
  ): AsyncGenerator<LabEvent, Parameters | null, void> {
    const { name, learningRate, arm, parents } = run;
    const { negatives, order, long, aim } = arm;
    const { trainer } = await aimedProgram(negatives);
    await trainer.restart(parents[arm.from]);
    let pairs = run.mined;
    // A step of the first stage has two texts for every 2 + M of the second.
    const steps = Math.round(share * { tuned, budget: tuned + (2 * weak) / (2 + negatives), three: 3 * tuned }[long]);
    const feeds = (step: number) => ({
      ...pairFeeds(data, pairsAt(pairs, step, order), negatives),
      ...aimFeeds(aim, { seed: seed + 100_000 * order, step, batch, negatives }),
    });
    async function* after(step: number, metrics: Readonly<Record<string, number>>) {
      if (arm.again && step === Math.ceil(steps / 2)) {
        const startedAt = performance.now();
        const found = await rank(await trainer.snapshot(), pairs, "mined again");
        pairs = pairs.map((pair, at) => withNegatives(pair, found[at]));
        const seconds = (performance.now() - startedAt) / 1_000;
        yield lab.note(`${name}: negatives of ${pairs.length} pairs took ${seconds.toFixed(1)} s to mine`);
      }
      if (lab.seed === 1 && name === "mixing" && step % Math.ceil(steps / 40) === 0)
        for (const series of ["passage", "mined", "mixed"])
          yield lab.point("Negatives over training", { series, x: step, y: metrics[series] });
    }
    return yield* fit(lab, trainer, { name, learningRate, steps, feeds, after });
  }

  return {
    async *parents(lab) {
      const whole = (name: string, weights: Parameters | null): Parameters => {
        if (weights === null) throw new Error(`the ${name} diverged, and nothing can begin from it`);
        return weights;
      };
      const model = await openLanguageModel(resources, data, settings);
      let begun: Parameters;
      try {
        const feeds = (step: number) => definitionsAt(data, { seed, step, batch });
        const run = { name: "language model", steps: language, learningRate: parentRate, feeds };
        begun = whole(run.name, yield* fit(lab, model.trainer, run));
      } finally {
        await model.release();
      }
      const { trainer } = await pairProgram(ourForm);
      await trainer.restart();
      const first = await trainer.snapshot();
      await trainer.restart(begun);
      const feeds = (step: number) => pairFeeds(data, pairsAt(data.weak, step));
      const run = { name: "weak pairs", steps: weak, learningRate: parentRate, feeds };
      const made = whole(run.name, yield* fit(lab, trainer, run));
      return { "first weights": first, "language model": begun, "weak pairs": made };
    },
    async mine(miner) {
      const found = await rank(miner, data.labelled, "mined");
      return data.labelled.flatMap((pair, at) => (found[at].consistent ? [withNegatives(pair, found[at])] : []));
    },
    async *train(lab, name, learningRate, { parents, mined }) {
      const arm: Arm = arms[name];
      if (arm.kind === "pairs") return yield* trainPairs(lab, { name, learningRate, arm, parents });
      if (mined === undefined) throw new Error(`${name} needs mined pairs`);
      return yield* trainAimed(lab, { name, learningRate, arm, parents, mined });
    },
    async release() {
      for (const opened of programs.values()) await (await opened).release();
    },
  };
}
