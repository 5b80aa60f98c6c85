/** The arms of both parts and how each is trained, before tuning gives each its learning rate. */
import { adam, constantRate } from "#engine";
import type { Mnist } from "#lab/datasets/mnist";
import type { CharacterText } from "#lab/datasets/moby-dick";
import { batchNorm, noNorm } from "#lab/nn/norms";
import { gru, type RecurrentPlan } from "#lab/training/recurrent/index";
import type { Classifier, ClassifierPlan } from "#lab/training/vision/index";
import { layerNorm, layerNormGru } from "../method.ts";
import type { DigitSettings, LayerNormLab, TextSettings } from "./settings.ts";

type Machine = Pick<LayerNormLab, "seed" | "device" | "threads">;

const norms = { "no norm": noNorm, "batch norm": batchNorm, "layer norm": layerNorm } as const;
export type NormName = keyof typeof norms;
export const normNames = Object.keys(norms) as NormName[];

export interface DigitRun {
  /** As tuning knows it, whatever the sizes of batches are. */
  readonly name: string;
  readonly norm: NormName;
  readonly batch: number;
  readonly updates: number;
}

export const digitRunName = (norm: NormName, size: "large" | "small"): string => `digits: ${norm}, ${size} batch`;

/** All norms at the large batch, and those of the claim at the small one, which see as many examples in more updates. */
export const digitRuns = ({ batches: [large, small], updates }: DigitSettings): DigitRun[] => [
  ...normNames.map((norm) => ({ name: digitRunName(norm, "large"), norm, batch: large, updates })),
  ...(["batch norm", "layer norm"] as const).map((norm) => ({
    name: digitRunName(norm, "small"),
    norm,
    batch: small,
    updates: Math.round((updates * large) / small),
  })),
];

export const digitModel = (norm: NormName, { rows, columns }: Mnist, { hidden }: DigitSettings): Classifier => ({
  sizes: [rows * columns, ...hidden, 10],
  norm: norms[norm],
});

/** Adam at a constant rate, nothing clipped. */
export const digitPlan = (
  { norm, batch, updates }: DigitRun,
  data: Mnist,
  settings: DigitSettings,
  learningRate: number,
  { seed, device, threads }: Machine,
): ClassifierPlan => ({
  model: digitModel(norm, data, settings),
  data,
  batch,
  steps: updates,
  seed,
  optimizer: adam({ learningRate }),
  learningRate: constantRate(learningRate),
  tested: settings.tested,
  device,
  threads,
});

export const cells = { GRU: gru, "LN-GRU": layerNormGru } as const;
export type CellName = keyof typeof cells;
export const cellNames = Object.keys(cells) as CellName[];

/** Adam at a constant rate, nothing clipped. */
export const recurrentPlan = (
  cell: CellName,
  text: CharacterText,
  { units, length, batch, updates }: TextSettings,
  learningRate: number,
  { seed, device, threads }: Machine,
): RecurrentPlan => ({
  model: { vocabulary: text.vocabulary.size, inputs: 64, units, cell: cells[cell] },
  text,
  batch,
  length,
  steps: updates,
  seed,
  optimizer: adam({ learningRate }),
  learningRate: constantRate(learningRate),
  device,
  threads,
});
