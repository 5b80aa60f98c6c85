/** What the units find. Numbers that are not finite are null. */
import type { ArmTime } from "../times.ts";

export interface TrainingRow {
  readonly kind: "training";
  readonly arm: string;
  readonly seed: number;
  readonly steps: number;
  /** Validation loss at the end, nats per token. */
  readonly loss: number | null;
  readonly diverged: string | null;
  readonly curve: readonly (readonly [step: number, nats: number | null])[];
  /** Bytes that the optimizer keeps, and bytes of the weights. */
  readonly stateBytes: number;
  readonly weightBytes: number;
}

export interface TimeRow {
  readonly kind: "step time" | "update time";
  readonly arms: Readonly<Record<string, ArmTime>>;
  /** Half-width of the baseline against itself, in percent. */
  readonly noise: number;
}

export type OptimizerRow = TrainingRow | TimeRow;
