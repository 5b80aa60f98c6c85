/** Different optimizers for different groups of parameters. */
import type { ParameterSpec } from "../scope.ts";
import type { Optimizer } from "./optimizer.ts";

type Described = Pick<ParameterSpec, "name" | "shape" | "group">;

/** The group a parameter was given, or "matrices" (two axes or more) and "vectors". */
export const groupOf = ({ group, shape }: Described): string => group || (shape.length > 1 ? "matrices" : "vectors");

/**
 * One optimizer per group: `perGroup({ matrices: muon(), vectors: adamW() })`.
 *
 * The first group's rate is the rate of the whole: a step's `rate` scales all groups by the same factor.
 * Throws when a parameter's group has no optimizer.
 */
export function perGroup(
  groups: Readonly<Record<string, Optimizer>>,
  of: (spec: Described) => string = groupOf,
): Optimizer {
  const names = Object.keys(groups);
  if (names.length === 0) throw new RangeError("perGroup: no groups");
  const first = groups[names[0]];
  const optimizerOf = (spec: Described): Optimizer => {
    const chosen = groups[of(spec)];
    if (!chosen)
      throw new RangeError(`perGroup: "${spec.name}" is in group "${of(spec)}", known are ${names.join(", ")}`);
    return chosen;
  };
  return {
    learningRate: first.learningRate,
    init: (spec) => optimizerOf(spec).init(spec),
    update(input) {
      const chosen = optimizerOf(input.spec);
      return chosen.update({
        ...input,
        learningRate: input.learningRate.mul(chosen.learningRate / first.learningRate),
      });
    },
  };
}
