/** One layer with its backward pass, y = x w, dx = dy w', dw = x' dy: in floats, and in four bits through int8. */
import { gradient, input, random, type Tensor, type Values } from "#engine";
import { integerProduct, perTensor } from "#lab/nn/low-precision/codes";
import { quantizedProduct } from "#lab/nn/low-precision/product";
import { shiftQuant } from "../method.ts";
import { groupsOf } from "./arms.ts";

export type Size = readonly [rows: number, inputs: number, outputs: number];

const bits = 4;

const leaves = ([rows, inputs, outputs]: Size) => ({
  x: input("x", [rows, inputs]),
  w: input("w", [inputs, outputs]),
  dy: input("dy", [rows, outputs]),
});

type Outputs = Readonly<Record<string, Tensor>>;

/** y, dx and dw of a product, dy being fed. */
function passes({ x, w, dy }: ReturnType<typeof leaves>, y: Tensor): Outputs {
  const [dx, dw] = gradient(y.mul(dy).sum(), [x, w]);
  return { y, dx, dw };
}

export function floatLayer(size: Size): Outputs {
  const all = leaves(size);
  return passes(all, all.x.matmul(all.w));
}

/** Quantizing, rounding, shifting, three products of integers, and scaling back. The noise is fed: drawing it would take more. */
export function integerLayer(size: Size): Outputs {
  const all = leaves(size);
  const noise = input("noise", all.dy.shape);
  const gradients = shiftQuant({ bits, groups: groupsOf(bits) });
  const options = { bits, gradient: gradients, noise, multiply: integerProduct };
  return passes(all, quantizedProduct(all.x, all.w, options));
}

/** The same with a free scale for each of four groups of neighbours: dx takes a product for each group, whose channels are moved together first. */
export function rearrangedLayer(size: Size): Outputs {
  const { w, dy } = leaves(size);
  const channels = size[2];
  const groups = groupsOf(bits);
  const order = input("order", [channels], "int32");
  const [sorted, weights] = [dy.transpose().gather(order), w.transpose().gather(order)]; // [C, rows], [C, inputs]
  const parts = Array.from({ length: groups }, (_, at) => {
    const part = (all: Tensor) =>
      perTensor(all.slice(0, (at * channels) / groups, ((at + 1) * channels) / groups), bits);
    const [a, b] = [part(sorted), part(weights)];
    return integerProduct(a.codes.transpose(), b.codes).mul(a.scale.mul(b.scale));
  });
  return { dx: parts.reduce((a, b) => a.add(b)) };
}

/** Values for whatever a layer of this size is fed. Channels of dy have ranges over three octaves. */
export function layerFeeds([rows, inputs, outputs]: Size, seed: number): Values {
  const draw = random(seed).stream("layer");
  const ranges = draw.normal(outputs).map((value) => 2 ** value);
  return {
    x: draw.normal(rows * inputs),
    w: draw.normal(inputs * outputs),
    dy: draw.normal(rows * outputs).map((value, at) => value * ranges[at % outputs]),
    noise: draw.uniform(rows * outputs),
  };
}
