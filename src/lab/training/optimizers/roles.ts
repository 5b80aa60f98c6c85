/** What a parameter of the language model is for: papers on optimizers treat the two ends, the matrices between and the vectors apart. */
import { perGroup, type Optimizer, type ParameterSpec } from "#engine";

export type Role = "hidden" | "embedding" | "head" | "vectors";

export const roleOf = ({ name, shape }: Pick<ParameterSpec, "name" | "shape">): Role => {
  if (shape.length < 2) return "vectors";
  return name === "embedding" || name === "head" ? name : "hidden";
};

/** One optimizer for each role. The rate of the hidden matrices is the rate of the whole, and a schedule scales all alike. */
export const byRole = ({ hidden, ...others }: Readonly<Record<Role, Optimizer>>): Optimizer =>
  perGroup({ hidden, ...others }, roleOf);
