import { expect, test } from "vitest";
import { stepsToReach } from "./reach.ts";

const schedules = [
  { steps: 400, loss: 4 },
  { steps: 100, loss: 5 },
  { steps: 200, loss: 4.5 },
];

test("between two lengths the loss is a line over the logarithm of steps", () => {
  expect(stepsToReach(4.5, schedules)).toBeCloseTo(200);
  expect(stepsToReach(4.75, schedules)).toBeCloseTo(100 * Math.SQRT2);
  expect(stepsToReach(4, schedules)).toBeCloseTo(400);
  expect(stepsToReach(5, schedules)).toBeCloseTo(100);
});

test("beyond what was trained nothing is said", () => {
  expect(stepsToReach(3.9, schedules)).toBeNaN();
  expect(stepsToReach(5.1, schedules)).toBeNaN();
});
