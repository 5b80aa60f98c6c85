/** The arms: one part of the method more or less at a time, around the same network. */
import type { Tensor } from "#engine";
import { gateOf } from "#lab/nn/language-model/attention-variants";
import { selfAttention, type AttentionGate, type AttentionOptions } from "#lab/nn/language-model/attention";
import { feedForward } from "#lab/nn/language-model/feed-forward";
import type { Sublayer } from "#lab/nn/language-model/parts";
import { layerNorm } from "#lab/nn/norms";
import { depthwise, type Grid, type TokenTransformer } from "#lab/nn/vision/tokens";
import { gatedRetention, swat, type MixListener } from "../method.ts";
import { learnedTable } from "./learned-table.ts";
import { windowSide as window, type Regime, type Settings } from "./settings.ts";

/** Who wants to know what happens inside. */
export interface Listeners {
  readonly onMix?: MixListener;
  /** The gate of each block, [batch, tokens, width], 0..1. */
  readonly onGate?: (gate: Tensor) => void;
  /** What the attention of each block puts out, [batch, tokens, width]. */
  readonly onOutput?: (y: Tensor) => void;
}

interface Arm {
  /** Inner width of the feed-forward part over the width of the stream: chosen so that all arms have as many parameters. */
  readonly expand: number;
  readonly attention: (grid: Grid, listeners: Listeners) => AttentionOptions;
}

const gate =
  ({ onGate }: Listeners): AttentionGate =>
  (at, mixed, context) => {
    const open = gateOf(at, mixed.shape[2], context);
    onGate?.(open);
    return mixed.mul(open);
  };

const arms = {
  RMT: { expand: 2.5, attention: (grid, { onMix }) => gatedRetention(grid, { window: null, gate: null, onMix }) },
  "Retention, no gate": {
    expand: 2.5,
    attention: (grid, { onMix }) => gatedRetention(grid, { window, gate: null, onMix }),
  },
  Retention: { expand: 2, attention: (grid, on) => gatedRetention(grid, { window, gate: gate(on), onMix: on.onMix }) },
  "Retention, no decay": {
    expand: 2,
    attention: (grid, on) => gatedRetention(grid, { window, decay: null, gate: gate(on), onMix: on.onMix }),
  },
  "learned table": {
    expand: 2,
    attention: (grid, on) => ({
      mix: learnedTable(grid, window, on.onMix),
      enhance: depthwise(grid),
      gate: gate(on),
    }),
  },
  SWAT: { expand: 2, attention: (grid, { onMix }) => swat(grid, { window, onMix }) },
} satisfies Readonly<Record<string, Arm>>;

export type ArmName = keyof typeof arms;

/** In a single window RMT and Retention without its gate are one function: it is trained once. */
export const armsOf: Readonly<Record<Regime, readonly ArmName[]>> = {
  "many windows": Object.keys(arms) as ArmName[],
  "one window": ["RMT", "Retention", "SWAT"],
};

/** What an arm is called in the table of rates. */
export const tuningName = (name: ArmName, regime: Regime): string => `${name}, ${regime}`;

/** Both regimes read the classes from the same cells of the image. */
export function netOf(
  name: ArmName,
  regime: Regime,
  { patch, width, depth }: Pick<Settings, "patch" | "width" | "depth">,
  listeners: Listeners = {},
): TokenTransformer {
  const { expand, attention }: Arm = arms[name];
  const heard =
    (sublayer: Sublayer): Sublayer =>
    (at, x, context) => {
      const y = sublayer(at, x, context);
      listeners.onOutput?.(y);
      return y;
    };
  return {
    ...{ side: canvasSide, patch: patch[regime], classes: 10, depth, width, heads: 4, norm: layerNorm, cells: 4 },
    attention: (grid) => heard(selfAttention(attention(grid, listeners))),
    feedForward: () => feedForward({ expand }),
  };
}

/** Pixels along a side of an image. */
export const canvasSide = 24;
