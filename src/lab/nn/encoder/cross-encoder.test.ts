import { describe, expect, test } from "vitest";
import { constant, gradient, input, type Scope } from "#engine";
import { forward } from "../../measure/forward.ts";
import { crossEncoder, type CrossEncoder } from "./cross-encoder.ts";
import golden from "./golden/cross-encoder.json";

const { batch, time, vocabulary, roleCount, width, heads, expand, depth } = golden;
const model: CrossEncoder = { vocabulary, context: time, depth, width, heads, expand, roles: roleCount };
const weights = Object.fromEntries(
  Object.entries(golden.weights).map(([name, values]) => [name, Float32Array.from(values)]),
);
const near = (got: readonly number[], wanted: readonly number[], digits = 4) => {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, at) => expect(value).toBeCloseTo(wanted[at], digits));
};
const fed = {
  ...weights,
  tokens: Int32Array.from(golden.tokens),
  roles: Int32Array.from(golden.roles),
};
const logitsAt = (at: Scope, pooling?: CrossEncoder["pooling"]) =>
  crossEncoder(at, input("tokens", [batch, time], "int32"), input("roles", [batch, time], "int32"), {
    ...model,
    pooling,
  });

describe("the cross-encoder", () => {
  test("has the logits of PyTorch, read from the first token or as a mean", async () => {
    const { first } = await forward((at) => ({ first: logitsAt(at) }), { weights: fed });
    const { mean } = await forward((at) => ({ mean: logitsAt(at, "mean") }), { weights: fed });
    near(first, golden.logits.first);
    near(mean, golden.logits.mean);
  });
  test("has its gradients", async () => {
    const names = Object.keys(golden.gradients) as (keyof typeof golden.gradients)[];
    const values: Record<string, number[]> = await forward(
      (at) => {
        const logits = logitsAt(at);
        const loss = logits.mul(constant(golden.probes)).sum();
        const of = names.map((name) => at.parameters.find((parameter) => parameter.name === name)!.tensor);
        const slopes = gradient(loss, of).map((tensor, place) => [`slope of ${names[place]}`, tensor] as const);
        // The logits need the weights that no slope needs.
        return { logits, ...Object.fromEntries(slopes) };
      },
      { weights: fed },
    );
    for (const name of names) near(values[`slope of ${name}`], golden.gradients[name]);
  });
  test("reads both texts together: another candidate, or the same in another role, changes the logit of its pair alone", async () => {
    const run = async (changes: Partial<typeof fed>) =>
      (await forward((at) => ({ logits: logitsAt(at) }), { weights: { ...fed, ...changes } })).logits;
    const plain = await run({});
    for (const key of ["tokens", "roles"] as const) {
      const changed = fed[key].slice();
      changed[4] = (changed[4] + 1) % roleCount;
      const logits = await run({ [key]: changed });
      expect(logits[0]).not.toBe(plain[0]);
      near(logits.slice(1), plain.slice(1), 6);
    }
  });
});
