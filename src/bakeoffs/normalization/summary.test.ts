import { describe, expect, test } from "vitest";
import type { UnitResult } from "../bakeoff.ts";
import { lossAt, standingOf } from "../spread.ts";
import { listed } from "../words.ts";
import { readingOf } from "./reading.ts";
import { reportOf } from "./report.ts";
import type { ArmTime } from "../times.ts";
import type { NormalizationRow, TrainingRow } from "./rows.ts";
import { logSlope, summarize } from "./summary.ts";

const size = { parameters: 100, normParameters: 10, states: 3, storedBytes: 1200, keptBytes: 5e6 };
const training = (
  arm: string,
  losses: readonly (number | null)[],
  changes: Partial<TrainingRow> = {},
): NormalizationRow[] =>
  losses.map((loss, index) => ({
    kind: "training",
    arm,
    scale: "small",
    seed: index + 1,
    learningRate: 4e-3,
    steps: 100,
    loss,
    trainEvalGap: 0,
    diverged: loss === null ? "the loss is NaN" : null,
    curve: [
      [50, 3],
      [100, loss],
    ],
    milliseconds: 40,
    size,
    depth: {},
    ...changes,
  }));
const time = (median: number, low: number, high: number): ArmTime => ({
  milliseconds: 40 * median,
  ratio: { median, interval: [low, high] },
});
const runOf = (rows: readonly NormalizationRow[]): { units: UnitResult[] } => ({
  units: rows.map((row, index) => ({
    key: `unit/${index}`,
    finishedAt: "2026-01-01T00:00:00.000Z",
    seconds: 1,
    row: { ...row },
  })),
});

/** Three seeds: RMS clearly below LN, PN clearly above, BN below in the mean but not in every seed, UN diverged once. */
const rows: NormalizationRow[] = [
  ...training("LN", [2.5, 2.52, 2.48]),
  ...training("RMS", [2.45, 2.469, 2.431]),
  ...training("PN", [2.6, 2.622, 2.58]),
  ...training("BN", [2.4, 2.53, 2.38]),
  ...training("UN", [2.5, null, 2.5]),
  {
    kind: "step time",
    rounds: 10,
    noise: 3,
    arms: { LN: time(1, 1, 1), RMS: time(0.9, 0.88, 0.93), PN: time(1.02, 1.01, 1.03), BN: time(2, 1.9, 2.1) },
  },
  {
    kind: "forward pass",
    batch: 16,
    length: 64,
    rounds: 10,
    noise: 2,
    folded: { BN: 1e-6 },
    arms: {
      LN: time(1, 1, 1),
      "LN, folded": time(0.95, 0.94, 0.96),
      BN: time(1.1, 1, 1.2),
      "BN, folded": time(0.8, 0.7, 0.9),
    },
  },
];

describe("the reading", () => {
  const said = readingOf(summarize(runOf(rows))).join("\n");
  test("names as lower only what is lower beyond the spread, in every seed", () => {
    expect(said).toContain(
      "Lower final loss than LN beyond the spread over 3 seeds: RMS (\u22120.050) nats per character.",
    );
    expect(said).toContain("Higher beyond the spread over 3 seeds: PN (+0.101).");
    expect(said).toContain("No different from LN beyond the spread over 3 seeds: BN (\u22120.063).");
  });
  test("counts what diverged", () => {
    expect(said).toContain("Diverged: UN (1 of its trainings).");
  });
  test("calls a time different only beyond the noise that the same program shows", () => {
    expect(said).toContain(
      "less time for RMS (\u221210 %); more for BN (+100 %); no difference beyond the noise for PN",
    );
    expect(said).toContain("The same program twice differs by up to 3 %.");
    expect(said).toContain(
      "A forward pass of 16 × 64 characters, against unfolded LN: less time for LN folded (\u22125 %) and BN folded (\u221220 %)",
    );
  });
  test("of one seed judges no arm, and says why", () => {
    const one = readingOf(summarize(runOf([...training("LN", [2.5]), ...training("RMS", [2.4])]))).join("\n");
    expect(one).toContain("With one seed there is no spread, so no norm is better or worse than LN here.");
    expect(one).toContain("RMS (\u22120.100)");
    expect(one).not.toContain("Lower final loss");
  });
  test("says when nothing is better, and what the other start turns around", () => {
    const large = (arm: string, loss: number) => training(arm, [loss], { scale: "large" });
    const summary = summarize(
      runOf([
        ...training("LN", [2.5, 2.52, 2.48]),
        ...training("none", [2.9, 2.95, 2.86]),
        ...large("LN", 2.6),
        ...large("none", 2.4),
      ]),
    );
    const said = readingOf(summary).join("\n");
    expect(said).toContain("No norm ends below LN beyond the spread over 3 seeds.");
    expect(said).toContain("1 of 1 change sides of LN: none (\u22120.200).");
    expect(said).toContain("four blocks without any norm end 0.200 nats below LN");
  });
  test("tells of the deep model what diverged, and where no gradient arrives", () => {
    const places = (values: number[]) => ({
      gradient: values,
      matrices: values,
      meanSquare: [1, 2],
      variance: [1, 2],
      magnitude: values,
      peak: values,
    });
    const deep = (arm: string, last: number | null, gradient: number[]): NormalizationRow => ({
      kind: "stability",
      arm,
      steps: 10,
      learningRates: [
        { learningRate: 0.003, first: 4, last: 3 },
        { learningRate: 0.01, first: 4, last },
      ],
      largest: last === null ? 0.003 : 0.01,
      depth: { end: places(gradient) },
    });
    const report = reportOf(runOf([deep("LN", 3, [1, 1]), deep("UN", null, [1, 1]), deep("DyT", 3, [0, 0])]));
    const said = report.reading.join("\n");
    expect(said).toContain("Diverged in the deep model: UN at 0.01.");
    expect(said).toContain("0.01 for LN and DyT; 0.003 for UN.");
    expect(said).toContain("There no gradient reaches the stream at all with DyT.");
    expect(report.rows.find(({ name }) => name === "DyT")!.cells.gradient.words).toBe("0 everywhere");
    const [gradient] = report.figures.filter(({ kind }) => kind === "multiples");
    expect(gradient.kind === "multiples" && gradient.chart.caption).toContain("without a line: DyT.");
  });
  test("of nothing is nothing", () => {
    expect(readingOf(summarize(runOf([])))).toEqual([]);
  });
});

describe("the table", () => {
  const report = reportOf(runOf(rows));
  const cell = (arm: string, column: string) => report.rows.find(({ name }) => name === arm)!.cells[column];
  test("holds means with their intervals, and the units they come from", () => {
    expect(cell("LN", "loss").value).toBeCloseTo(2.5, 6);
    expect(cell("LN", "loss").units).toEqual(["unit/0", "unit/1", "unit/2"]);
    expect(cell("RMS", "difference")).toMatchObject({ words: "better" });
    expect(cell("LN", "difference")).toBeUndefined();
  });
  test("shows a diverged arm as such, without a mean", () => {
    expect(cell("UN", "loss")).toMatchObject({ value: null, words: "diverged" });
    expect(cell("UN", "difference")).toMatchObject({ value: null, words: "diverged" });
  });
  test("gives slower arms the loss of the step they have reached in layer norm's time", () => {
    // BN takes twice as long: at step 50 every seed has 3 nats.
    expect(cell("BN", "equalTime").value).toBeCloseTo(3, 6);
    expect(cell("RMS", "equalTime").value).toBeCloseTo(2.45, 6);
  });
  test("compares folded readers where something folds", () => {
    expect(cell("BN", "forwardPass").value).toBe(0.8);
    expect(cell("BN", "forwardPass").units).toEqual(["unit/16"]);
  });
  test("publishes the whole grid of learning rates with the rate that was taken", () => {
    const [small] = report.tuning.tables;
    expect(small.rows).toHaveLength(12);
    for (const { name, values, chosen } of small.rows) {
      expect(values, name).toHaveLength(small.learningRates.length);
      expect(values[small.learningRates.indexOf(chosen)], name).toBeGreaterThan(0);
    }
  });
});

test("names are listed so that each is seen to be one", () => {
  expect(listed(["LN", "RMS, no gain", "BN"])).toBe("LN, RMS no gain and BN");
  expect([listed(["LN"]), listed([])]).toEqual(["LN", ""]);
});

test("a standing needs an interval that excludes zero and all seeds on one side", () => {
  expect(standingOf({ mean: -1, interval: [-1.1, -0.9], values: [-1, -1.1] })).toBe("better");
  expect(standingOf({ mean: -1, interval: [-1.1, -0.9], values: [-3, 0.1] })).toBe("tie");
  expect(standingOf({ mean: -1, interval: [-2, 0.1], values: [-1, -1.5] })).toBe("tie");
  expect(standingOf({ mean: 1, interval: [0.5, 1.5], values: [1, 1] })).toBe("worse");
  expect(standingOf({ mean: null, interval: null, values: [] })).toBe("diverged");
  expect(standingOf({ mean: 1, interval: null, values: [1] })).toBe("no spread");
});

test("a slope by depth is that of the logarithm, and a curve is read between its points", () => {
  expect(logSlope([1, 10, 100])).toBeCloseTo(1, 12);
  expect(logSlope([1, null, 100])).toBeNaN();
  expect(
    lossAt(
      [
        [10, 4],
        [20, 2],
      ],
      15,
    ),
  ).toBe(3);
  expect(
    lossAt(
      [
        [10, 4],
        [20, 2],
      ],
      5,
    ),
  ).toBeNull();
  expect(
    lossAt(
      [
        [10, 4],
        [20, null],
      ],
      15,
    ),
  ).toBeNull();
});

describe("the choice", () => {
  test("is the fastest of those that end as low as layer norm, with how far one can see", () => {
    const { choice } = reportOf(runOf(rows));
    expect(choice!.question).toMatch(/which norm\?$/);
    expect(choice!.answer[0]).toMatch(
      /^RMS norm\. A training step takes less time than with layer norm \(−10 %\), and the final loss is lower/,
    );
    expect(choice!.answer[1]).toMatch(/^2 of the other 4 end as low as layer norm: RMS norm and batch norm\. 3 seeds/);
    expect(choice!.answer.at(-1)).toMatch(/PowerNorm and unified normalization\.$/);
  });

  test("stays with layer norm where nothing faster ends as low, and is none with one seed", () => {
    const slower = [...training("LN", [2.5, 2.52, 2.48]), ...training("PN", [2.6, 2.622, 2.58])];
    expect(reportOf(runOf(slower)).choice!.answer[0]).toMatch(/^Layer norm\./);
    const single = [...training("LN", [2.5]), ...training("PN", [2.6])];
    expect(reportOf(runOf(single)).choice).toBeNull();
  });
});
