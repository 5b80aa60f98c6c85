/** What the runtimes say when memory runs out, made into what a reader can act on: the program's largest tensors. */
import type { Program } from "../program.ts";
import { estimateMemory } from "../training/memory.ts";

/** Node's build, the WASM build, and JavaScript's own buffers, in this order. */
const complaints = /failed to allocate|bad_alloc|out of memory|allocation failed|shape is too large|\bOOM\b/i;

/** The error itself, or one that names the largest tensors where the error is about memory. */
export function explainMemory(error: unknown, program: Program): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (!complaints.test(message)) return error;
  const { peak, largest } = estimateMemory(Object.values(program.tensors));
  const named = largest.map(({ tensor, bytes }) => `${tensor} (${megabytes(bytes)})`).join(", ");
  return new RangeError(
    `out of memory in ${program.name}, which needs about ${megabytes(peak)}; the largest tensors are ${named}`,
    { cause: error },
  );
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
