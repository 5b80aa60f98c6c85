/** ONNX Runtime in the browser: WASM on the CPU, or the native WebGPU provider (never the older JSEP one, which computes wrongly). */
import asyncifyUrl from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import type { Runtime, RuntimeOptions } from "./runtime.ts";

/** Threads need shared memory, which a page has only when it is cross-origin isolated. */
const defaultThreads = (): number =>
  globalThis.crossOriginIsolated ? Math.min(4, globalThis.navigator?.hardwareConcurrency ?? 1) : 1;

export async function loadRuntime({ device, threads }: RuntimeOptions): Promise<Runtime> {
  const numThreads = globalThis.crossOriginIsolated ? (threads ?? defaultThreads()) : 1;
  if (device === "webgpu") {
    if (!("gpu" in navigator)) throw new Error('this browser has no WebGPU; use device "wasm"');
    const ort = await import("onnxruntime-web/webgpu");
    ort.env.wasm.wasmPaths = { wasm: asyncifyUrl };
    ort.env.wasm.numThreads = numThreads;
    return { InferenceSession: ort.InferenceSession, Tensor: ort.Tensor, provider: "webgpu", keepsOutputs: true };
  }
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  ort.env.wasm.numThreads = numThreads;
  return { InferenceSession: ort.InferenceSession, Tensor: ort.Tensor, provider: "wasm", keepsOutputs: false };
}
