/** The limit: the step's matrix products alone, each at its own shape, in one program and without any turned operand. */
import { adam, compile, input, open, type Device, type Tensor } from "../../src/engine/index.ts";
import { topologicalOrder } from "../../src/engine/node.ts";
import { buildStep } from "../../src/engine/training/step.ts";
import type { Model } from "./models.ts";

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export interface Limit {
  /** Floating-point operations of the step's matrix products; a multiply-add counts as two. */
  readonly flops: number;
  /** Milliseconds that the products alone take, once around. */
  measure(): Promise<number>;
  release(): Promise<void>;
}

/** Every product of the step on operands of its own; one element of each result is fetched, so that none is left out. */
export async function openLimit(model: Model, device: Device): Promise<Limit> {
  const { observed, updates, gradients } = buildStep({ ...model, metrics: {}, optimizer: adam() });
  const outputs: Record<string, Tensor> = {};
  let flops = 0;
  let count = 0;
  for (const { op, inputs, outputs: results, attributes } of topologicalOrder([
    ...Object.values(observed),
    ...Object.values(updates(gradients)),
  ])) {
    if (op !== "matmul") continue;
    const [a, b] = inputs;
    const { transposeA } = attributes as { transposeA: boolean };
    const inner = a.shape.at(transposeA ? -2 : -1)!;
    const { shape } = results[0];
    const batch = shape.slice(0, -2);
    const [rows, columns] = shape.slice(-2);
    flops += 2 * inner * product(shape);
    // A matrix shared by a batch of rows is one flat product.
    const flat = b.rank === 2;
    const left = input(`left ${count}`, flat ? [product(batch) * rows, inner] : [...batch, rows, inner]);
    const right = input(`right ${count}`, flat ? [inner, columns] : [...batch, inner, columns]);
    outputs[`product ${count}`] = left.matmul(right).reshape(-1).slice(0, 0, 1);
    count++;
  }
  const session = await open(compile({ outputs, name: "products" }), { device, threads: 2 });
  const feeds = Object.fromEntries(
    session.program.inputs.map((spec) => [
      spec.name,
      session.tensor(spec, new Float32Array(product(spec.shape)).fill(0.5)),
    ]),
  );
  return {
    flops,
    async measure() {
      const start = performance.now();
      await session.runTensors(feeds);
      return performance.now() - start;
    },
    release: () => session.release(),
  };
}
