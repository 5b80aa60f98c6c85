/** Pictures that papers on depth have in common. */
import type { Chart } from "../../kit/index.ts";

export type DepthChartName =
  "Gradient norm by block" | "Cost of removal" | "Angle by block" | "Validation" | "Loss at the end";

export const blockAxis = { label: "Block" } as const;

/** @param arms in the order in which losses are drawn. */
export const depthCharts = (arms: readonly string[]): Readonly<Record<DepthChartName, Chart>> => ({
  "Gradient norm by block": {
    x: blockAxis,
    y: { label: "Norm of the gradient", scale: "log" },
    caption:
      "Over all parameters of a block, on one fixed batch. Adam divides such sizes away; they say where signals are.",
  },
  "Cost of removal": {
    x: blockAxis,
    y: { label: "Loss without the block, less the loss with it", unit: "nats" },
    caption:
      "One block is taken out, nothing is retrained. The first one, which costs most under Pre-LN, is left out. Is the deep half worth less than the shallow one?",
  },
  "Angle by block": {
    x: blockAxis,
    y: { label: "Angle between input and output", unit: "half turns" },
    caption: "How far each block turns the stream, mean over tokens, at the end.",
  },
  Validation: {
    x: { label: "Step" },
    y: { label: "Validation loss", unit: "nats per character" },
    caption: "Every arm at its own rate. Look at 200 and at 1,000 steps: the order need not be the same.",
  },
  "Loss at the end": {
    x: { label: "Validation loss, less that of Pre-LN", unit: "nats per character" },
    y: { label: "Arm", names: arms },
    mark: "dots",
    caption: "A dot for each seed; left of zero is better than Pre-LN. An arm that diverged has none.",
  },
});
