/** What the units of the normalization bake-off find. Numbers that are not finite are null. */
import type { DepthProfile } from "#lab/measure/depth-profile";
import type { ArmTime } from "../times.ts";

export type Scale = "small" | "large";

/** A profile by depth as it is kept. */
export type DepthRow = { readonly [Quantity in keyof DepthProfile]: readonly (number | null)[] };

export interface TrainingRow {
  readonly kind: "training";
  readonly arm: string;
  readonly scale: Scale;
  readonly seed: number;
  readonly learningRate: number;
  readonly steps: number;
  /** Validation loss in nats per character, evaluated with stored statistics; null when training diverged. */
  readonly loss: number | null;
  /** The same batches with statistics taken as in training, subtracted from it. */
  readonly trainEvalGap: number | null;
  readonly diverged: string | null;
  /** Validation losses on the way. */
  readonly curve: readonly (readonly [step: number, nats: number | null])[];
  /** Median of a whole step of this training; compare arms by the timing units instead. */
  readonly milliseconds: number | null;
  readonly size: Size;
  /** Only where the preset looks inside: before training, after a quarter, at the end. */
  readonly depth: Partial<Readonly<Record<"start" | "quarter" | "end", DepthRow>>>;
}

export interface Size {
  /** Numbers that are trained, of the whole model and of its norms. */
  readonly parameters: number;
  readonly normParameters: number;
  /** Numbers that are carried from step to step. */
  readonly states: number;
  /** Bytes of parameters, optimizer and states. */
  readonly storedBytes: number;
  /** Bytes of forward tensors that the backward pass reads. */
  readonly keptBytes: number;
}

export interface StabilityRow {
  readonly kind: "stability";
  readonly arm: string;
  readonly steps: number;
  readonly learningRates: readonly {
    readonly learningRate: number;
    readonly first: number;
    readonly last: number | null;
  }[];
  /** Largest rate whose run stayed finite and ended half a nat below its first loss; null when none did. */
  readonly largest: number | null;
  /** Of the deep model, at the rate 3e-3. */
  readonly depth: Partial<Readonly<Record<"start" | "end", DepthRow>>>;
}

export interface StepTimeRow {
  readonly kind: "step time";
  readonly rounds: number;
  readonly arms: Readonly<Record<string, ArmTime>>;
  /** Half-width of layer norm against itself, in percent: less than this is no difference. */
  readonly noise: number;
}

export interface ForwardPassRow {
  readonly kind: "forward pass";
  readonly batch: number;
  readonly length: number;
  readonly rounds: number;
  readonly arms: Readonly<Record<string, ArmTime>>;
  /** Largest difference of logits between an arm and its folded form. */
  readonly folded: Readonly<Record<string, number>>;
  readonly noise: number;
}

export interface SanityCheckRow {
  readonly kind: "sanity checks";
  readonly checks: readonly { readonly statement: string; readonly value: number; readonly limit: number }[];
}

export type NormalizationRow = TrainingRow | StabilityRow | StepTimeRow | ForwardPassRow | SanityCheckRow;

export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Five digits: more than anybody reads off a curve. */
export const depthRow = (profile: DepthProfile): DepthRow =>
  Object.fromEntries(
    Object.entries(profile).map(([quantity, values]: [string, readonly number[]]) => [
      quantity,
      values.map((value) => finite(Number(value.toPrecision(5)))),
    ]),
  ) as unknown as DepthRow;
