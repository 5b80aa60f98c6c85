/** What the engine asks of ONNX Runtime. `#ort` is the Node or the browser build, chosen by the import map. */
import type { InferenceSession, Tensor as OrtTensor, TypedTensor } from "onnxruntime-web";
import type { Device } from "../program.ts";

export type { InferenceSession, OrtTensor, TypedTensor };

export interface Runtime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof OrtTensor;
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: string;
  /** Whether outputs can stay in the device's memory between runs. */
  readonly keepsOutputs: boolean;
}

export interface RuntimeOptions {
  readonly device: Device;
  /** WASM threads are fixed when the runtime first starts; see `open`. */
  readonly threads?: number;
}
