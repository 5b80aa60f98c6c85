/** Relaxed SIMD: whether this runtime has it, and whether its product and sum are rounded once, which alone makes it worth having. */
import { emitModule, f32x4, v128, i32 } from "./emit.ts";

/** Node 20 has it behind a flag of its engine; later ones need none, and pages cannot set one. */
function allowInNode(): void {
  globalThis.process?.getBuiltinModule?.("node:v8").setFlagsFromString("--experimental-wasm-relaxed-simd");
}

let known: boolean | undefined;

/** True where a b + c in relaxed SIMD is one rounding: a fused multiply-add. */
export function hasFusedMadd(): boolean {
  return (known ??= probe());
}

function probe(): boolean {
  const memory = { minimum: 1, maximum: 1, shared: false };
  const read = (index: number) => v128.load(i32.const(16 * index));
  const bytes = emitModule(
    [
      {
        name: "madd",
        params: [],
        build: () => [v128.store(i32.const(48), f32x4.relaxedMadd(read(0), read(1), read(2)))],
      },
    ],
    memory,
  );
  if (!WebAssembly.validate(bytes)) allowInNode();
  if (!WebAssembly.validate(bytes)) return false;
  const shown = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: shown } });
  const floats = new Float32Array(shown.buffer);
  // (1 + e)^2 = 1 + 2 e + e^2, whose last term is lost where the product is rounded on its own.
  const e = 2 ** -12;
  floats.fill(1 + e, 0, 8).fill(-(1 + 2 * e), 8, 12);
  (exports["madd"] as () => void)();
  return floats[12] === e * e;
}
