/** The method against its equations in numpy: make.py made numbers.json. */
import { expect, test } from "vitest";
import { registerMatchers } from "#engine/testing";
import { asFloats, openNormBench } from "#lab/nn/testing/norm-bench";
import { gatedNorm, preAffine, type GateOptions } from "../method.ts";
import golden from "./numbers.json";

registerMatchers(expect);

const { rows, width, rank } = golden;
const { x, dy, gain, lambda, down, ...ups } = golden.given;

async function check(
  norm: Parameters<typeof openNormBench>[0],
  given: Readonly<Record<string, readonly number[]>>,
  wanted: Readonly<Record<string, readonly number[] | undefined>>,
) {
  const bench = await openNormBench(norm, { rows, width }, asFloats(given));
  const found = await bench.step(asFloats({ x, dy }));
  await bench.release();
  for (const [name, values] of Object.entries(wanted)) expect(found[name], name).toBeCloseToTensor(values!);
}

test("PreAffine's outputs and gradients are numpy's", () => check(preAffine, { gain, lambda }, golden.preAffine));

test.each(golden.gatedNorm)(
  "so are GatedNorm's where it is $form with $activation",
  async ({ form, activation, up, found }) => {
    const norm = gatedNorm({ rank, form, activation } as GateOptions);
    const { y, dx, dgain, ddown } = found;
    const dup = found[`d${up}` as keyof typeof found];
    const given = { gain, "gate/down": down, "gate/up": ups[up as keyof typeof ups] };
    await check(norm, given, { y, dx, dgain, "dgate/down": ddown, "dgate/up": dup });
  },
);
