/** The method against its equations in torch: formula.py made formula.json. */
import { expect, test } from "vitest";
import { registerMatchers } from "#engine/testing";
import { asFloats, openNormBench } from "#lab/nn/testing/norm-bench";
import { seedNorm } from "../method.ts";
import golden from "./formula.json";

registerMatchers(expect);

test.each(golden.layers)(
  "outputs and all gradients are torch's, with $heads gates a token",
  async ({ heads, x, dy, parameters, ...outputs }) => {
    const bench = await openNormBench((at, x) => seedNorm(at, x, { heads }), golden, asFloats(parameters));
    const found = await bench.step(asFloats({ x, dy }));
    for (const [name, values] of Object.entries(outputs))
      expect(found[name], name).toBeCloseToTensor(values, { absolute: 2e-5 });
    await bench.release();
  },
);
