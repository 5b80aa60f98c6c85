import { expect, test } from "vitest";
import { characters } from "#lab/datasets/characters";
import { createLab, drain } from "#lab/kit/index";
import { commonArms } from "#lab/training/depth/index";
import { armNames } from "#papers/curse-of-depth/experiment/arms";
import { allArms, baseline, ownArms } from "./arms.ts";
import bakeoff from "./bakeoff.ts";
import { settings } from "./settings.ts";
import { highRatesUnit, timeUnit, trainingUnit } from "./units.ts";

const lab = createLab(1, "cpu", 1);
const codes = Int32Array.from({ length: 400 }, (_, at) => (at * at * 3 + at) % 8);
const text = { vocabulary: characters("abcdefgh"), train: codes, validation: codes.subarray(0, 120) };
const small = {
  ...{ shape: { depth: 2, width: 12, heads: 2, context: 6, batch: 2 }, steps: 2, early: 1, validationBatches: 1 },
  ...{ highRates: { steps: 120, learningRates: [1e-2, 1e3] }, stepRounds: 1 },
};
const armOf = (id: string) => allArms.find((arm) => arm.id === id)!;

test("units have names of their own, and change with what they do", () => {
  for (const preset of ["quick", "full"] as const) {
    const keys = bakeoff.units(preset).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const tried = settings[preset].highRates.learningRates.length > 0 ? 1 : 0;
    expect(keys.length).toBe(1 + allArms.length * (tried + settings[preset].seeds));
  }
  expect(bakeoff.definition("quick")).not.toBe(bakeoff.definition("full"));
  expect(bakeoff.papers).toEqual(["mix-ln", "curse-of-depth", "residual-depth"]);
});

test("every arm is tuned once: in the lab, by the paper on the curse of depth, or here", () => {
  const elsewhere: readonly string[] = [...new Set([...commonArms, ...armNames])];
  const tunedElsewhere = allArms.map(({ name }) => name).filter((name) => elsewhere.includes(name));
  expect([...tunedElsewhere, ...ownArms].sort()).toEqual(allArms.map(({ name }) => name).sort());
});

test.each(["pre", "sandwich", "root", "fixup"])(
  "a training of %s tells its losses, and what its blocks do",
  async (id) => {
    const row = await drain(trainingUnit(lab, text, armOf(id), small));
    expect(row).toMatchObject({ kind: "training", arm: armOf(id).name, seed: 1, steps: 2, failed: null });
    expect(row.loss).toBeLessThan(4);
    expect(row.earlyLoss).not.toBe(row.loss);
    // Two more norms of 12 in each of two blocks, or none of the four.
    const norms = { sandwich: 8, root: 0, fixup: 0 }[id] ?? 4;
    expect(row.parameters).toBe(2 * 8 * 12 + 12 + 2 * (4 * 12 * 12 + 3 * 12 * 32) + 12 * norms);
    for (const values of Object.values(row.look!)) expect(values).toHaveLength(2);
  },
);

test("a rate is too high where a training fails", async () => {
  const { learningRates } = await drain(highRatesUnit(lab, text, armOf("pre"), small));
  expect(learningRates[0]).toMatchObject({ learningRate: 1e-2, failed: null });
  expect(learningRates[0].last).toBeLessThan(2);
  expect(learningRates[1].failed).not.toBeNull();
});

test("steps of all arms are timed against the baseline", async () => {
  const { arms } = await drain(timeUnit(lab, text, small));
  expect(Object.keys(arms).sort()).toEqual(allArms.map(({ name }) => name).sort());
  expect(arms[baseline].ratio.median).toBe(1);
});
