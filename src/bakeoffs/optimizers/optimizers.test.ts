import { beforeAll, describe, expect, test } from "vitest";
import { mobyDickTokens, type CharacterText } from "#lab/datasets/moby-dick";
import { createLab, drain } from "#lab/kit/index";
import type { UnitResult } from "../bakeoff.ts";
import { allArms, baseline } from "./arms.ts";
import bakeoff from "./bakeoff.ts";
import type { OptimizerRow } from "./rows.ts";
import { timeUnit, trainingUnit } from "./units.ts";

const lab = createLab(1, "cpu", 1);
let text: CharacterText;
beforeAll(async () => {
  text = await mobyDickTokens({ size: 128 });
});

test("its units have names of their own, and change with what they do", () => {
  for (const preset of ["quick", "full"] as const) {
    const keys = bakeoff.units(preset).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(bakeoff.definition("quick")).not.toBe(bakeoff.definition("full"));
  expect(bakeoff.papers).toEqual(["scale-optimizer", "gradient-multi-normalization"]);
});

test("a training tells its losses, and the bytes of weights and state", async () => {
  const adam = allArms.find(({ id }) => id === "adam")!;
  const row = await drain(trainingUnit(lab, text, adam, { steps: 2, validationBatches: 1 }));
  expect(row).toMatchObject({ kind: "training", arm: "Adam", seed: 1, diverged: null });
  expect(row.loss).toBeLessThan(Math.log(128) + 1);
  expect(row.stateBytes).toBe(2 * row.weightBytes);
  expect(row.curve.at(-1)).toEqual([2, row.loss]);
});

test("updates of all arms are timed against the baseline", async () => {
  const { arms } = await drain(timeUnit(lab, text, "update time", 1));
  expect(Object.keys(arms).sort()).toEqual(allArms.map(({ contestant }) => contestant.name).sort());
  expect(arms[baseline].ratio.median).toBe(1);
});

describe("a report", () => {
  /** Losses by arm and seed; Adam keeps 8,000 bytes, SCALE 800, Muon 5,000, the rest nothing. */
  const runOf = (losses: Readonly<Record<string, readonly number[]>>) => {
    const state: Record<string, number> = { [baseline]: 8000, Adam: 8000, SCALE: 800, Muon: 5000 };
    const rows = Object.entries(losses).flatMap(([arm, values]) =>
      values.map((loss, index): OptimizerRow => ({
        ...{ kind: "training", arm, seed: index + 1, steps: 10, loss, diverged: null },
        curve: [[10, loss]],
        ...{ stateBytes: state[arm] ?? 0, weightBytes: 4000 },
      })),
    );
    const units = rows.map((row, at): UnitResult => ({
      key: `train/${at}`,
      finishedAt: "",
      seconds: 1,
      row: { ...row },
    }));
    return bakeoff.report({ units });
  };
  const three = (loss: number) => [loss, loss + 0.01, loss - 0.01];

  test("answers with the lowest loss at less than half of the state, and says what one more rate does", () => {
    const { choice, reading } = runOf({
      [baseline]: three(4),
      Adam: three(4.5),
      Muon: three(3.9),
      SCALE: [4.1, 4.12, 4.08],
      SGD: three(5.5),
    });
    expect(choice!.answer[0]).toContain(
      "SCALE. It keeps 10 % of the state that Adam keeps, and its final loss is higher",
    );
    expect(choice!.answer.join(" ")).toContain("SGD, 0 %");
    expect(choice!.answer.join(" ")).toContain("None with less than half of its state ends as low");
    expect(choice!.answer.join(" ")).toContain("Adam with one rate for everything ends at +0.500");
    expect(choice!.rows[0]).toBe("muon");
    expect(reading[0]).toContain("Muon (\u22120.100)");
  });

  test("has no answer from one seed or without Adam, and counts rates and bytes all the same", () => {
    expect(runOf({ [baseline]: [4], SCALE: [4.1] }).choice).toBeNull();
    expect(runOf({ SCALE: three(4) }).choice).toBeNull();
    const { rows } = runOf({ [baseline]: three(4), SCALE: three(4.1) });
    const scale = rows.find(({ id }) => id === "scale")!;
    expect(scale.cells.rates.value).toBe(2);
    expect(scale.cells.state.value).toBe(0.8);
    expect(scale.cells.total.value).toBeCloseTo(40);
    expect(scale.cells.difference.words).toBe("worse");
  });

  test("of nothing is empty", () => {
    const { rows, choice, figures } = bakeoff.report({ units: [] });
    expect([rows, choice, figures]).toEqual([[], null, []]);
  });
});
