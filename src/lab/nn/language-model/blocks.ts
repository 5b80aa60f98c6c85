/** The residual blocks of a transformer, whatever stands before and behind them. */
import type { Scope, Tensor } from "#engine";
import type { Block, LinearMap, Norm, Placement, Site, Sublayer } from "./parts.ts";

export interface Blocks {
  readonly depth: number;
  readonly heads: number;
  readonly rotary: boolean;
  readonly linear: LinearMap;
  readonly normAt: (site: Site) => Norm;
  readonly placement: Placement;
  /** In place of placement and norms. */
  readonly whole?: Block;
  readonly attention: Sublayer;
  readonly feedForward: Sublayer;
}

/** The stream [batch, time, width] entering block 1, 2, ... and what leaves the last one: depth + 1 tensors. */
export function blocks(at: Scope, stream: Tensor, { depth, heads, rotary, linear, whole, ...parts }: Blocks): Tensor[] {
  const streams = [stream];
  for (let block = 1; block <= depth; block++) {
    const within = at.scope(`block ${block}`);
    const sublayers = (["attention", "feedForward"] as const).map((kind) => {
      const sublayer = kind === "attention" ? kind : "feed-forward";
      const site: Site = { block, depth, sublayer };
      const here = within.scope(sublayer);
      return { site, here, branch: (x: Tensor) => parts[kind](here, x, { site, heads, rotary, linear }) };
    });
    if (whole) {
      const [attention, feedForward] = sublayers.map(({ branch }) => branch);
      stream = whole(within, stream, { block, depth, heads, attention, feedForward });
    } else
      for (const { site, here, branch } of sublayers)
        stream = parts.placement(here, stream, branch, parts.normAt(site), site);
    streams.push(stream);
  }
  return streams;
}
