import { expect, test } from "vitest";
import { evaluate, input } from "#engine";
import { method } from "./method.ts";

test("1 and 3 become -1 and 1", async () => {
  const { data } = await evaluate(method(input("x", [1, 2])), { x: Float32Array.of(1, 3) });
  expect([...(data as Float32Array)]).toEqual([-1, 1]);
});
