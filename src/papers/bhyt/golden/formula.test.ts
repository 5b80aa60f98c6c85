/** The method against its equations in torch: formula.py made formula.json. */
import { expect, test } from "vitest";
import { constant, evaluate } from "#engine";
import { registerMatchers } from "#engine/testing";
import { asFloats, openNormBench } from "#lab/nn/testing/norm-bench";
import { boundedTanh, meanGain } from "../method.ts";
import golden from "./formula.json";

registerMatchers(expect);

test("outputs and gradients of the bounded tanh are torch's, that of the bound among them", async () => {
  const bench = await openNormBench((at, x) => boundedTanh(at, x), golden, asFloats(golden.parameters));
  const { x, dy, y, dx, dlambda, dgain } = golden;
  const found = await bench.step(asFloats({ x, dy }));
  for (const [name, values] of Object.entries({ y, dx, dlambda, dgain }))
    expect(found[name], name).toBeCloseToTensor(values, { absolute: 1e-5 });
  await bench.release();
});

test("what attention adds to a second moment is torch's, with fewer heads of keys and values than of queries", async () => {
  const { heads, keys, length, value, output, c } = golden.correction;
  const { width } = golden;
  const added = meanGain(
    constant(Float32Array.from(value), { shape: [width, (keys * width) / heads] }),
    constant(Float32Array.from(output), { shape: [width, width] }),
    { heads, length },
  );
  expect(await evaluate(added)).toBeCloseToTensor([c], { absolute: 1e-5 });
});
