/** Where the norm stands in a residual block. */
import type { Placement } from "./parts.ts";

/** x + F(N(x)): the stream itself is never normalized. */
export const preNorm: Placement = (at, x, branch, norm) => x.add(branch(norm(at.scope("norm"), x)));

/** N(x + F(x)): the original transformer. */
export const postNorm: Placement = (at, x, branch, norm) => norm(at.scope("norm"), x.add(branch(x)));

/** Post-norm in the first `posts` blocks, pre-norm in the others. No extra norm at the border. */
export const mixedNorm =
  (posts: number): Placement =>
  (at, x, branch, norm, site) =>
    (site.block <= posts ? postNorm : preNorm)(at, x, branch, norm, site);
