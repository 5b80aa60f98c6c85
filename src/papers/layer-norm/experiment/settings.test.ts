import { expect, test } from "vitest";
import { smooth, updatesToReach } from "./settings.ts";

test("a loss is smoothed over the last ten updates, over fewer at the beginning", () => {
  const losses = Array.from({ length: 12 }, (_, at) => at + 1);
  expect(smooth(losses).slice(0, 3)).toEqual([1, 1.5, 2]);
  expect(smooth(losses).slice(-2)).toEqual([6.5, 7.5]);
});

test("a target is reached by ten updates together, not by one lucky batch", () => {
  const lucky = [...Array(10).fill(1), 0, ...Array(10).fill(1)];
  expect(updatesToReach(0.5, lucky)).toBeNaN();
  expect(updatesToReach(0.5, [0, 0, ...Array(8).fill(0.1)])).toBe(10);
  // Six zeros among the last ten bring the mean to 0.4.
  expect(updatesToReach(0.5, [...Array(10).fill(1), ...Array(9).fill(0)])).toBe(16);
});
