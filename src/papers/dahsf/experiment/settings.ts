/** Settings of the experiment, its charts' names, and its sizes. */
import type { Lab, PresetBase } from "#lab/kit/index";
import type paper from "../paper.ts";

export interface Settings extends PresetBase {
  /** Labelled queries that forest and network learn from, by turns; little-data compares the forest after `few` with the network after the last. */
  readonly learnt: readonly number[];
  readonly few: number;
  readonly tests: number;
  readonly batch: number;
  /** Steps of a network with the most queries, and without end; with fewer queries a third is enough to know them by heart. */
  readonly steps: number;
  /** Widths of the networks that learn without end, the smallest first. */
  readonly widths: readonly number[];
  /** Rounds of the clock. */
  readonly rounds: number;
}

export type ChartName = "Learning" | "Size";
export type DahsfLab = Lab<keyof (typeof paper)["claims"], ChartName>;

/** Of the networks that learn from a list. */
export const listWidth = 32;

export const full: Settings = {
  seeds: 6,
  seconds: { node: 240, browser: 800 },
  learnt: [10, 50, 200, 1000],
  few: 50,
  tests: 500,
  batch: 48,
  steps: 900,
  widths: [16, 32],
  rounds: 20,
};
