/** Checks a gradient against central differences in double precision. */
import { gradient } from "../gradient.ts";
import { apply } from "../node.ts";
import { randomInput, type SampleInput } from "../ops/definition.ts";
import { compile } from "../program.ts";
import { open } from "../run/session.ts";
import { isFloat, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { numbers, toTyped } from "../values.ts";
import { closeness, type Tolerance } from "./close.ts";
import { sampleTensors } from "./samples.ts";

export interface CheckOptions extends Tolerance {
  /** Default float64; float32 (with a coarser step) for ops without double kernels. */
  readonly dtype?: "float32" | "float64";
  readonly seed?: number;
}

/**
 * Throws when the gradient of sum(weights * build(...inputs)) differs from central differences at any element of any
 * float input. `samples` are shapes (values drawn from -2..2) or sample inputs. The weights differ, so that a rule
 * cannot pass by symmetry.
 */
export async function checkGradient(
  build: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  samples: readonly (Shape | SampleInput)[],
  { dtype = "float64", seed = 1, ...tolerance }: CheckOptions = {},
): Promise<void> {
  const inputs = samples.map((sample) => ("shape" in sample ? sample : randomInput(sample)));
  const { tensors, feeds } = sampleTensors(inputs, dtype, seed);
  const built = build(...tensors);
  const outputs = (Array.isArray(built) ? (built as readonly Tensor[]) : [built as Tensor]).filter(({ dtype }) =>
    isFloat(dtype),
  );
  const loss = outputs.map((output) => output.mul(weights(output)).sum()).reduce((a, b) => a.add(b));
  const wrt = tensors.filter((tensor) => isFloat(tensor.dtype));
  const names = tensors.flatMap((tensor, i) => (isFloat(tensor.dtype) ? [`x${i}`] : []));
  const gradients = gradient(loss, wrt);

  const backward = await open(
    compile({ inputs: tensors, outputs: Object.fromEntries(gradients.map((slope, i) => [`d${names[i]}`, slope])) }),
  );
  const forward = await open(compile({ inputs: tensors, outputs: { loss } }));
  try {
    const derived = await backward.run(feeds);
    const step = dtype === "float64" ? 1e-5 : 1e-2;
    for (const name of names) {
      const base = numbers(feeds[name]);
      const differences: number[] = [];
      for (let at = 0; at < base.length; at++) {
        const shifted = async (by: number) =>
          numbers((await forward.run({ ...feeds, [name]: toTyped(dtype, base.with(at, base[at] + by)) })).loss.data)[0];
        differences.push(((await shifted(step)) - (await shifted(-step))) / (2 * step));
      }
      const allowed = dtype === "float64" ? { relative: 1e-6, absolute: 1e-7 } : { relative: 1e-2, absolute: 5e-3 };
      const problem = closeness(derived[`d${name}`], differences, { ...allowed, ...tolerance });
      if (problem !== null) throw new Error(`gradient of ${name}: ${problem} by central differences`);
    }
  } finally {
    await backward.release();
    await forward.release();
  }
}

/** 1, 1.37, 1.74, ... in the output's shape. */
function weights(output: Tensor): Tensor {
  const data = toTyped(
    output.dtype,
    Array.from({ length: output.size }, (_, i) => 1 + 0.37 * (i % 7) - 0.11 * i),
  );
  return apply("constant", [], { data, shape: output.shape, dtype: output.dtype });
}
