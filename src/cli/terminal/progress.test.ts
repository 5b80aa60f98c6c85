import { describe, expect, test } from "vitest";
import { rememberedOutput } from "../testing.ts";
import { createProgress, secondsLeft } from "./progress.ts";
import { widthOf } from "./width.ts";

describe("the time left", () => {
  test("is the estimate at first, its own pace later", () => {
    expect(secondsLeft(0, 0, 40)).toBe(40);
    expect(secondsLeft(0.5, 10, 40)).toBe(10);
    expect(secondsLeft(0.05, 1, 40)).toBeCloseTo((19 + 39) / 2);
  });
  test("is never negative, and nothing at the end", () => {
    expect(secondsLeft(0, 100, 40)).toBe(0);
    expect(secondsLeft(1, 100, 40)).toBe(0);
  });
});

describe("without a terminal", () => {
  test("a line is printed per tenth, and after ten silent seconds", () => {
    const { output, text } = rememberedOutput();
    let time = 0;
    const progress = createProgress(output, { title: "demo quick", expected: 100, now: () => time * 1000 });
    for (const [at, fraction] of [
      [1, 0.01],
      [2, 0.05],
      [10, 0.1],
      [11, 0.12],
      [22, 0.15],
    ]) {
      time = at;
      progress.update(fraction, `step ${fraction * 100}`);
    }
    progress.end();
    expect(text()).toBe("demo quick: 10 %, step 10, 1 min 30 s left\ndemo quick: 15 %, step 15, 2 min 5 s left\n");
  });
});

describe("on a terminal", () => {
  const draw = (columns: number) => {
    const { output, text } = rememberedOutput(columns);
    let time = 0;
    const progress = createProgress(output, { title: "demo quick", expected: 10, now: () => time });
    time = 1000;
    progress.update(0.25, "step 25 of 100, with a rather long description");
    time = 2000;
    progress.update(0.5, "step 50 of 100");
    return { progress, text };
  };
  test("the bar is drawn over itself and fits on one line", () => {
    const { text } = draw(68);
    const [, first, second] = text().split("\r\u001b[2K");
    expect(first).toContain("demo quick ━━━━━━──────────────────  25 %  3 s left");
    expect(second).toContain("━".repeat(12) + "─".repeat(12));
    expect(second).toContain("50 %  2 s left  step 50");
    expect(widthOf(first)).toBeLessThan(68);
  });
  test("a line that stays appears above the bar, and the bar leaves nothing behind", () => {
    const { progress, text } = draw(100);
    progress.say("note: something");
    progress.end();
    expect(text()).toContain("\r\u001b[2Knote: something\ndemo quick ━");
    expect(text().endsWith("\r\u001b[2K")).toBe(true);
  });
});
