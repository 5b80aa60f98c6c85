import { expect, test } from "vitest";
import { linesOf } from "./wrap.ts";

test.each([
  ["floats", ["floats"]],
  ["ShiftQuant, 4 bits", ["ShiftQuant, 4 bits"]],
  ["ShiftQuant, 4 bits, norm by root mean square", ["ShiftQuant, 4", "bits, norm by root", "mean square"]],
  ["a incomprehensibilities b", ["a", "incomprehensibilities", "b"]],
  ["", [""]],
])("%j stands in %j", (label, lines) => {
  expect(linesOf(label, 18)).toEqual(lines);
});
