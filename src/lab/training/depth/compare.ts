/** Trains arms on depth, and looks into some of them at the start, early, and at the end. */
import { initialize, type Parameters } from "#engine";
import { withProgressRange, type Lab, type LabEvent } from "../../kit/index.ts";
import { openDepthProbe, type BlockProfile, type Removal } from "../../measure/depth-probe.ts";
import { mean } from "../../measure/statistics.ts";
import { compareNorms, type ArmResult, type Comparison, type TunedArm } from "../language-model/index.ts";
import type { DepthArmName } from "./arms.ts";

export const moments = ["start", "early", "end"] as const;
export type Moment = (typeof moments)[number];

export interface Look extends BlockProfile {
  readonly removal: Removal;
}

export interface DepthArmResult extends ArmResult {
  /** Above its own best mean loss of fifty steps by more than 0.2 nats at the end, or never below what counting letters gives. */
  readonly failed: string | null;
  /** After `early` steps, on the windows of the end. */
  readonly earlyLoss: number;
  /** Of the arms that are looked into. */
  readonly looks: Readonly<Partial<Record<Moment, Look>>>;
}

/** By name; only those that were compared are there. */
export type DepthResults = Readonly<Record<DepthArmName, DepthArmResult>>;

export interface DepthComparison<ChartName extends string> extends Pick<
  Comparison,
  "text" | "shape" | "validationBatches"
> {
  readonly steps: number;
  /** Steps after which arms are looked at as well; divides `steps`. */
  readonly early: number;
  /** Where validation losses are drawn, after every `early` steps. */
  readonly chart: ChartName;
  /** Arms that are looked into, and when; their blocks are removed at all of these but the start. */
  readonly looked: Readonly<Partial<Record<DepthArmName, readonly Moment[]>>>;
}

/** Windows of a batch of the probe, and batches on which blocks are removed. */
const probe = { batch: 16, batches: 4 };

/** `const results = yield* compareDepth(...)`: by name, in the order of the arms. An arm that diverges has no looks after it did. */
export async function* compareDepth<ChartName extends string>(
  lab: Lab<string, ChartName>,
  arms: readonly (TunedArm & { readonly name: DepthArmName })[],
  { text, shape, validationBatches, steps, early, chart, looked }: DepthComparison<ChartName>,
): AsyncGenerator<LabEvent, DepthResults, void> {
  const losses: Record<string, number[]> = {};
  const snapshots: Record<string, Parameters> = {};
  const trained = yield* compareNorms(withProgressRange(lab, 0, 0.9), arms, {
    ...{ text, shape, steps, validationBatches, curve: { chart, every: early } },
    async *watch({ arm: { name }, step, loss, trainer }) {
      (losses[name] ??= []).push(loss);
      if (step === early && looked[name as DepthArmName]?.includes("early")) snapshots[name] = await trainer.snapshot();
      // It looks, and has nothing to say.
      yield* [];
    },
  });
  const chance = entropyOf(text.train);
  const results: Partial<Record<DepthArmName, DepthArmResult>> = {};
  for (const [index, result] of trained.entries()) {
    const { name } = arms[index];
    const failed = result.diverged ?? failureOf(losses[name], chance);
    if (failed !== null && result.diverged === null) yield lab.note(`${name} failed: ${failed}`);
    const looks: Partial<Record<Moment, Look>> = {};
    const opened = openDepthProbe(lab, arms[index], { text, shape: { ...shape, batch: probe.batch } }, probe);
    for (const moment of looked[name] ?? []) {
      yield lab.progress(0.9 + (0.1 * index) / arms.length, `${name}: looking into its blocks`);
      const weights = {
        start: initialize(opened.scope, lab.seed),
        early: snapshots[name],
        end: result.diverged === null ? result.weights : undefined,
      }[moment];
      if (!weights) continue;
      const removal = moment === "start" ? { loss: NaN, costs: [] } : await opened.removal(weights);
      looks[moment] = { ...(await opened.profile(weights)), removal };
    }
    await opened.release();
    const earlyLoss = result.curve.find(({ step }) => step === early)?.nats ?? NaN;
    results[name] = { ...result, failed, earlyLoss, looks };
  }
  return results as DepthResults;
}

/** Entropy of single codes, in nats: what a model that sees no context can reach. */
export function entropyOf(codes: Int32Array): number {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return -[...counts.values()].reduce((sum, count) => sum + (count / codes.length) * Math.log(count / codes.length), 0);
}

/**
 * Whether a training that stayed finite failed all the same, by its losses on the batches: null, or a sentence. Fewer than a hundred steps
 * are too few to say.
 */
export function failureOf(losses: readonly number[], chance: number): string | null {
  const window = 50;
  if (losses.length < 2 * window) return null;
  const means = losses.slice(window - 1).map((_, at) => mean(losses.slice(at, at + window)));
  const [last, best] = [means.at(-1)!, Math.min(...means)];
  if (last > chance - 0.05) return `a loss of ${last.toFixed(2)} at the end is that of counting letters`;
  return last > best + 0.2 ? `a loss of ${last.toFixed(2)} at the end, ${best.toFixed(2)} on the way` : null;
}
