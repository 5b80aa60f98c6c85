import { describe, expect, test } from "vitest";
import { mean } from "../../measure/statistics.ts";
import { suiteNames, suites, suiteTable } from "./suites.ts";
import { redrawnLabels } from "./tasks.ts";
import { rowsAt, someColumns, someRows, standardized, type Table } from "./table.ts";

const column = ({ columns, features }: Table, at: number) =>
  Array.from(features).filter((_, place) => place % columns === at);

const table: Table = {
  ...{ rows: 4, columns: 3, classes: 2 },
  features: Float32Array.of(1, 10, 7, 2, 20, 7, 3, 30, 7, 4, 40, 7),
  labels: Int32Array.of(0, 1, 1, 0),
};

describe("a table", () => {
  test("gives rows by place, and stretches without copying", () => {
    const { features, labels } = rowsAt(table, [2, 0, 2]);
    expect([...features]).toEqual([3, 30, 7, 1, 10, 7, 3, 30, 7]);
    expect([...labels]).toEqual([1, 0, 1]);
    const part = someRows(table, 1, 3);
    expect([part.rows, [...part.labels], part.features[0]]).toEqual([2, [1, 1], 2]);
    expect(part.features.buffer).toBe(table.features.buffer);
    expect([...someColumns(table, [2, 0]).features]).toEqual([7, 1, 7, 2, 7, 3, 7, 4]);
    expect(() => someRows(table, 2, 5)).toThrow("no rows from 2 to 5 of 4");
  });

  test("is standardized by the first one's statistics; what is constant there becomes 0", () => {
    const shifted = { ...table, features: table.features.map((value) => value + 1) };
    const [own, other] = standardized(table, shifted);
    for (const at of [0, 1]) {
      expect(mean(column(own, at))).toBeCloseTo(0, 6);
      expect(mean(column(own, at).map((value) => value ** 2))).toBeCloseTo(1, 6);
    }
    expect(column(own, 2)).toEqual([0, 0, 0, 0]);
    expect(column(other, 2)).toEqual([0, 0, 0, 0]);
    expect(column(other, 0)[0] - column(own, 0)[0]).toBeCloseTo(1 / Math.sqrt(1.25), 5);
  });
});

describe("the made-up tasks", () => {
  test("are twelve", () => expect(suiteNames).toHaveLength(12));

  test.each(suiteNames)(
    "%s has finite rows of every class, the same for a seed, others for another part or seed",
    (name) => {
      const drawn = suiteTable(name, 1, "training", 200);
      expect(drawn.features).toHaveLength(200 * suites[name].columns);
      expect(drawn.features.every(Number.isFinite)).toBe(true);
      const shares = Array.from(
        { length: drawn.classes },
        (_, label) => drawn.labels.filter((of) => of === label).length,
      );
      expect(Math.min(...shares)).toBeGreaterThan(0.25 * (200 / drawn.classes));
      expect(suiteTable(name, 1, "training", 200)).toEqual(drawn);
      expect(suiteTable(name, 1, "test", 200).features).not.toEqual(drawn.features);
      expect(suiteTable(name, 2, "training", 200).features).not.toEqual(drawn.features);
    },
  );

  test("draw their parts from one task: a line found in one part holds in the other", () => {
    const [train, test] = ["training", "test"].map((part) => suiteTable("linear", 4, part, 1000));
    const slopes = Array.from({ length: train.columns }, (_, at) =>
      mean(column(train, at).map((value, row) => value * (2 * train.labels[row] - 1))),
    );
    const right = Array.from(test.labels).filter((label, row) => {
      const sum = slopes.reduce((sum, slope, at) => sum + slope * test.features[row * test.columns + at], 0);
      return Number(sum > 0) === label;
    });
    expect(right.length / 1000).toBeGreaterThan(0.8);
  });

  test("know what no rule can beat: two-norm's own rule errs in 2 to 3 of 100", () => {
    const drawn = suiteTable("two-norm", 3, "test", 4000);
    const wrong = Array.from(drawn.labels).filter((label, row) => {
      const sum = drawn.features.subarray(row * 20, (row + 1) * 20).reduce((sum, value) => sum + value, 0);
      return Number(sum < 0) !== label;
    });
    expect(wrong.length / 4000).toBeGreaterThan(0.015);
    expect(wrong.length / 4000).toBeLessThan(0.031);
  });

  test("hide parity in three bits", () => {
    const drawn = suiteTable("parity", 5, "test", 500);
    const bits = (row: number) => drawn.features.subarray(row * 12, (row + 1) * 12);
    const threes = Array.from({ length: 12 }, (_, a) => a).flatMap((a) =>
      Array.from({ length: a }, (_, b) => b).flatMap((b) => Array.from({ length: b }, (_, c) => [a, b, c])),
    );
    const fitting = threes.filter((three) =>
      drawn.labels.every((label, row) => three.reduce((sum, at) => sum + bits(row)[at], 0) % 2 === label),
    );
    expect(fitting).toHaveLength(1);
  });
});

test("a stream of tasks keeps the rows and draws other classes", () => {
  const table = suiteTable("waveform", 1, "training", 300);
  const [first, second] = [redrawnLabels(table, 1, 0), redrawnLabels(table, 1, 1)];
  expect(first.features).toBe(table.features);
  expect(redrawnLabels(table, 1, 1).labels).toEqual(second.labels);
  const same = first.labels.filter((label, row) => label === second.labels[row]).length / table.rows;
  expect(same).toBeCloseTo(1 / table.classes, 1);
});
