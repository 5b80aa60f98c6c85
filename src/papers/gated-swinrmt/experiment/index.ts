/** Measures Gated-SwinRMT: one part more or less at a time, on a grid of many windows and on one that is a single window. */
import { experiment, withProgressRange, type LabEvent } from "#lab/kit/index";
import { tuningOf } from "#lab/training/tuning/index";
import paper from "../paper.ts";
import { armsOf, tuningName, type ArmName } from "./arms.ts";
import { compare, leftOfAdvantage, type Ended } from "./comparison.ts";
import { images, type Images } from "./digits.ts";
import { windowDifference } from "./identities.ts";
import { lookAt, type Look } from "./looks.ts";
import {
  full,
  isDrawn,
  regimes,
  type ChartName,
  type ClaimId,
  type Regime,
  type Settings,
  type SwinLab,
} from "./settings.ts";
import tuning from "./tuning.json" with { type: "json" };

type Ends = Readonly<Record<Regime, ReadonlyMap<ArmName, Ended>>>;

/** From the chart's foot up. */
const named = regimes
  .toReversed()
  .flatMap((regime) => armsOf[regime].toReversed().map((name) => tuningName(name, regime)));
const gains = named.filter((name) => !name.startsWith("RMT"));

export default experiment<ClaimId, ChartName, Settings>(paper, {
  charts: {
    "Gain over RMT": {
      x: { label: "Accuracy minus that of RMT", unit: "points" },
      y: { label: "Arm", names: gains },
      mark: "dots",
      caption:
        "Each dot is a seed. With one window, what is left of the method is the gate, or the sigmoid and its gated values.",
    },
    Accuracy: {
      x: { label: "Accuracy", unit: "%" },
      y: { label: "Arm", names: named },
      mark: "dots",
      caption:
        "Turned and moved digits that were not learned, with noise; every arm has as many parameters and its own rate.",
    },
    "Reach of attention": {
      x: { label: "Distance, rows plus columns" },
      y: { label: "Share of the weight" },
      caption:
        "Both passes and both blocks together. In windows of four nothing is further away than six; RMT may look anywhere, and its decay keeps it near.",
    },
    "Weight on dark tokens": {
      x: { label: "Weight on the darkest quarter, of that with queries of zero", unit: "%" },
      y: { label: "Arm", names: armsOf["many windows"].toReversed() },
      mark: "dots",
      caption:
        "At 100 % the content of the image makes no difference. A softmax must spend one unit in an empty window, too; a sigmoid need not.",
    },
    Gate: {
      x: { label: "Value of the gate" },
      y: { label: "Share", unit: "%" },
      caption:
        "All features of all tokens, in both blocks. A gate that never learned anything would stand at one half.",
    },
    "Loss with many windows": {
      x: { label: "Step" },
      y: { label: "Training loss", unit: "nats" },
      caption: "Of 16 images, smoothed.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 25, browser: 60 },
      steps: { "many windows": 60, "one window": 100 },
      tested: 500,
    },
    full,
  },
  smoke: {
    seeds: 1,
    seconds: { node: 3, browser: 10 },
    steps: { "many windows": 1, "one window": 1 },
    patch: { "many windows": 3, "one window": 6 },
    width: 8,
    depth: 1,
    tested: 16,
    lookedAt: 2,
  },
  plan: {
    seeds: full.seeds,
    why: "In one pilot of 400 steps at a common rate, arms with many windows had 82 to 86 % right, the softmax variant 3.0 points more with its gate than without and the sigmoid variant 1.4 fewer than RMT. Eight seeds are what twenty minutes of one core buy. They leave an interval of 0.8 standard deviations either way, which for accuracies on 2,500 digits is about a point: enough to see the stated gain of 6.5 points, or its absence, but not half a point.",
    pilot: {},
    arms: named,
    steps: full.steps,
    ...tuningOf(tuning),
  },
  measures: [
    "gain-mini",
    "gain-mini-retention",
    "gain-cifar",
    "window-collapse",
    "collapse-identity",
    "no-position-table",
    "gate-helps",
    "decay-helps",
    "g1-lowrank",
    "swat-suppresses",
  ],
  datasets: ["mnist"],
  async *run(lab, settings) {
    const drawn = await images(lab.seed, settings);
    yield lab.measure("collapse-identity", await windowDifference(4), { exact: true });
    yield lab.note(
      `the same difference on a grid of three by three windows: ${(await windowDifference(12)).toFixed(3)}`,
    );
    const one = yield* compare(withProgressRange(lab, 0, 0.1), "one window", settings, drawn);
    const many = yield* compare(withProgressRange(lab, 0.1, 0.95), "many windows", settings, drawn);
    yield* differences(lab, { "many windows": many, "one window": one });
    yield* insides(lab, settings, drawn, many);
  },
});

/** Accuracies against each other, in points. */
function* differences(lab: SwinLab, ends: Ends): Generator<LabEvent> {
  const points = (regime: Regime, name: ArmName, other: ArmName) =>
    ends[regime].get(name)!.accuracy - ends[regime].get(other)!.accuracy;
  const [mini, cifar] = regimes.map((regime) => points(regime, "SWAT", "RMT"));
  yield lab.measure("gain-mini", mini);
  yield lab.measure("gain-mini-retention", points("many windows", "Retention", "RMT"));
  yield lab.measure("gain-cifar", cifar);
  yield lab.measure("window-collapse", leftOfAdvantage(mini, cifar));
  yield lab.measure("no-position-table", points("many windows", "Retention", "learned table"));
  yield lab.measure("gate-helps", points("many windows", "Retention", "Retention, no gate"));
  yield lab.measure("decay-helps", points("many windows", "Retention", "Retention, no decay"));
  for (const regime of regimes)
    for (const [name, { accuracy }] of ends[regime]) {
      const own = tuningName(name, regime);
      yield lab.point("Accuracy", { series: name, x: accuracy, y: named.indexOf(own) + 1 });
      if (name !== "RMT")
        yield lab.point("Gain over RMT", { series: name, x: points(regime, name, "RMT"), y: gains.indexOf(own) + 1 });
    }
}

/** What the arms of many windows do with images. */
async function* insides(
  lab: SwinLab,
  settings: Settings,
  { test }: Images,
  ends: Ends[Regime],
): AsyncGenerator<LabEvent, void, void> {
  const looks = new Map<ArmName, Look>();
  for (const [name, { weights }] of ends) {
    yield lab.progress(0.95, `${name}: where it looks`);
    if (weights) looks.set(name, await lookAt(lab, name, "many windows", settings, weights, test));
  }
  const of = (name: ArmName, what: "rank" | "onDarkByContent") => looks.get(name)?.[what] ?? NaN;
  yield lab.measure("g1-lowrank", of("Retention", "rank") / of("Retention, no gate", "rank"));
  yield lab.measure("swat-suppresses", of("SWAT", "onDarkByContent") / of("Retention", "onDarkByContent"));
  const each = [...looks].map(
    ([name, { rank, onDark, onDarkByContent }]) =>
      `${name} ${rank.toFixed(1)} and ${(100 * onDark).toFixed(1)} % (${onDarkByContent.toFixed(2)})`,
  );
  yield lab.note(
    `effective rank, and weight on the darkest quarter (over that with queries of zero): ${each.join(", ")}`,
  );
  const names = [...armsOf["many windows"]].reverse();
  for (const [name, { gate, byDistance, onDarkByContent }] of looks) {
    yield lab.point("Weight on dark tokens", { series: name, x: 100 * onDarkByContent, y: names.indexOf(name) + 1 });
    if (!isDrawn(lab)) continue;
    for (const [x, y] of byDistance.entries()) yield lab.point("Reach of attention", { series: name, x, y });
    if (gate.length > 0) yield* histogram(lab, name, gate);
  }
  const gate = looks.get("Retention")?.gate ?? new Float32Array();
  const closed = gate.reduce((sum, value) => sum + Number(value < 0.1), 0) / gate.length;
  yield lab.note(`the gate is below 0.1 in ${(100 * closed).toFixed(2)} % of all features`);
}

const bins = 20;

/** Shares of a gate's values, in steps of 0.05. */
function* histogram(lab: SwinLab, series: string, values: Float32Array): Generator<LabEvent> {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(bins * value))]++;
  for (const [bin, count] of counts.entries())
    yield lab.point("Gate", { series, x: (bin + 0.5) / bins, y: (100 * count) / values.length });
}
