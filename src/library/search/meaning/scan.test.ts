import { expect, test } from "vitest";
import { random } from "#engine";
import { width } from "./encoder.ts";
import { ScannedRows } from "./scan.ts";

test("the products are those of whole numbers, for any number of rows and after the memory has grown", () => {
  const scanned = new ScannedRows();
  const stream = random(1).stream("rows");
  const drawn = (numbers: number) => Int8Array.from(stream.integers(numbers, 255), (value) => value - 127);
  const rows: Int8Array[] = [];
  for (const count of [1, 3, 700]) {
    scanned.reserve(count);
    while (rows.length < count) {
      const row = drawn(width);
      scanned.row(rows.length).set(row);
      rows.push(row);
    }
    const query = Int16Array.from(drawn(width));
    const expected = rows.map((row) => row.reduce((sum, value, d) => sum + value * query[d], 0));
    expect([...scanned.multiply(query, count)]).toEqual(expected);
  }
  // The largest that eight bits give, and no rows at all.
  scanned.row(0).fill(-127);
  expect(scanned.multiply(new Int16Array(width).fill(127), 1)[0]).toBe(-127 * 127 * width);
  expect(scanned.multiply(new Int16Array(width), 0)).toHaveLength(0);
});
