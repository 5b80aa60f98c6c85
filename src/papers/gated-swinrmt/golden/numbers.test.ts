/** Both variants against torch, window by window: make.py made numbers.json. */
import { describe, expect, test } from "vitest";
import { gradient, input, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { selfAttention } from "#lab/nn/language-model/attention";
import { linearMap } from "#lab/nn/language-model/model";
import { asFloats } from "#lab/nn/testing/norm-bench";
import { gatedRetention, swat } from "../method.ts";
import golden from "./numbers.json";

registerMatchers(expect);

const { batch, rows, columns, width, heads, side } = golden;
const grid = { rows, columns };
const variants = {
  retention: gatedRetention(grid, { window: side }),
  swat: swat(grid, { window: side }),
};

describe.each(Object.keys(variants) as (keyof typeof variants)[])("%s", (name) => {
  test.each(["not shifted", "shifted"] as const)(
    "has torch's output and gradients where windows are %s",
    async (how) => {
      const scope = new Scope();
      const x = input("x", [batch, rows * columns, width]);
      const y = selfAttention(variants[name])(scope, x, {
        site: { block: how === "shifted" ? 2 : 1, depth: 2, sublayer: "attention" },
        ...{ heads, rotary: false, linear: linearMap({ depth: 1 }) },
      });
      const loss = y.mul(input("dy", [batch, rows * columns, width])).sum();
      const [dx, ...partials] = gradient(loss, [x, ...scope.parameters.map(({ tensor }) => tensor)]);
      const named = Object.fromEntries(scope.parameters.map(({ name }, at) => [`d${name}`, partials[at]]));
      const evaluator = await openEvaluator({ y, dx, ...named });
      const found = await evaluator.run(asFloats(golden.weights), asFloats({ x: golden.x, dy: golden.dy }));
      await evaluator.release();
      const wanted = golden[`${name}, ${how}`];
      expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
      for (const [key, values] of Object.entries(wanted))
        expect(found[key], key).toBeCloseToTensor(values, { absolute: 1e-4, relative: 1e-4 });
    },
  );
});
