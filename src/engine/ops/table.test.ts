/** Every row of the op tables, checked the same way: its gradient against central differences. */
import { describe, test } from "vitest";
import { applyAll } from "../node.ts";
import { isFloat } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { checkGradient, sampleTensors } from "../testing.ts";
import { opDefs } from "./table.ts";

describe("the gradient of each op matches central differences in double precision", () => {
  for (const [op, row] of opDefs()) {
    // A custom gradient is whatever its author says.
    if (row.vjp === null || op === "custom") continue;
    row.samples.forEach((sample, i) => {
      const build = (...inputs: Tensor[]) => applyAll(op, inputs, sample.attributes as never);
      const { tensors } = sampleTensors(sample.inputs);
      if (![tensors, build(...tensors)].every((side) => side.some(({ dtype }) => isFloat(dtype)))) return;
      test(`${op} ${i + 1}`, () => checkGradient(build, sample.inputs));
    });
  }
});
