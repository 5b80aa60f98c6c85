/** Hidden layers of the usual kinds, as networks without weight sharing have them: all of them end in ReLU. */
import { filled, kaimingNormal, lecunNormal, linear, normal, zeros, type Scope, type Tensor } from "#engine";
import type { HiddenLayer } from "./net.ts";

type Norm = (at: Scope, x: Tensor) => Tensor;

/** relu(x W + b), W ~ N(0, 2 / inputs). He et al. 2015. */
export const heLayer: HiddenLayer = (at, x, width) => linear(at, x, width, { init: kaimingNormal }).relu();

/** relu(norm(x W + b)), W ~ N(0, 2 / inputs). */
export const normedLayer =
  (norm: Norm): HiddenLayer =>
  (at, x, width) =>
    norm(at.scope("norm"), linear(at, x, width, { init: kaimingNormal })).relu();

/** norm(relu(x W + b)), W ~ N(0, 2 / inputs): the norm stands behind the nonlinearity. */
export const layerThenNorm =
  (norm: Norm): HiddenLayer =>
  (at, x, width) =>
    norm(at.scope("norm"), heLayer(at, x, width));

/**
 * relu(x W + b), the columns of W written as gain v / |v|, v ~ N(0, 1). Salimans & Kingma 2016, without their start from data: the gain
 * begins at sqrt(2), the length that a column drawn from N(0, 2 / inputs) has.
 */
export const weightNormLayer: HiddenLayer = (at, x, width) => {
  const v = at.parameter("direction", [x.shape[1], width], normal());
  const gain = at.parameter("gain", [1, width], filled(Math.SQRT2));
  const weight = v.mul(gain.mul(v.square().sum(0).rsqrt()));
  return x
    .matmul(weight)
    .add(at.parameter("bias", [width], zeros))
    .relu();
};

/**
 * gate relu(x W + b) + (1 - gate) x, gate = sigmoid(x G + c), which begins mostly shut. Srivastava et al. 2015, who recommend c between
 * -1 and -3; G ~ N(0, 1 / inputs). A layer that changes the width hands nothing on, and has no gate.
 */
export const highwayLayer =
  ({ gateBias = -2 } = {}): HiddenLayer =>
  (at, x, width) => {
    const y = heLayer(at, x, width);
    if (x.shape[1] !== width) return y;
    const weight = at.parameter("gate/weight", [width, width], lecunNormal);
    const gate = x
      .matmul(weight)
      .add(at.parameter("gate/bias", [width], filled(gateBias)))
      .sigmoid();
    return x.add(gate.mul(y.sub(x)));
  };

/**
 * relu(x + norm(relu(norm(x W + b)) V + c)): a residual block, which is two layers. He et al. 2016. One that changes the width has a linear
 * map of x in the place of x.
 */
export const residualBlock =
  (norm: Norm): HiddenLayer =>
  (at, x, width) => {
    const shortcut = x.shape[1] === width ? x : linear(at.scope("shortcut"), x, width, { init: kaimingNormal });
    const inner = normedLayer(norm)(at.scope("inner"), x, width);
    const outer = at.scope("outer");
    return shortcut.add(norm(outer.scope("norm"), linear(outer, inner, width, { init: kaimingNormal }))).relu();
  };
