/** Ops about gradients only: a barrier, and a function with a backward pass of its own. Neither leaves a trace in ONNX. */
import { apply } from "../node.ts";
import { sameShape, showType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { none, randomInput, type OpFamily, type None } from "./definition.ts";

export type CustomVjp = (cotangent: Tensor, output: Tensor, ...inputs: Tensor[]) => readonly (Tensor | null)[];

export interface SpecialAttributes {
  detach: None;
  /** First input: the output of the forward function; the others: its arguments. */
  custom: { readonly vjp: CustomVjp };
}

export const specials: OpFamily<SpecialAttributes> = {
  detach: {
    infer: ([x]) => x,
    lower: (_emit, [x]) => x,
    vjp: null,
    samples: [{ inputs: [randomInput([2, 3])], attributes: none }],
  },
  custom: {
    infer: ([output]) => output,
    lower: (_emit, [output]) => output,
    vjp({ inputs: [, ...inputs], output, cotangent, attributes }) {
      const cotangents = attributes.vjp(cotangent, output, ...inputs);
      if (cotangents.length !== inputs.length)
        throw new RangeError(`customGradient: ${cotangents.length} cotangents for ${inputs.length} inputs`);
      return [
        null,
        ...cotangents.map((value, i) => {
          if (value === null) return null;
          if (!sameShape(value.shape, inputs[i].shape))
            throw new RangeError(
              `customGradient: cotangent ${i} is ${showType(value)}, its input ${showType(inputs[i])}`,
            );
          return () => value;
        }),
      ];
    },
    samples: [{ inputs: [randomInput([2, 2]), randomInput([2, 2])], attributes: { vjp: (g) => [g] } }],
  },
};

/** The same values, but no gradient passes. */
export const detach = (x: Tensor): Tensor => apply("detach", [x], none);

/**
 * A function whose backward pass is given instead of derived.
 *
 * `vjp(cotangent, output, ...inputs)` returns one cotangent per input, or null where none passes. Write them down directly:
 * the inputs may depend on each other, and `gradient` inside would count those ways twice.
 */
export function customGradient(
  forward: (...inputs: Tensor[]) => Tensor,
  vjp: CustomVjp,
): (...inputs: Tensor[]) => Tensor {
  return (...inputs) => apply("custom", [forward(...inputs), ...inputs], { vjp });
}

const straight: CustomVjp = (cotangent) => [cotangent];

/** Forward the hard value, backward as if it were the soft one (straight-through estimator, Bengio et al. 2013). */
export const straightThrough = (hard: Tensor, soft: Tensor): Tensor =>
  apply("custom", [detach(hard), soft], { vjp: straight });
