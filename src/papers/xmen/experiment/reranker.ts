/** The careful stage: trains cross-encoders on lists of candidates, and lets them put others in order. */
import { adamW, input, Scope, warmupLinear, type Device, type Parameters, type Values } from "#engine";
import { shuffledBatch } from "#lab/datasets/batches";
import type { LabEvent } from "#lab/kit/index";
import { openEvaluator, type Evaluator } from "#lab/measure/evaluator";
import { recallAt } from "#lab/measure/retrieval";
import { mean } from "#lab/measure/statistics";
import { crossEncoder } from "#lab/nn/encoder/cross-encoder";
import { openTraining } from "#lab/training/open-training";
import { train } from "#lab/training/training";
import { rankOf } from "../evaluation.ts";
import { rankLosses, rerank, withNil, type Candidates, type RankedList } from "../method.ts";
import { candidateParts, mentionParts, pairRow } from "../pairs.ts";
import type { Concept } from "../terminology.ts";
import type { LinkedMention } from "./contexts.ts";
import { crossModel, pairLength, trigrams } from "./sizes.ts";

/** A mention with the list that is put in order, as tokens and roles [K, length]. */
export interface ReadList extends RankedList {
  readonly concept: number;
  readonly tokens: Int32Array;
  readonly roles: Int32Array;
}

export interface ReadOptions {
  /** K, NIL included. */
  readonly size: number;
  /** Mentions stand without their context. */
  readonly withoutContext?: boolean;
}

export function readList(
  terminology: readonly Concept[],
  mention: LinkedMention,
  candidates: Candidates,
  { size, withoutContext = false }: ReadOptions,
): ReadList {
  const list = withNil(candidates, [mention.concept], size);
  const parts = mentionParts(mention, withoutContext ? { context: 0 } : {});
  const rows = list.concepts.map((concept) =>
    pairRow(trigrams, parts, candidateParts(concept === null ? null : terminology[concept]), pairLength),
  );
  return {
    ...list,
    concept: mention.concept,
    tokens: Int32Array.from(rows.flatMap(({ tokens }) => tokens)),
    roles: Int32Array.from(rows.flatMap(({ roles }) => roles)),
  };
}

export interface RerankerOptions {
  readonly seed: number;
  readonly device?: Device;
  readonly threads?: number;
  readonly steps: number;
  /** Mentions of a step. */
  readonly mentions: number;
  /** K. */
  readonly candidates: number;
}

export interface RerankerArm {
  readonly lists: readonly ReadList[];
  /** Without it the weights are those at the end. */
  readonly validation?: readonly ReadList[];
  /** lambda. */
  readonly pull: number;
  /** Logits are pulled to `flattened` scores. */
  readonly flat?: boolean;
  readonly learningRate: number;
  /** Default: as many as the others. */
  readonly steps?: number;
  /** Weights to begin with; of those that are left out, and by default of all, the seed's. */
  readonly start?: Parameters;
}

export interface Reranker {
  /** The weights that put the right candidate of validation first the most often; null where training diverged. */
  train(
    arm: RerankerArm,
    on: (step: number, loss: number, diverged: string | null) => Iterable<LabEvent>,
  ): AsyncGenerator<LabEvent, Parameters | null, void>;
  /** Rank of the right concept of each list, Infinity where it is not in it. */
  ranks(parameters: Parameters, lists: readonly ReadList[]): Promise<number[]>;
  release(): Promise<void>;
}

const listsAtOnce = 8;

/** How often validation is looked at, at equal distances. */
const looks = 6;

/** Weights to begin with, of a cross-encoder that learned something else: all but its last layer, as of any model that is tuned anew. */
export const bodyOf = (parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.startsWith("logit/")));

/** Programs that all arms share. */
export async function openReranker(options: RerankerOptions): Promise<Reranker> {
  const { seed, mentions, candidates, device, threads } = options;
  const logitsOf = (at: Scope, lists: number) =>
    crossEncoder(
      at,
      input("tokens", [lists * candidates, pairLength], "int32"),
      input("roles", [lists * candidates, pairLength], "int32"),
      crossModel,
    ).reshape(lists, candidates);
  const scope = new Scope({ mode: "training" });
  const fed = (name: string) => input(name, [mentions, candidates]);
  const loss = rankLosses(logitsOf(scope, mentions), fed("priors"), fed("labels"), { pull: input("pull", []) }).mean();
  const settings = {
    steps: options.steps,
    seed,
    device,
    threads,
    optimizer: adamW({ weightDecay: 0.01 }),
    maxGradNorm: 1,
  };
  const run = await openTraining({ scope, loss, feeds: () => ({}) }, { ...settings, learningRate: () => 0 });
  let evaluator: Evaluator | undefined;

  async function ranks(parameters: Parameters, lists: readonly ReadList[]): Promise<number[]> {
    evaluator ??= await openEvaluator(
      { logits: logitsOf(new Scope({ mode: "inference" }), listsAtOnce) },
      { device, threads, name: "cross-encoder" },
    );
    const found: number[] = [];
    for (let from = 0; from < lists.length; from += listsAtOnce) {
      const some = lists.slice(from, from + listsAtOnce);
      const { logits } = await evaluator.run(parameters, stacked(some, listsAtOnce * candidates));
      for (const [at, { concepts, concept }] of some.entries()) {
        const own = (logits.data as Float32Array).subarray(at * candidates, (at + 1) * candidates);
        const order = rerank({ concepts }, own, { mayBeNil: false });
        found.push(rankOf(order.map((candidate) => candidate.concept), [concept])); // prettier-ignore
      }
    }
    return found;
  }

  return {
    async *train({ lists, validation, pull, flat = false, learningRate, steps = options.steps, start }, on) {
      await run.trainer.restart(start);
      const feeds = (step: number): Values => {
        const places = shuffledBatch(seed, step, { batch: mentions, count: lists.length });
        const some = Array.from(places, (at) => lists[at]);
        const priors = some.map((list) => (flat ? flattened(list.priors) : list.priors));
        return {
          ...stacked(some, mentions * candidates),
          priors: joined(priors),
          labels: joined(some.map(({ labels }) => labels)),
          pull: Float32Array.of(pull),
        };
      };
      const schedule = warmupLinear({ peak: learningRate, warmup: Math.ceil(steps / 10), total: steps });
      let best: { parameters: Parameters; found: number } | null = null;
      for await (const { step, loss, diverged } of train(run.trainer, { steps, feeds, learningRate: schedule })) {
        yield* on(step, loss, diverged);
        if (diverged !== null) return null;
        if (!validation || (step % Math.ceil(steps / looks) !== 0 && step !== steps)) continue;
        const parameters = await run.trainer.snapshot();
        const found = recallAt(await ranks(parameters, validation), 1);
        if (!best || found >= best.found) best = { parameters, found };
      }
      return best?.parameters ?? run.trainer.snapshot();
    },
    ranks,
    async release() {
      await run.release();
      await evaluator?.release();
    },
  };
}

const joined = (parts: readonly Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));

/** Scores of a list without their order: each the mean of all but NIL's. NIL, which stands last and whose score is its label, keeps it. */
export function flattened(priors: Float32Array): Float32Array {
  const nil = priors.length - 1;
  const level = mean(Array.from(priors.subarray(0, nil)));
  return priors.map((prior, at) => (at === nil ? prior : level));
}

/** Tokens and roles of lists, one after the other, with rows of padding behind them. */
function stacked(lists: readonly ReadList[], rows: number): Values {
  const all = (name: "tokens" | "roles") => {
    const values = new Int32Array(rows * pairLength);
    let at = 0;
    for (const list of lists) {
      values.set(list[name], at);
      at += list[name].length;
    }
    return values;
  };
  return { tokens: all("tokens"), roles: all("roles") };
}
