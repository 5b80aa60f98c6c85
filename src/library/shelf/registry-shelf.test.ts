import { expect, test } from "vitest";
import { loadExperiment } from "#papers/registry";
import { factsOf } from "./registry-shelf.ts";

test("whether its arms have rates of their own is a fact of an experiment", async () => {
  const tuned = (await loadExperiment("layer-norm"))!;
  const untuned = { ...tuned, plan: { ...tuned.plan!, untuned: true } };
  expect([tuned, untuned].map((experiment) => factsOf(experiment)!.untuned)).toEqual([false, true]);
});
