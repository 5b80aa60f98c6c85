import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import { tunedLearningRate } from "./language-model/index.ts";
import type { TrainingStep } from "./training.ts";
import { tuneEach, writeTuning } from "./tuning-table.ts";

const step = (diverged: string | null): TrainingStep => ({
  step: 1,
  loss: 1,
  metrics: {},
  learningRate: 1,
  milliseconds: 1,
  diverged,
});

test("every arm is tried at every rate; one that diverges has no loss, and its neighbours keep theirs", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const released: string[] = [];
  const table = await tuneEach(["a", "b"], [1, 2], async (arm, learningRate) => ({
    async *train() {
      yield step(arm === "b" && learningRate === 2 ? "the loss is NaN" : null);
    },
    test: async () => ({ nats: learningRate / 2 }),
    release: async () => void released.push(`${arm} ${learningRate}`),
  }));
  expect(table.map(({ nats }) => nats)).toEqual([0.5, 1, 0.5, null]);
  expect(released).toEqual(["a 1", "a 2", "b 1", "b 2"]);
  expect(log.mock.calls).toEqual([["b at 2: the loss is NaN"]]);
  log.mockRestore();
  expect(tunedLearningRate(table, "b")).toBe(1);
});

test("the table is written beside the script, one cell a line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tuning-"));
  try {
    const rows = [{ arm: "a", learningRate: 1, nats: 0.5 }];
    await writeTuning(pathToFileURL(join(folder, "tuning.ts")).href, { small: rows, large: rows });
    const text = readFileSync(join(folder, "tuning.json"), "utf8");
    expect(JSON.parse(text)).toEqual({ small: rows, large: rows });
    expect(text.split("\n")[2]).toBe('    { "arm": "a", "learningRate": 1, "nats": 0.5 }');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
