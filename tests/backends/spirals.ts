/** A small training run that every backend repeats: a network learns which of two spirals a point lies on. */
import {
  adam,
  createTrainer,
  crossEntropy,
  input,
  layerNorm,
  linear,
  random,
  Scope,
  xavierUniform,
  type Device,
} from "#engine";

const batch = 64;

function points(step: number) {
  const stream = random(step).stream("spirals");
  const label = stream.integers(batch, 2);
  const turn = stream.uniform(batch);
  const x = new Float32Array(2 * batch);
  label.forEach((arm, i) => {
    const angle = 4 * turn[i] + Math.PI * arm;
    x[2 * i] = turn[i] * Math.cos(angle);
    x[2 * i + 1] = turn[i] * Math.sin(angle);
  });
  return { x, label };
}

export interface Spirals {
  readonly device: Device;
  readonly threads?: number;
  readonly steps: number;
}

/** The losses, and the bytes of the parameters at the end. */
export async function trainSpirals(
  { device, threads, steps }: Spirals,
  progress: (loss: number) => void = () => {},
  signal?: AbortSignal,
): Promise<{ losses: number[]; parameters: Record<string, Float32Array> }> {
  const scope = new Scope();
  const hidden = linear(scope.scope("first"), input("x", [batch, 2]), 32, { init: xavierUniform });
  const logits = linear(scope.scope("second"), layerNorm(scope.scope("norm"), hidden.gelu()), 2, {
    init: xavierUniform,
  });
  const loss = crossEntropy(logits, input("label", [batch], "int32"));
  const trainer = await createTrainer({
    scope,
    loss,
    optimizer: adam({ learningRate: 0.02 }),
    seed: 1,
    device,
    threads,
  });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted();
    const result = await trainer.step(points(step));
    losses.push(result.loss);
    progress(result.loss);
  }
  const parameters = await trainer.snapshot();
  await trainer.release();
  return { losses, parameters };
}
