/** Who takes part: nets without and with normalization, with what may keep their norms from growing. */
import { adam, adamW, type Optimizer, type Scope, type Tensor } from "#engine";
import { feedForward, heLayer } from "#lab/nn/feed-forward/index";
import {
  groups,
  isScaleFree,
  napNet,
  normalizeAndProject,
  projected,
  pulledToStart,
  withFactors,
  type Which,
} from "../method.ts";

type Net = (at: Scope, x: Tensor, outputs: number) => Tensor;

export interface Arm {
  readonly net: (widths: readonly number[]) => Net;
  readonly optimizer: () => Optimizer;
}

const plain: Arm["net"] = (widths) => (at, x, outputs) => feedForward(at, x, { widths, outputs, layer: heLayer });
const normal: Arm["net"] = (widths) => (at, x, outputs) => napNet(at, x, { widths, outputs });
const scaled: Arm["net"] = (widths) => (at, x, outputs) => napNet(at, x, { widths, outputs, scaledOutput: true });

/** Of weight decay and of the pull to the start: at a rate of 1e-3 a weight loses 1e-4 of itself with every update. */
const strength = 0.1;
const isWeight: Which = ({ group }) => group === groups.weight;
/** In a net whose parameters have no groups: the hidden maps, of which the last is not one. */
export const isHiddenMap: Which = ({ name }) => name.endsWith("/weight") && !name.startsWith("layer 4/");

export const memoryArms = {
  plain: { net: plain, optimizer: () => adam() },
  // Control: what a fixed norm does to a net that is not blind to it.
  "plain, projected": { net: plain, optimizer: () => projected(adam(), isHiddenMap) },
  LN: { net: normal, optimizer: () => adam() },
  "LN, weight decay": { net: normal, optimizer: () => adamW({ weightDecay: strength, decayFilter: isWeight }) },
  "LN, pulled to the start": { net: normal, optimizer: () => pulledToStart(adam(), isWeight, strength) },
  // Control: what the learned scale of the output, which a projected one needs, does by itself.
  "LN, scaled output": { net: scaled, optimizer: () => adam() },
  NaP: { net: normal, optimizer: () => normalizeAndProject(adam()) },
  "NaP, output too": { net: scaled, optimizer: () => normalizeAndProject(adam(), { output: true }) },
} as const satisfies Readonly<Record<string, Arm>>;

export type MemoryArm = keyof typeof memoryArms;
export const memoryArmNames = Object.keys(memoryArms) as MemoryArm[];

/** Those between which claims decide, in which many streams are one value. The others are controls beside them. */
export const contenders = ["LN", "LN, scaled output", "NaP", "NaP, output too"] as const satisfies readonly MemoryArm[];

/** NaP with the decay that another net's growth hid, written out as a schedule for each layer: it has the rate of that net. */
export const writtenOut: Arm = { net: normal, optimizer: () => normalizeAndProject(withFactors(adam(), isScaleFree)) };
