/** Our own step in headless Chromium: ONNX Runtime's WASM with two threads, in a worker of an isolated page. */
import { openPage } from "../../page.ts";
import { multiplyAdd, operations } from "../arithmetic.ts";
import { serve } from "./serve.js";

declare global {
  interface Window {
    calculate(module: number[], rounds: number): Promise<number>;
  }
}

const { page, task, version, close } = await openPage(new URL("../page", import.meta.url));

/** Floating-point operations a second of both threads together, where they do nothing else. */
async function rateOf(module: Uint8Array): Promise<number> {
  const rounds = 20_000_000;
  const time = await page.evaluate(([module, rounds]) => window.calculate(module, rounds), [
    [...module],
    rounds,
  ] as const);
  return (2 * rounds * operations) / (time / 1000);
}
/** Before ONNX Runtime is there, whose threads wait for work by turning around. The best of three: it is a bound. */
async function bestRate(fused: boolean): Promise<number> {
  const module = await multiplyAdd(fused);
  return Math.max(await rateOf(module), await rateOf(module), await rateOf(module));
}
const rates = { separate: await bestRate(false), fused: await bestRate(true) };

interface Work {
  readonly model: string;
  readonly rate: number;
  readonly parameters: readonly { name: string; values: Float32Array }[];
  readonly batch: Record<string, Float32Array | Int32Array>;
}

await serve(async ({ model, rate, parameters, batch }: Work) => {
  const { threads }: { threads: number } = await task("create", {
    model,
    rate,
    parameters: parameters.map(({ name, values }) => ({ name, values: [...values] })),
    batch: Object.fromEntries(
      Object.entries(batch).map(([name, values]) => [
        name,
        { dtype: values instanceof Int32Array ? "int32" : "float32", values: [...values] },
      ]),
    ),
  });
  return {
    facts: { version, threads, rates },
    // The time inside the worker: what crosses the bridge to the page is the benchmark's own cost.
    step: () => task("step", null),
    limit: () => task("limit", null),
  };
}, close);
