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

/** A product of the step: [rows, inner] times [inner, columns], so many times over. */
export interface Product {
  readonly batch: readonly number[];
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** The matrix products of a model's step, forward and backward. A matrix shared by a batch of rows is one flat product. */
export function productsOf(model: Model): Product[] {
  const { observed, updates, gradients } = buildStep({ ...model, metrics: {}, optimizer: adam() });
  return topologicalOrder([...Object.values(observed), ...Object.values(updates(gradients))])
    .filter(({ op }) => op === "matmul")
    .map(({ inputs: [a, b], outputs: results, attributes }) => {
      const inner = a.shape.at((attributes as { transposeA: boolean }).transposeA ? -2 : -1)!;
      const [rows, columns] = results[0].shape.slice(-2);
      const batch = results[0].shape.slice(0, -2);
      return b.rank === 2
        ? { batch: [], rows: product(batch) * rows, inner, columns }
        : { batch, rows, inner, columns };
    });
}

export const flopsOf = ({ batch, rows, inner, columns }: Product): number =>
  2 * product(batch) * rows * inner * columns;

/** Every product of the step on operands of its own; one element of each result is fetched, so that none is left out. */
export async function openLimit(model: Model, device: Device): Promise<Limit> {
  const products = productsOf(model);
  const outputs: Record<string, Tensor> = {};
  for (const [at, { batch, rows, inner, columns }] of products.entries()) {
    const left = input(`left ${at}`, [...batch, rows, inner]);
    const right = input(`right ${at}`, [...batch, inner, columns]);
    outputs[`product ${at}`] = left.matmul(right).reshape(-1).slice(0, 0, 1);
  }
  const session = await open(compile({ outputs, name: "products" }), { device, threads: 2 });
  const feeds = Object.fromEntries(
    session.program.inputs.map((spec) => [
      spec.name,
      session.tensor(spec, new Float32Array(product(spec.shape)).fill(0.5)),
    ]),
  );
  return {
    flops: products.reduce((sum, one) => sum + flopsOf(one), 0),
    async measure() {
      const start = performance.now();
      await session.runTensors(feeds);
      return performance.now() - start;
    },
    release: () => session.release(),
  };
}
