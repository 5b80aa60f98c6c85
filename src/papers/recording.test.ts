import { expect, test } from "vitest";
import { registrationOf, type RunRecord } from "#lab/kit/index";
import { loadExperiment } from "./registry.ts";
import { recordingState } from "./recording.ts";

test("results are of today's plan only where their hash is; without a hash they are older than plans", async () => {
  const experiment = (await loadExperiment("layer-norm"))!;
  const runOf = (registration?: string) => ({ registration }) as RunRecord;
  const { hash } = (await registrationOf(experiment))!;
  expect(await recordingState(experiment, [])).toBe("not recorded");
  expect(await recordingState(experiment, [runOf(hash)])).toBe("recorded");
  expect(await recordingState(experiment, [runOf(hash), runOf("0".repeat(64))])).toBe("older plan");
  expect(await recordingState(experiment, [runOf()])).toBe("older plan");
  const { plan: _, ...unplanned } = experiment;
  expect(await recordingState(unplanned, [runOf(hash)])).toBe("older plan");
});
