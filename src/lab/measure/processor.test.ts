import { expect, test } from "vitest";
import { byteProducts, byteProductsHere } from "./processor.ts";

test.each([
  ["flags\t\t: fpu avx2 avx512f avx512_vnni", "VNNI"],
  ["processor : 0\nflags : sse2 avx avx2 fma\nbugs :", "AVX2, no VNNI"],
  ["Features\t: fp asimd asimddp", "dot products of bytes (ASIMD)"],
  ["flags : sse2", "no dot product of bytes that is known here"],
])("tells %j apart", (list, name) => expect(byteProducts(list)).toBe(name));

test("says it of this machine, or nothing", () => expect([null, "string"]).toContain(byteProductsHere() && "string"));
