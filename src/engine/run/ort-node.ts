/** ONNX Runtime in Node: the native build for CPU and WebGPU, the WASM build (slower, the browser's kernels) for `wasm`. */
import type { Runtime, RuntimeOptions } from "./runtime.ts";

export async function loadRuntime({ device, threads }: RuntimeOptions): Promise<Runtime> {
  if (device === "wasm") {
    const ort = await import("onnxruntime-web");
    if (threads !== undefined) ort.env.wasm.numThreads = threads;
    return { InferenceSession: ort.InferenceSession, Tensor: ort.Tensor, provider: "wasm", keepsOutputs: false };
  }
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  return { InferenceSession, Tensor, provider: device, keepsOutputs: false };
}
