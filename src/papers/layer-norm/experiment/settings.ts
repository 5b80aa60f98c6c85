/** What the parts of the experiment share: their settings, their lab, and small sums over curves. */
import type { Lab, PresetBase } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import type paper from "../paper.ts";

export interface DigitSettings {
  /** Units of the two hidden layers. */
  readonly hidden: readonly [number, number];
  /** At the large batch; at the small one as many more as it takes to see as many examples. */
  readonly updates: number;
  /** A large and a small batch. */
  readonly batches: readonly [large: number, small: number];
  /** Training loss that counts as reached, in nats: the mean over the last ten updates. */
  readonly target: number;
  /** Of the 2 500 test digits. */
  readonly tested: number;
}

export interface TextSettings {
  readonly units: number;
  /** Characters per window, through which gradients flow. */
  readonly length: number;
  readonly batch: number;
  readonly updates: number;
  /** As for digits. */
  readonly target: number;
  /** Characters over which the hidden state is followed, however long the windows were in training. */
  readonly follow: number;
}

export interface Settings extends PresetBase {
  readonly digits: DigitSettings;
  readonly text: TextSettings;
}

export type ChartName = "Digits" | "Text" | "Gradients through time" | "Hidden state";
export type LayerNormLab = Lab<keyof (typeof paper)["claims"], ChartName>;

/** Updates over which a training loss is averaged before it is drawn or held against a target. */
export const smoothing = 10;

/** Mean of the last `smoothing` losses at each update (of fewer at the beginning). */
export const smooth = (losses: readonly number[]): number[] =>
  losses.map((_, at) => mean(losses.slice(Math.max(0, at + 1 - smoothing), at + 1)));

/** The number of updates after which the smoothed loss is first below the target; NaN when it never is. */
export function updatesToReach(target: number, losses: readonly number[]): number {
  const at = smooth(losses).findIndex((loss, index) => index + 1 >= smoothing && loss < target);
  return at < 0 ? NaN : at + 1;
}

export const full: Settings = {
  seeds: 8,
  seconds: { node: 420, browser: 2400 },
  digits: { hidden: [256, 256], updates: 300, batches: [128, 4], target: 0.3, tested: 2500 },
  text: { units: 128, length: 32, batch: 32, updates: 600, target: 2, follow: 256 },
};
