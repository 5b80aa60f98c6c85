/** What the page and its worker say to each other. ONNX Runtime's threads share the worker's message port, so everything else is ignored. */
import type { LabEvent, PresetName } from "#papers/kit/index";

export interface StartMessage {
  readonly papertape: "start";
  readonly slug: string;
  readonly preset: PresetName;
  readonly threads: number;
}

export type WorkerMessage =
  | { readonly papertape: "loaded" }
  | { readonly papertape: "events"; readonly events: readonly LabEvent[] }
  | { readonly papertape: "finished" }
  | { readonly papertape: "failed"; readonly reason: string };

const ours = (data: unknown): data is { papertape: unknown } =>
  typeof data === "object" && data !== null && "papertape" in data;

export const isStart = (data: unknown): data is StartMessage => ours(data) && data.papertape === "start";

export const isFromWorker = (data: unknown): data is WorkerMessage =>
  ours(data) && ["loaded", "events", "finished", "failed"].includes(String(data.papertape));
