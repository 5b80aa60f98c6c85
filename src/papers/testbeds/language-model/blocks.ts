/** The residual blocks of a transformer, whatever stands before and behind them. */
import type { Scope, Tensor } from "#engine";
import type { LinearMap, Norm, Placement, Site, Sublayer } from "./parts.ts";

export interface Blocks {
  readonly depth: number;
  readonly heads: number;
  readonly rotary: boolean;
  readonly linear: LinearMap;
  readonly normAt: (site: Site) => Norm;
  readonly placement: Placement;
  readonly attention: Sublayer;
  readonly feedForward: Sublayer;
}

/** The stream [batch, time, width] entering block 1, 2, ... and what leaves the last one: depth + 1 tensors. */
export function blocks(at: Scope, stream: Tensor, { depth, heads, rotary, linear, ...parts }: Blocks): Tensor[] {
  const streams = [stream];
  for (let block = 1; block <= depth; block++) {
    const within = at.scope(`block ${block}`);
    const wrap = (sublayer: "attention" | "feed-forward", body: Sublayer) => {
      const site: Site = { block, depth, sublayer };
      const here = within.scope(sublayer);
      const branch = (x: Tensor) => body(here, x, { site, heads, rotary, linear });
      stream = parts.placement(here, stream, branch, parts.normAt(site), site);
    };
    wrap("attention", parts.attention);
    wrap("feed-forward", parts.feedForward);
    streams.push(stream);
  }
  return streams;
}
