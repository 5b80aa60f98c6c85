import { expect, test } from "vitest";
import type { Plan, Registration } from "#lab/kit/index";
import { stateOf } from "./registration.ts";

const plan: Plan = { seeds: 8, why: "the pilot", pilot: {}, arms: ["a", "b"], steps: 10, tuning: "none" };
const made = (seeds: number): Registration => ({
  hash: `hash of ${seeds}`,
  registered: { claims: {}, plan: { ...plan, seeds }, settings: { seeds } },
});

test("a recording from before there was registration says so", () => {
  expect(stateOf(null, made(8))).toEqual({ state: "before" });
});

test("a recording is registered while the code still says what was registered", () => {
  expect(stateOf(made(8), made(8))).toEqual({ state: "registered", hash: "hash of 8", plan, changes: [] });
});

test("a recording whose plan was changed or taken away afterwards says what changed", () => {
  expect(stateOf(made(8), made(5))).toMatchObject({
    state: "changed",
    plan,
    changes: ["plan.seeds: 5, was 8", "settings.seeds: 5, was 8"],
  });
  expect(stateOf(made(8), null)).toMatchObject({ state: "changed", changes: ["the plan is gone"] });
});
