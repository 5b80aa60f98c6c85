/** Position-wise feed-forward sublayers. */
import type { Tensor } from "#engine";
import type { Sublayer } from "./parts.ts";

/** W2 f(W1 x), `expand` times as wide inside. Vaswani et al. 2017, eq. 2; with GELU as in GPT. */
export const feedForward =
  ({ expand = 4, activation = (x: Tensor) => x.gelu() } = {}): Sublayer =>
  (at, x, { linear }) => {
    const width = x.shape.at(-1)!;
    const inner = activation(linear(at.scope("in"), x, Math.round(expand * width), { toResidual: false }));
    return linear(at.scope("out"), inner, width, { toResidual: true });
  };

/**
 * W3 (f(W1 x) * W2 x): the gated form of LLaMA, where f is silu; with a sigmoid it is the first of its kind, GLU. Shazeer 2020.
 * `hidden` defaults to 8/3 of the width, which has as many weights as the plain form.
 */
export const swiglu =
  ({ hidden = (width: number) => 8 * Math.round(width / 3), activation = (x: Tensor) => x.silu() } = {}): Sublayer =>
  (at, x, { linear }) => {
    const width = x.shape.at(-1)!;
    const read = (name: string) => linear(at.scope(name), x, hidden(width), { toResidual: false });
    return linear(at.scope("down"), activation(read("gate")).mul(read("up")), width, { toResidual: true });
  };
