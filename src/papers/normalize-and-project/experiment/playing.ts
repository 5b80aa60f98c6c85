/** An agent that plays one game after the other: what it earns, and what becomes of its norms. Nothing here reads the table of rates. */
import type { CatchVariant } from "#lab/control/index";
import { mean } from "#lab/measure/statistics";
import { openArm, type AgentArm } from "./agents.ts";

/** The hardest of the four, on which agents go on improving until the end. */
export const singleGame: CatchVariant = "two balls";
/** What a game brought, phase after phase. */
export interface Played {
  /** Returns of each phase, in the order in which games were over. */
  readonly returns: readonly (readonly number[])[];
  /** Growth of the weights' norms at the end of each phase, the mean over layers; NaN of a net without a normalized one. */
  readonly growth: readonly number[];
}

/** Plays games one after the other and reports progress. */
export async function* playAll(
  arm: AgentArm,
  games: readonly CatchVariant[],
  settings: { readonly phase: number; readonly seed: number; readonly learningRate: number; readonly threads?: number },
): AsyncGenerator<number, Played, void> {
  const { phase, ...others } = settings;
  const steps = phase * games.length;
  const agent = await openArm(arm, { ...others, steps });
  const returns: number[][] = [];
  const growth: number[] = [];
  let first: Readonly<Record<string, number>> | undefined;
  try {
    for (const game of games) {
      const own: number[] = [];
      let now: Readonly<Record<string, number>> = {};
      for await (const { step, returns, metrics } of agent.play(game, phase)) {
        first ??= metrics;
        now = metrics;
        own.push(...returns);
        yield step / steps;
      }
      returns.push(own);
      growth.push(mean(Object.entries(now).map(([name, norm]) => norm / first![name])));
    }
    return { returns, growth };
  } finally {
    await agent.release();
  }
}

/** What an agent earns once it has learned for half of its time. */
export const lateReturn = ({ returns: [returns] }: Played): number =>
  mean(returns.slice(Math.floor(returns.length / 2)));
