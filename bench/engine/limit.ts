/** The limit: the step's matrix products and convolutions alone, each measured at its own shape. */
import { adam, compile, input, open, type Tensor } from "../../src/engine/index.ts";
import { nodesBefore } from "../../src/engine/node.ts";
import { buildStep } from "../../src/engine/training/step.ts";
import { models, type ModelName } from "./work.ts";

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export interface Limit {
  /** Floating-point operations of the step's matrix products; a multiply-add counts as two. */
  readonly flops: number;
  /** Milliseconds that the products alone take, once around. */
  measure(): Promise<number>;
  release(): Promise<void>;
}

/** One session for every distinct product of the step; its inputs are fed, its output is dropped. */
export async function openLimit(name: ModelName): Promise<Limit> {
  const { observed, updates, gradients } = buildStep({ ...models[name](), metrics: {}, optimizer: adam() });
  const kinds = new Map<string, { left: Tensor; right: Tensor; inner: number; count: number; output: Tensor }>();
  for (const node of nodesBefore([...Object.values(observed), ...Object.values(updates(gradients))])) {
    if (node.op !== "matmul") continue;
    const [a, b] = node.inputs;
    const { transposeA } = node.attributes as { transposeA: boolean; transposeB: boolean };
    const key = JSON.stringify([a.shape, b.shape, node.attributes]);
    const kind = kinds.get(key) ?? { left: a, right: b, output: node.outputs[0], count: 0, inner: 0 };
    kinds.set(key, { ...kind, inner: a.shape.at(transposeA ? -2 : -1)!, count: kind.count + 1 });
  }
  let flops = 0;
  const runs: { count: number; once: () => Promise<unknown>; release: () => Promise<void> }[] = [];
  for (const { output, inner, count } of kinds.values()) {
    flops += count * 2 * inner * product(output.shape);
    // A product in the order that needs no turned operand, as a fast library would lay it out.
    const batch = output.shape.slice(0, -2);
    const [rows, columns] = output.shape.slice(-2);
    const shared = output.shape.length === 3;
    const left = input("left", shared ? [product(batch) * rows, inner] : [...batch, rows, inner]);
    const right = input("right", shared ? [inner, columns] : [...batch, inner, columns]);
    const session = await open(compile({ outputs: { y: left.matmul(right) }, name: "product" }), { threads: 2 });
    const feeds = {
      left: session.tensor(
        { name: "left", shape: left.shape, dtype: "float32" },
        new Float32Array(left.size).fill(0.5),
      ),
      right: session.tensor(
        { name: "right", shape: right.shape, dtype: "float32" },
        new Float32Array(right.size).fill(0.5),
      ),
    };
    runs.push({ count, once: () => session.runTensors(feeds), release: () => session.release() });
  }
  return {
    flops,
    async measure() {
      let total = 0;
      for (const { count, once } of runs) {
        const start = performance.now();
        for (let i = 0; i < count; i++) await once();
        total += performance.now() - start;
      }
      return total;
    },
    release: async () => void (await Promise.all(runs.map((run) => run.release()))),
  };
}
