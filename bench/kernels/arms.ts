/** What the benchmark of kernels runs, in Node and in a page's worker alike, as arms of timeArms: one thread, and rows on several, too. */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { compile, input, open, random, type Device, type Tensor } from "../../src/engine/index.ts";
import { emitModule } from "../../src/lab/wasm/emit.ts";
import type { Timed, TimedArm } from "../../src/lab/measure/timing.ts";
import type { Kernels, Machine } from "../../src/papers/two-pass-softmax/kernels/machine.ts";
import { algorithms, type AlgorithmName } from "../../src/papers/two-pass-softmax/kernels/softmax.ts";
import type { Product } from "../engine/limit.ts";
import { onnx, tensorFlow } from "./peers.ts";
import { panelBytes, product } from "./product.ts";

/** TensorFlow.js on its WASM backend, one thread. */
export async function openTensorFlow(): Promise<void> {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  await tf.setBackend("wasm");
  await tf.ready();
}

const repeated = (times: number, name: string, open: () => Promise<Timed>): TimedArm => ({
  name,
  async open() {
    const { run, release } = await open();
    return {
      async run() {
        for (let time = 0; time < times; time++) await run();
      },
      release,
    };
  },
});

const ours = (name: string, times: number, run: () => void): TimedArm => ({
  name,
  open: async () => ({
    async run() {
      for (let time = 0; time < times; time++) run();
    },
    release: async () => {},
  }),
});

/** Where a peer computes that can have several threads. */
interface Where {
  readonly device: Device;
  readonly threads: number;
}

/** Operands that stay in TensorFlow's memory; what comes out is given back unread. */
const withTensorFlow = (name: string, times: number, values: readonly Float32Array[], shapes: readonly number[][], result: (...operands: tf.Tensor[]) => tf.Tensor) =>
  repeated(times, name, async () => {
    const operands = values.map((one, at) => tf.tensor(one, shapes[at]));
    return {
      run: async () => result(...operands).dispose(),
      release: async () => operands.forEach((one) => one.dispose()),
    };
  }); // prettier-ignore

/** A program that hands over its operands at each call, as this runtime does, and of whose result one number comes back. */
const withOnnx = (times: number, { device, threads }: Where, values: readonly Float32Array[], shapes: readonly number[][], result: (...operands: Tensor[]) => Tensor) =>
  repeated(times, onnx, async () => {
    const operands = shapes.map((shape, at) => input(`x${at}`, shape));
    const program = compile({ outputs: { y: result(...operands).reshape(-1).slice(0, 0, 1) }, name: "kernel" });
    const session = await open(program, { device, threads });
    const feeds = Object.fromEntries(program.inputs.map((spec, at) => [spec.name, session.tensor(spec, values[at])]));
    return { run: () => session.runTensors(feeds), release: () => session.release() };
  }); // prettier-ignore

/** Our kernels on the row that lies in their machine. */
export interface Loaded {
  readonly machine: Machine;
  readonly kernels: Kernels;
}

/** A copy, our softmaxes and the peers'. TensorFlow.js has one thread, whatever is asked. @param times that each goes through the row in a run. */
export function softmaxArms({ machine, kernels }: Loaded, length: number, times: number, where: Where): TimedArm[] {
  const [from, to] = machine.rows;
  const row = machine.floats.slice(from / 4, from / 4 + length);
  return [
    ours("copy", times, () => void kernels.run("copy", from, to, length)),
    ...(Object.keys(algorithms) as AlgorithmName[]).map((name) =>
      ours(name, times, () => algorithms[name](kernels, from, to, length)),
    ),
    withOnnx(times, where, [row], [[1, length]], (x) => x.softmax(-1)),
    withTensorFlow(tensorFlow, times, [row], [[1, length]], (x) => tf.softmax(x)),
  ];
} // prettier-ignore

const page = 65_536;

/** One product of a batch after the other, in memory of their own. */
function emittedProduct(shape: Product, batch: number, operands: readonly Float32Array[], fused: boolean): () => Float32Array {
  const sizes = [shape.rows * shape.inner, shape.inner * shape.columns, shape.rows * shape.columns];
  const begins = [64];
  for (const size of sizes) begins.push(begins.at(-1)! + 4 * batch * size);
  const pages = Math.ceil((begins[3] + panelBytes(shape)) / page);
  const layout = { minimum: pages, maximum: pages, shared: false };
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const module = new WebAssembly.Module(emitModule([product(shape, fused)], layout));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const floats = new Float32Array(memory.buffer);
  operands.forEach((values, at) => floats.set(values, begins[at] / 4));
  const run = exports["product"] as (...addresses: number[]) => void;
  return () => {
    for (let one = 0; one < batch; one++)
      run(...sizes.map((size, at) => begins[at] + 4 * one * size), begins[3]);
    return floats.subarray(begins[2] / 4, begins[3] / 4);
  };
} // prettier-ignore

/** The same product by our emitter, without and with fused multiply-add where there is one, and by the peers. @throws Error where ours and TensorFlow's differ. */
export async function productArms(shape: Product, times: number, fused: boolean, device: Device): Promise<TimedArm[]> {
  const batch = shape.batch.reduce((a, b) => a * b, 1);
  const { rows, inner, columns } = shape;
  const draw = random(1).stream("operands");
  const operands = [batch * rows * inner, batch * inner * columns].map((size) => draw.uniform(size).map((u) => u - 0.5));
  const shapes = [[...shape.batch, rows, inner], [...shape.batch, inner, columns]]; // prettier-ignore
  const builds = fused ? { "plain SIMD": false, "relaxed SIMD": true } : { "plain SIMD": false };
  const kernels = Object.entries(builds).map(([name, fused]) => [name, emittedProduct(shape, batch, operands, fused)] as const);
  const expected = await tf.tidy(() => tf.matMul(tf.tensor(operands[0], shapes[0]), tf.tensor(operands[1], shapes[1]))).data();
  for (const [name, run] of kernels) {
    const seen = run();
    const worst = seen.reduce((worst, value, at) => Math.max(worst, Math.abs(value - expected[at])), 0);
    if (!(worst <= 1e-6 * inner)) throw new Error(`${name}: [${shapes.join("] x [")}] differs by ${worst}`);
  }
  return [
    ...kernels.map(([name, run]) => ours(name, times, run)),
    withOnnx(times, { device, threads: 1 }, operands, shapes, (a, b) => a.matmul(b)),
    withTensorFlow(tensorFlow, times, operands, shapes, (a, b) => tf.matMul(a, b)),
  ];
} // prettier-ignore
