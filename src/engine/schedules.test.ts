import { expect, test } from "vitest";
import { warmupStableDecay } from "./schedules.ts";

test("a rate that rises, stays and falls: 2 of 10 steps up, 4 down to a tenth", () => {
  const schedule = warmupStableDecay({ peak: 1, warmup: 2, decay: 4, total: 10, minLearningRate: 0.2 });
  const rates = Array.from({ length: 11 }, (_, step) => schedule(step));
  [0.5, 1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2].forEach((rate, step) => expect(rates[step]).toBeCloseTo(rate, 12));
});
