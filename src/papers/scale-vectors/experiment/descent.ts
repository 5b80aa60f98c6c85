/** The preconditioner over a plain gradient descent of a network with two gained layers, full batch. */
import { compile, constant, gradient, input, normal, open, random, type Tensor } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import type { ScaleVectorsLab } from "./settings.ts";

const [inputs, hidden, outputs, examples] = [6, 8, 3, 48];
const layers = ["first layer", "second layer"] as const;

/**
 * tanh(x diag(g1) W1) diag(g2) W2 on a target of its own kind. P_j = g_j² I + w_j w_jᵀ has the eigenvalues g_j² and
 * g_j² + |w_j|²: drawn are the smallest of all columns, and the largest. Gain² never falls below what is conserved.
 */
export async function* descentPart(lab: ScaleVectorsLab, steps: number): AsyncGenerator<LabEvent, void, void> {
  const source = random(lab.seed);
  const draw = (name: string, shape: number[], std: number) => normal(std)(shape, source.stream(name));
  const fixed = (name: string, shape: number[], std: number) => constant(draw(name, shape, std), { shape });
  const network = (x: Tensor, [g1, w1, g2, w2]: readonly Tensor[]) => x.mul(g1).matmul(w1).tanh().mul(g2).matmul(w2);
  const x = fixed("inputs", [examples, inputs], 1);
  const target = network(x, [
    constant(1),
    fixed("target 1", [inputs, hidden], 0.7),
    constant(1),
    fixed("target 2", [hidden, outputs], 0.9),
  ]);
  const shapes = { g1: [inputs], w1: [inputs, hidden], g2: [hidden], w2: [hidden, outputs] };
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const parameters = names.map((name) => input(name, shapes[name]));
  const loss = network(x, parameters).sub(target).square().mean();
  const next = gradient(loss, parameters).map((slope, at) => parameters[at].sub(slope.mul(0.1)));
  const session = await open(
    compile({ outputs: Object.fromEntries(names.map((name, at) => [`next ${name}`, next[at]])), name: "descent" }),
    { threads: 1 },
  );
  try {
    let state: Record<string, Float32Array> = {
      g1: new Float32Array(inputs).fill(1),
      w1: draw("w1", shapes.w1, 0.1),
      g2: new Float32Array(hidden).fill(1),
      w2: draw("w2", shapes.w2, 0.1),
    };
    for (let step = 0; step <= steps; step++) {
      if (step % Math.ceil(steps / 40) === 0)
        for (const [at, layer] of layers.entries()) {
          const { smallest, largest } = eigenvalues(state[`g${at + 1}`], state[`w${at + 1}`]);
          yield lab.point("Preconditioner", { series: `${layer}, smallest`, x: step, y: smallest });
          yield lab.point("Preconditioner", { series: `${layer}, largest`, x: step, y: largest });
        }
      const out = await session.run(state);
      state = Object.fromEntries(names.map((name) => [name, out[`next ${name}`].data as Float32Array]));
    }
  } finally {
    await session.release();
  }
}

/** Extremes over the channels of g² and g² + |w|²; w: [channels, features], its row being what the channel feeds. */
export function eigenvalues(gain: Float32Array, w: Float32Array): { smallest: number; largest: number } {
  const features = w.length / gain.length;
  const squares = Array.from(gain, (value) => value * value);
  const lengths = squares.map((_, j) =>
    w.subarray(j * features, (j + 1) * features).reduce((sum, value) => sum + value * value, 0),
  );
  return { smallest: Math.min(...squares), largest: Math.max(...squares.map((value, j) => value + lengths[j])) };
}
