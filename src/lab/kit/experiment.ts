/** An experiment measures the claims of one paper. It says what it saw; it never judges. */
import type { Lab, LabEvent } from "./lab.ts";
import type { Paper } from "./paper.ts";

export interface Axis {
  readonly label: string;
  /** Empty for a pure number or an index. */
  readonly unit?: string;
  readonly scale?: "linear" | "log";
  /** Where an axis counts things instead of measuring: the names of 1, 2, ... */
  readonly names?: readonly string[];
}

export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  /** One sentence: what to look for. */
  readonly caption: string;
  /** "line" joins the points of a series; "dots" leaves them apart. */
  readonly mark?: "line" | "dots";
}

/** What every preset says about itself; an experiment adds its own settings. */
export interface PresetBase {
  /** How many seeds a run of this preset uses; they are 1, 2, ... */
  readonly seeds: number;
  /** Expected duration in seconds on 2 cores, all seeds together; the page shows it before anybody presses Run. */
  readonly seconds: { readonly node: number; readonly browser: number };
}

export type PresetName = "quick" | "full";

/** What is decided before a recording begins, and why. With the claims and the full preset it is registered (registration.ts). */
export interface Plan<ClaimId extends string = string> {
  /** Seeds of the full preset: fixed beforehand, never until it looks good. */
  readonly seeds: number;
  /** Why so many, as a sentence: which claim asks for them, or which budget sets the limit. */
  readonly why: string;
  /** Standard deviation over the pilot's seeds (1001, 1002, ...), in the unit of each claim that was piloted. */
  readonly pilot: Readonly<Partial<Record<ClaimId, number>>>;
  /** Every arm that takes part: the method, its baselines and controls. */
  readonly arms: readonly string[];
  /** Training steps of an arm, or what stands for them where nothing is trained; a name each where parts differ. */
  readonly steps: number | Readonly<Record<string, number>>;
  /** How rates were chosen, as a sentence: grid, seeds, rule. */
  readonly tuning: string;
  /** The rates that came of it, by arm. */
  readonly learningRates?: Readonly<Record<string, number>>;
  /** Rates are still missing, and arms run at what there is: nothing can be recorded. */
  readonly untuned?: boolean;
}

export interface Experiment<
  ClaimId extends string = string,
  ChartName extends string = string,
  Preset extends PresetBase = PresetBase,
> {
  readonly paper: Paper<ClaimId>;
  readonly charts: Readonly<Record<ChartName, Chart>>;
  readonly presets: Readonly<Record<PresetName, Preset>>;
  /** Without a plan an experiment runs, but its results cannot be recorded. */
  readonly plan?: Plan<ClaimId>;
  /** The smallest settings at which every part still runs (a few seconds); only the registry's test uses them. */
  readonly smoke: Preset;
  /** The claims this experiment measures, directly or by a proxy. A test checks that a run does. */
  readonly measures: readonly ClaimId[];
  /** Downloads besides the program itself, by dataset name, so that the page can say what a run fetches. */
  readonly datasets: readonly string[];
  /** One seed's worth of work. Yield often (at least every second): cancelling happens between two yields. */
  run(lab: Lab<ClaimId, ChartName>, preset: Preset): AsyncGenerator<LabEvent, void, void>;
}

/** Declares the experiment of a paper; exists to infer claim, chart and preset types. */
export function experiment<ClaimId extends string, const ChartName extends string, Preset extends PresetBase>(
  paper: Paper<ClaimId>,
  definition: Omit<Experiment<ClaimId, ChartName, Preset>, "paper">,
): Experiment<ClaimId, ChartName, Preset> {
  return { paper, ...definition };
}
