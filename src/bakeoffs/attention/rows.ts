/** What the units find. Numbers that are not finite are null. */
import type { ArmTime } from "../times.ts";

/** What an arm is trained on. */
export type Task = "text" | "backcopy" | "retrieval";

interface Trained {
  readonly arm: string;
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly diverged: string | null;
}

/** What attention does in a trained model, over held-out windows. */
export interface Look {
  /** By block, nats: mean over heads and over all queries but a window's first. */
  readonly entropy: readonly (number | null)[];
  /** Weight on the first token, over the same queries; share of the absolute weights where the arm is normed. */
  readonly first: readonly (number | null)[];
  /** Largest absolute entry of the residual stream, wherever it is looked at between blocks. */
  readonly largest: number | null;
}

export interface TextRow extends Trained {
  readonly kind: "text";
  /** Validation loss at the end, nats per character. */
  readonly loss: number | null;
  readonly curve: readonly (readonly [step: number, nats: number | null])[];
  readonly parameters: number;
  readonly look: Look | null;
}

export interface BackcopyRow extends Trained {
  readonly kind: "backcopy";
  /** Nats per letter. */
  readonly loss: number | null;
  /** Of the letters after a trigger, which are certain, percent. */
  readonly accuracy: number | null;
  readonly look: Look | null;
}

export interface RetrievalRow extends Trained {
  readonly kind: "retrieval";
  /** Percent. */
  readonly accuracy: number | null;
  readonly byKeys: readonly { readonly keys: number; readonly accuracy: number | null }[];
}

export interface TimeRow {
  readonly kind: "step time" | "layer time";
  /** Tokens of the text. */
  readonly length: number;
  readonly arms: Readonly<Record<string, ArmTime>>;
  /** Half-width of the baseline against itself, in percent. */
  readonly noise: number;
}

export interface MemoryRow {
  readonly kind: "memory";
  readonly lengths: readonly number[];
  /** Bytes by length, of one layer and one text, exact. */
  readonly arms: Readonly<Record<string, { readonly kept: readonly number[]; readonly cache: readonly number[] }>>;
}

export type AttentionRow = TextRow | BackcopyRow | RetrievalRow | TimeRow | MemoryRow;

export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
