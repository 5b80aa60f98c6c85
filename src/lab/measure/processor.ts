/** What the processor has for products of bytes, which decides whether eight bits are faster than floats. */

/** From the flags that Linux lists: of x86 the widest dot product of bytes, of ARM likewise. */
export function byteProducts(cpuinfo: string): string {
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1].split(" "));
  const has = (...names: readonly string[]) => names.some((name) => flags.has(name));
  if (has("amx_int8")) return "AMX";
  if (has("avx512_vnni", "avx_vnni")) return "VNNI";
  if (has("i8mm")) return "I8MM";
  if (has("asimddp")) return "dot products of bytes (ASIMD)";
  if (has("avx2")) return "AVX2, no VNNI";
  return "no dot product of bytes that is known here";
}

/** Of this machine, where a program can tell; null in a browser and on systems that do not list them. */
export function byteProductsHere(): string | null {
  const files = globalThis.process?.getBuiltinModule?.("node:fs");
  const list = "/proc/cpuinfo";
  return files?.existsSync(list) ? byteProducts(files.readFileSync(list, "utf8")) : null;
}

/** Whether ONNX Runtime's own kernels for this processor can be called, and not only those in WebAssembly. */
export const hasNativeKernels = (): boolean => globalThis.process?.versions?.node !== undefined;
