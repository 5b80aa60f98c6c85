import { expect, test } from "vitest";
import { constantRate, sgd } from "#engine";
import { suiteTable } from "../../datasets/tabular/suites.ts";
import { standardized } from "../../datasets/tabular/table.ts";
import { feedForward, layerThenNorm } from "../../nn/feed-forward/index.ts";
import { batchNorm } from "../../nn/norms.ts";
import { openTabular } from "./index.ts";

const [train, held] = standardized(suiteTable("two-norm", 1, "training", 512), suiteTable("two-norm", 1, "test", 500));

test("a net with batch norm learns a table, and is tested with its running statistics on any number of rows", async () => {
  const run = await openTabular({
    model: (at, x, outputs) => feedForward(at, x, { widths: [16, 16], outputs, layer: layerThenNorm(batchNorm) }),
    ...{ train, batch: 64, steps: 80, seed: 1, optimizer: sgd(), learningRate: constantRate(0.1), threads: 1 },
  });
  const before = await run.test(held);
  for await (const { diverged } of run.train()) expect(diverged).toBeNull();
  const after = await run.test(held);
  expect(after.nats).toBeLessThan(before.nats);
  expect(after.accuracy).toBeGreaterThan(0.9);
  const one = { ...held, rows: 1, features: held.features.subarray(0, 20), labels: held.labels.subarray(0, 1) };
  expect(Number.isFinite((await run.test(one)).nats)).toBe(true);
  expect(await run.test(held)).toEqual(after);
  await run.release();
});
