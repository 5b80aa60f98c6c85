import { describe, expect, test } from "vitest";
import { constant, evaluate, initialize, input, random, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "#lab/measure/evaluator";
import { linearMap } from "#lab/nn/language-model/model";
import { selfAttention } from "#lab/nn/language-model/attention";
import { tokenTransformer } from "#lab/nn/vision/tokens";
import { armsOf, canvasSide, netOf, type ArmName } from "./arms.ts";
import { leftOfAdvantage } from "./comparison.ts";
import { windowDifference } from "./identities.ts";
import { learnedTable } from "./learned-table.ts";
import { images } from "./digits.ts";
import { darkestQuarter, lookAt } from "./looks.ts";
import { full, regimes } from "./settings.ts";

registerMatchers(expect);

describe.each(regimes)("with %s", (regime) => {
  test("all arms have as many parameters, within two percent", () => {
    const sizes = armsOf[regime].map((name) => {
      const scope = new Scope();
      tokenTransformer(scope, input("images", [1, canvasSide ** 2]), netOf(name, regime, full));
      return scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
    });
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.02);
  });
});

test("windows make no difference on a grid of one, and a large one on a grid of nine", async () => {
  expect(await windowDifference(4)).toBe(0);
  expect(await windowDifference(12)).toBeGreaterThan(1);
});

test("half of an advantage is what may be left of it, and a disadvantage is no advantage to lose", () => {
  expect(leftOfAdvantage(6.48, 0.56)).toBeCloseTo(-2.68);
  expect(leftOfAdvantage(6, 4)).toBe(1);
  expect(leftOfAdvantage(6, -2)).toBe(-3);
  expect(leftOfAdvantage(-1.4, -3)).toBe(0);
  expect(leftOfAdvantage(-1.4, 2)).toBe(2);
  expect(leftOfAdvantage(NaN, 2)).toBeNaN();
});

describe("weight on dark tokens", () => {
  const settings = { ...full, width: 16, lookedAt: 3 };
  const lookWith = async (name: ArmName, scale: number) => {
    const scope = new Scope();
    tokenTransformer(scope, input("images", [1, canvasSide ** 2]), netOf(name, "many windows", settings));
    const weights = Object.fromEntries(
      Object.entries(initialize(scope, 1)).map(([key, values]) => [
        key,
        key.includes("/query/") ? values.map((value) => value * scale) : values,
      ]),
    );
    const { test } = await images(1, { steps: { "many windows": 1, "one window": 1 }, tested: 3 });
    return lookAt({ device: "cpu", threads: 1 }, name, "many windows", settings, weights, test);
  };
  test("is no merit where queries are zero, though a sigmoid puts less of it at the edge than softmax does", async () => {
    const [sigmoid, softmax] = [await lookWith("SWAT", 0), await lookWith("Retention", 0)];
    expect(sigmoid.onDark).toBeLessThan(0.95 * softmax.onDark);
    expect([sigmoid.onDarkByContent, softmax.onDarkByContent]).toEqual([1, 1]);
  });
  test("differs from that with content", async () => {
    expect(Math.abs((await lookWith("SWAT", 3)).onDarkByContent - 1)).toBeGreaterThan(0.01);
  });
});

test("the darkest quarter of an image are the tokens with the least ink", () => {
  const grid = { rows: 2, columns: 4 };
  const images = new Float32Array(canvasSide ** 2).fill(0.5);
  // The second token of the upper row and the last of the lower one are empty.
  for (let at = 0; at < images.length; at++) {
    const [row, column] = [Math.floor(at / canvasSide), at % canvasSide];
    if (row < 12 ? column >= 6 && column < 12 : column >= 18) images[at] = 0;
  }
  expect([...darkestQuarter(images, grid)]).toEqual([0, 1, 0, 0, 0, 0, 0, 1]);
});

describe("a learned table", () => {
  const grid = { rows: 4, columns: 4 };
  const x = constant(random(1).stream("x").normal(32), { shape: [1, 16, 2] });
  const output = async (table: number[], weights = 0) => {
    const scope = new Scope();
    const y = selfAttention({ mix: learnedTable(grid, 2) })(scope, x, {
      site: { block: 1, depth: 1, sublayer: "attention" },
      ...{ heads: 1, rotary: false, linear: linearMap({ depth: 1 }) },
    });
    const evaluator = await openEvaluator({ y });
    const given = { table: Float32Array.from(table), "query/weight": new Float32Array(4).fill(weights) };
    const eye = Float32Array.of(1, 0, 0, 1);
    const found = await evaluator.run({ ...initialize(scope, 1), ...given, "value/weight": eye, "output/weight": eye });
    await evaluator.release();
    return Array.from(found.y.data, Number);
  };
  test("without content and all alike takes the mean of each window", async () => {
    const values = Array.from((await evaluate(x)).data, Number);
    const mean = (tokens: number[], channel: number) =>
      tokens.reduce((sum, token) => sum + values[2 * token + channel], 0) / tokens.length;
    const found = await output(new Array<number>(9).fill(0.3));
    expect(found.slice(0, 2)).toBeCloseToTensor([mean([0, 1, 4, 5], 0), mean([0, 1, 4, 5], 1)]);
    expect(found.slice(30)).toBeCloseToTensor([mean([10, 11, 14, 15], 0), mean([10, 11, 14, 15], 1)]);
  });
  test("with one entry far above the others looks one place to the left, where there is one", async () => {
    const values = Array.from((await evaluate(x)).data, Number);
    // Row distance 0 is the middle row of the table; a query one place to the right of its key is its last entry.
    const found = await output([0, 0, 0, 0, 0, 50, 0, 0, 0]);
    expect(found.slice(2, 4)).toBeCloseToTensor(values.slice(0, 2));
    expect(found.slice(6, 8)).toBeCloseToTensor(values.slice(4, 6));
    expect(found.slice(10, 12)).toBeCloseToTensor(values.slice(8, 10));
  });
});
