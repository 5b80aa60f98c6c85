/**
 * The idea and nothing else, its formula above the code.
 *
 *   y = x - mean(x)
 */
import type { Tensor } from "#engine";

/** x: [..., d] -> [..., d]. Name the paper's equation here. */
export const method = (x: Tensor): Tensor => x.sub(x.mean(-1));
