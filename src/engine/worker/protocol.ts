/** What a task worker and its owner say to each other. Everything else on the port belongs to ONNX Runtime's threads. */

export type ToWorker =
  | { readonly papertape: "task"; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly papertape: "cancel"; readonly id: number };

export type FromWorker =
  | { readonly papertape: "ready"; readonly tasks: readonly string[] }
  | { readonly papertape: "progress"; readonly id: number; readonly value: unknown }
  | { readonly papertape: "result"; readonly id: number; readonly value: unknown }
  | { readonly papertape: "failure"; readonly id: number; readonly name: string; readonly message: string };

/** Messages of this protocol, and nothing else. */
export function isOurs<M extends ToWorker | FromWorker>(data: unknown, kinds: readonly M["papertape"][]): data is M {
  return typeof data === "object" && data !== null && kinds.includes((data as M).papertape);
}
