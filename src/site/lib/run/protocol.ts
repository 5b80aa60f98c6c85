/** What the page and its worker say to each other. ONNX Runtime's threads share the worker's message port, so everything else is ignored. */
import type { BakeoffEvent } from "#bakeoffs/bakeoff";
import type { Report } from "#bakeoffs/report";
import type { PresetName } from "#lab/kit/index";

export interface StartMessage {
  readonly papertape: "start";
  /** Of a paper, or of a bake-off. */
  readonly slug: string;
  readonly what: "paper" | "bake-off";
  readonly preset: PresetName;
  readonly threads: number;
}

export type WorkerMessage =
  /** With the hash of the experiment's plan, where the browser can compute one. */
  | { readonly papertape: "loaded"; readonly registration: string | null }
  | { readonly papertape: "events"; readonly events: readonly BakeoffEvent[] }
  /** What the units of a bake-off say so far. */
  | { readonly papertape: "report"; readonly report: Report }
  | { readonly papertape: "finished" }
  | { readonly papertape: "failed"; readonly reason: string };

const ours = (data: unknown): data is { papertape: unknown } =>
  typeof data === "object" && data !== null && "papertape" in data;

export const isStart = (data: unknown): data is StartMessage => ours(data) && data.papertape === "start";

export const isFromWorker = (data: unknown): data is WorkerMessage =>
  ours(data) && ["loaded", "events", "report", "finished", "failed"].includes(String(data.papertape));
