/** The whole layer against its equations in torch: make.py made numbers.json. */
import { expect, test } from "vitest";
import { constant, gradient, input, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { linearMap } from "#lab/nn/language-model/model";
import { selfAttention } from "#lab/training/language-model/index";
import { nalaAttention } from "../method.ts";
import golden from "./numbers.json";

registerMatchers(expect);

const { rows, columns, heads, size } = golden;
const [tokens, width] = [rows * columns, heads * size];

const wave = (count: number, phase: number, size = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, at) => size * Math.sin(1.7 * at + phase));

const weights: Record<string, Float32Array> = {
  "enhance/taps": wave(width * 25, 3, 0.3),
  "enhance/bias": wave(width, 4, 0.3),
  "mixed norm/gain": wave(width, 5, 1.5),
  "mixed norm/bias": wave(width, 6, 0.2),
};
for (const [at, name] of ["query", "key", "value", "gate", "output"].entries()) {
  weights[`${name}/weight`] = wave(width * width, 1 + at, 0.4);
  weights[`${name}/bias`] = wave(width, 2 + at, 0.2);
}

test.each(["plain", "rotary"] as const)("the %s layer and its gradients are torch's", async (name) => {
  const scope = new Scope();
  const x = input("x", [1, tokens, width]);
  const layer = selfAttention(nalaAttention({ rows, columns }, { rotary: name === "rotary" }));
  const context = { heads, rotary: false, linear: linearMap({ depth: 1 }) };
  const y = layer(scope, x, { ...context, site: { block: 1, depth: 1, sublayer: "attention" } });
  const loss = y.mul(constant(wave(tokens * width, 0.7), { shape: [1, tokens, width] })).sum();
  const of = (parameter: string) => scope.parameters.find((spec) => spec.name === parameter)!.tensor;
  const [dx, dQuery, dKey, dTaps] = gradient(loss, [x, ...["query/weight", "key/weight", "enhance/taps"].map(of)]);
  const outputs = { y, dx, "dquery/weight": dQuery, "dkey/weight": dKey, "denhance/taps": dTaps };
  const evaluator = await openEvaluator(outputs);
  const found = await evaluator.run(weights, { x: wave(tokens * width, 0.1) });
  await evaluator.release();
  for (const [output, wanted] of Object.entries(golden[name]))
    expect(found[output].data, output).toBeCloseToTensor(wanted, { absolute: 2e-4, relative: 2e-4 });
});
