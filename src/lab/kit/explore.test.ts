import { describe, expect, test } from "vitest";
import { explore, readInputs, viewAt, type ExploreInput } from "./explore.ts";
import { definePaper } from "./paper.ts";

const paper = definePaper({
  slug: "some-paper",
  title: "Some",
  published: "2020-01-01",
  authors: 1,
  arxiv: null,
  code: null,
  summary: "Some.",
  topics: ["depth"],
  claims: {},
});
const charts = { Curve: { x: { label: "x" }, y: { label: "y" }, caption: "Look." } };
const gain: ExploreInput = { kind: "number", label: "Gain", min: -1, max: 1, step: 0.1, default: 0.3 };
const width: ExploreInput = { kind: "number", label: "Width", base: 2, min: 0, max: 10, step: 1, default: 4 };
const norm: ExploreInput = { kind: "choice", label: "Norm", options: { rms: "RMS", layer: "Layer" }, default: "rms" };
const word: ExploreInput = { kind: "text", label: "Word", maxLength: 5, default: "abc" };

describe("inputs in an address", () => {
  const read = (input: ExploreInput, text: string) => readInputs({ it: input }, new URLSearchParams({ it: text }));

  test("are taken where they fit", () => {
    for (const [input, text, value] of [
      [gain, "-0.7", -0.7],
      [gain, "1", 1],
      [width, "0", 0],
      [norm, "layer", "layer"],
      [word, "", ""],
      [word, "कि", "कि"],
    ] as const)
      expect(read(input, text)).toEqual({ values: { it: value }, problems: [] });
  });

  test("are the defaults where nothing is said", () => {
    expect(readInputs({ gain, norm }, new URLSearchParams("visitors&x=1"))).toEqual({
      values: { gain: 0.3, norm: "rms" },
      problems: [],
    });
  });

  test.each([
    [gain, "1.1"],
    [gain, "-1.1"],
    [gain, "0.25"],
    [gain, "1e-1"],
    [gain, "NaN"],
    [gain, ""],
    [gain, " 0.3"],
    [width, "11"],
    [width, "9".repeat(400)],
    [norm, "constructor"],
    [norm, "RMS"],
    [word, "too long"],
  ])("that do not fit are said to (%j: %j), and the default is shown", (input, text) => {
    const { values, problems } = read(input, text);
    expect(values).toEqual({ it: input.default });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^(Gain|Width|Norm|Word): ".*" is not (a|one)/);
    expect(problems[0].length).toBeLessThan(160);
  });
});

describe("what is declared", () => {
  const declare = (inputs: Record<string, ExploreInput>) =>
    explore(paper, { intro: "Try.", inputs, charts, compute: () => ({ points: [], statement: "" }) });

  test.each([
    ["no input", {}, /0 inputs/],
    ["too many", { a: gain, b: gain, c: gain, d: gain }, /4 inputs/],
    ["a name that the page has already", { visitors: gain }, /"visitors" is no name/],
    ["a default off the steps", { it: { ...gain, default: 0.25 } }, /off its steps/],
    ["an end off the steps", { it: { ...gain, max: 1.05 } }, /off its steps/],
    ["steps without end", { it: { ...gain, step: 1e-9 } }, /steps/],
    ["a default that is no option", { it: { ...norm, default: "toString" } }, /no option/],
  ])("is refused with %s", (_, inputs, reason) => {
    expect(() => declare(inputs as Record<string, ExploreInput>)).toThrow(reason);
  });
});

test("a view is computed from powers where there is a base, and what is not finite is a gap", async () => {
  const declared = explore(paper, {
    intro: "Try.",
    inputs: { gain, width },
    charts,
    compute: ({ gain, width }) => ({
      points: [
        { chart: "Curve", series: "s", x: gain, y: width },
        { chart: "Curve", series: "s", x: 1, y: Infinity },
      ],
      statement: "Seen.",
    }),
  });
  expect(await viewAt(declared, { gain: 0.3, width: 5 })).toEqual({
    statement: "Seen.",
    points: [
      { chart: "Curve", series: "s", x: 0.3, y: 32, seed: 1 },
      { chart: "Curve", series: "s", x: 1, y: null, seed: 1 },
    ],
  });
});
