/** The same step as in Node, in a browser's worker on WASM with two threads. */
import { adam, createTrainer, serveTasks, type Trainer } from "../../../src/engine/index.ts";
import { cnn, gpt } from "../models.ts";

interface Work {
  readonly model: "gpt" | "cnn";
  readonly rate: number;
  readonly parameters: readonly { readonly name: string; readonly values: number[] }[];
  readonly batch: Readonly<Record<string, { readonly dtype: string; readonly values: number[] }>>;
}

let trainer: Trainer;
let batch: Record<string, Float32Array | Int32Array>;
let rate: number;

serveTasks({
  create: async (work: Work) => {
    rate = work.rate;
    batch = Object.fromEntries(
      Object.entries(work.batch).map(([name, { dtype, values }]) => [
        name,
        dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values),
      ]),
    );
    trainer = await createTrainer({
      ...{ gpt, cnn }[work.model](),
      optimizer: adam(),
      device: "wasm",
      threads: 2,
      parameters: Object.fromEntries(work.parameters.map(({ name, values }) => [name, Float32Array.from(values)])),
    });
    return { threads: crossOriginIsolated ? 2 : 1 };
  },
  step: async () => {
    const start = performance.now();
    const { loss } = await trainer.step(batch, { rate });
    return { loss, time: performance.now() - start };
  },
});
