/** Our own step, in Node on ONNX Runtime's CPU provider. */
import { adam, createTrainer } from "../../../src/engine/index.ts";
import { models, type ModelName } from "../models.ts";
import { serve } from "./serve.js";

interface Work {
  readonly model: ModelName;
  readonly rate: number;
  readonly parameters: readonly { name: string; values: Float32Array }[];
  readonly batch: Record<string, Float32Array | Int32Array>;
}

await serve(async ({ model, rate, parameters, batch }: Work) => {
  const trainer = await createTrainer({
    ...models[model](),
    optimizer: adam(),
    threads: 2,
    parameters: Object.fromEntries(parameters.map(({ name, values }) => [name, values])),
  });
  const base = process.memoryUsage().rss;
  return {
    facts: { version: "this tree", threads: 2, live: trainer.memory.peak, base },
    step: async () => (await trainer.step(batch, { learningRate: rate })).loss,
  };
});
