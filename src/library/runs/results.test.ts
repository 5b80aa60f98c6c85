import type { Registration } from "#lab/kit/index";
import { expect, test } from "vitest";
import { runOf } from "../testing/shelf.ts";
import { formatResults } from "./results.ts";

const run = runOf({
  points: [
    { chart: "Loss", series: "a", x: 1, y: 2, seed: 1 },
    { chart: "Loss", series: "a", x: 2, y: null, seed: 1 },
  ],
  measurements: [{ claim: "faster", value: 0.1, exact: false, seed: 1 }],
});
const registration = { hash: "0".repeat(64), registered: {} } as unknown as Registration;

test("results are JSON that reads back as it was", () => {
  expect(JSON.parse(formatResults({ registration, runs: [run, { ...run, points: [] }] }))).toEqual({
    registration,
    runs: [run, { ...run, points: [] }],
  });
});

test("each point and measurement has a line of its own, so that a diff shows which one changed", () => {
  const lines = formatResults({ registration, runs: [run] }).split("\n");
  expect(lines).toContain('    {"chart":"Loss","series":"a","x":1,"y":2,"seed":1},');
  expect(lines).toContain('    {"claim":"faster","value":0.1,"exact":false,"seed":1}');
});
