import type { Registration } from "#lab/kit/index";
import { runOf } from "#library/testing/shelf";
import { expect, test } from "vitest";
import { writeResults } from "./results.ts";

const run = runOf();
const registration = { hash: "0".repeat(64), registered: {} } as unknown as Registration;

test("results that no library takes in are refused before anything is written", async () => {
  const notes = Array<string>(1_001).fill("so it is");
  await expect(writeResults("no-such-folder", { registration, runs: [{ ...run, notes }] })).rejects.toThrow(
    /cannot be kept by a library: .*notes/,
  );
});
