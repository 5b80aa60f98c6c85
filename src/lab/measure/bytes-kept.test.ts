import { expect, test } from "vitest";
import { input } from "#engine";
import { bytesKept } from "./bytes-kept.ts";

test("training keeps for the backward pass what that reads of the forward one, once", () => {
  const x = input("x", [100]);
  const y = x.tanh();
  const loss = y.mul(y).sum();
  // d loss = 2 y (1 - y²): y is kept, x is an input.
  const [dx] = [y.mul(2).mul(y.square().neg().add(1))];
  expect(bytesKept(loss, [dx])).toBe(400);
});
