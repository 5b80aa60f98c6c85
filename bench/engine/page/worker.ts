/** The same step as in Node, in a browser's worker on WASM with two threads. */
import { adam, createTrainer, serveTasks, type Trainer } from "../../../src/engine/index.ts";
import { openLimit, type Limit } from "../limit.ts";
import { models, type ModelName } from "../models.ts";

interface Work {
  readonly model: ModelName;
  readonly rate: number;
  readonly parameters: readonly { readonly name: string; readonly values: number[] }[];
  readonly batch: Readonly<Record<string, { readonly dtype: string; readonly values: number[] }>>;
}

let trainer: Trainer;
let batch: Record<string, Float32Array | Int32Array>;
let rate: number;
let model: ModelName;
let limit: Limit | null = null;

serveTasks({
  create: async (work: Work) => {
    ({ rate, model } = work);
    batch = Object.fromEntries(
      Object.entries(work.batch).map(([name, { dtype, values }]) => [
        name,
        dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values),
      ]),
    );
    trainer = await createTrainer({
      ...models[model](),
      optimizer: adam(),
      device: "wasm",
      threads: 2,
      parameters: Object.fromEntries(work.parameters.map(({ name, values }) => [name, Float32Array.from(values)])),
    });
    return { threads: crossOriginIsolated ? 2 : 1, live: trainer.memory.peak };
  },
  step: async () => {
    const start = performance.now();
    const { loss } = await trainer.step(batch, { learningRate: rate });
    return { loss, time: performance.now() - start };
  },
  /** The step's matrix products alone, on the same kernels. */
  limit: async () => {
    limit ??= await openLimit(models[model](), "wasm");
    return limit.measure();
  },
});
