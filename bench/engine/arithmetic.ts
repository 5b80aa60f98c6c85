/** A WebAssembly function that only multiplies and adds, in registers: no kernel of that instruction set is faster. */
import wabt from "wabt";

/** Independent sums: more than the processor's units times their latency, and with their factors fewer than its 16 registers. */
const sums = 10;
const [lefts, rights] = [2, 2];

/** Times that all sums are added to before the loop begins anew, which costs as much as some of them. */
const unrolled = 10;

/** Floating-point operations of one round of `multiplyAdd(rounds, value)`; a multiply-add counts as two. */
export const operations = unrolled * sums * 4 * 2;

const each = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join("\n");

/** @param fused with relaxed SIMD's multiply-add, which ONNX Runtime's own build does not use. */
export async function multiplyAdd(fused: boolean): Promise<Uint8Array> {
  const add = (at: number): string => {
    const factors = `(local.get $a${at % lefts}) (local.get $b${at % rights})`;
    const sum = `(local.get $c${at})`;
    return `(local.set $c${at} ${fused ? `(f32x4.relaxed_madd ${factors} ${sum})` : `(f32x4.add ${sum} (f32x4.mul ${factors}))`})`;
  };
  const text = `(module (func (export "multiplyAdd") (param $rounds i32) (param $value f32) (result f32)
    ${each(lefts, (at) => `(local $a${at} v128)`)} ${each(rights, (at) => `(local $b${at} v128)`)} ${each(sums, (at) => `(local $c${at} v128)`)}
    ${each(lefts, (at) => `(local.set $a${at} (f32x4.splat (f32.mul (local.get $value) (f32.const 0.${at + 1}))))`)}
    ${each(rights, (at) => `(local.set $b${at} (f32x4.splat (f32.mul (local.get $value) (f32.const 0.${at + 2}))))`)}
    (loop $again ${each(unrolled * sums, (at) => add(at % sums))} (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    ${each(sums, (at) => `(f32x4.extract_lane 0 (local.get $c${at}))`)} ${each(sums - 1, () => "f32.add")}))`;
  const features = { simd: true, relaxed_simd: true };
  return (await wabt()).parseWat("arithmetic.wat", text, features).toBinary({}).buffer;
}
