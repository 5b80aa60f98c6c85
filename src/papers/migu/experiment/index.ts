/** Measures what is left of six tasks that one small model learns one after the other, with and without MIGU, and with masks that could refute it. */
import { experiment, withProgressRange, type LabEvent, type Plan } from "#lab/kit/index";
import paper from "../paper.ts";
import { openBench } from "./bench.ts";
import { openedCorpus } from "./corpus.ts";
import { axisNames, drawArms, drawProfiles } from "./drawing.ts";
import { extraInputs, measureArms, measured, measureProfiles } from "./measures.ts";
import { halvesOf, openProfiler, overlaps, type Positions, type Profiles } from "./profiles.ts";
import { tuned } from "./rates.ts";
import { resultsOf, type Results } from "./results.ts";
import { full, type ChartName, type ClaimId, type MiguLab, type Settings } from "./settings.ts";
import { createTasks, type Task } from "./tasks.ts";

const plan: Plan<ClaimId> = {
  seeds: full.seeds,
  why: "Twelve seeds, each with an order of the tasks of its own, are what a quarter of an hour on two cores buys, and decide more than half as many with two orders each: their two outcomes share tasks, questions and start. What a mask is worth after 360 updates scatters by points: gains of less than about one and a half may stay undecided.",
  pilot: {},
  arms: full.arms,
  steps: { "pre-training": full.pretraining, "each task": full.steps },
  ...tuned,
  tuning: `${tuned.tuning} The loss is 1 minus the mean accuracy at the end, on questions of their own. Two variants that back no claim take the rate of the arm from which they differ.`,
};

const accuracy = { unit: "%" } as const;

export default experiment<ClaimId, ChartName, Settings>(paper, {
  charts: {
    "Kept and learned": {
      x: { label: "Accuracy of a task just learned", ...accuracy },
      y: { label: "Accuracy at the end", ...accuracy },
      mark: "dots",
      caption:
        "Means over all tasks. On the diagonal nothing would be forgotten; a method that only learns less moves left along with down.",
    },
    "Accuracy by arm": {
      x: { label: "Accuracy at the end", ...accuracy },
      y: { label: "Arm", names: axisNames.arms },
      mark: "dots",
      caption:
        "All arms of a seed see the same tasks in the same order. The three families begin with models of their own.",
    },
    "Accuracy so far": {
      x: { label: "Tasks learned" },
      y: { label: "Mean accuracy over these", ...accuracy },
      caption: "Each seed has an order of its own. Guessing would be right in a quarter of the cases.",
    },
    "The first task": {
      x: { label: "Tasks learned" },
      y: { label: "Accuracy of the first", ...accuracy },
      caption: "It is learned without a mask by every arm; what differs is how the others are learned.",
    },
    "Output magnitudes": {
      x: { label: "Output feature" },
      y: { label: "Magnitude", unit: "times the mean" },
      caption:
        "Of the map that closes the first block, in the model that no task has changed, sorted by the first task. The more the other curves jump, the more other features would learn.",
    },
    "Overlap by layer": {
      x: { label: "Overlap of the largest 30 %", unit: "IoU" },
      y: { label: "Linear map", names: axisNames.maps },
      mark: "dots",
      caption: "Sets drawn at random would overlap by 0.18.",
    },
  },
  presets: {
    quick: {
      ...full,
      seeds: 1,
      seconds: { node: 50, browser: 140 },
      ...{ pretraining: 120, steps: 25, length: 4 },
      tasks: { ...full.tasks, asked: 96 },
      arms: full.arms.filter((name) => name !== "MIGU, no momentum"),
    },
    full,
  },
  smoke: {
    ...full,
    seeds: 1,
    seconds: { node: 3, browser: 8 },
    corpus: { read: 40_000, glosses: 0, vocabulary: 40_000 },
    size: { depth: 1, width: 8, heads: 1 },
    tasks: { learned: 64, asked: 8, count: 2 },
    ...{ pretraining: 1, steps: 1, length: 2, looked: 64 },
    arms: full.arms.filter((name) => name !== "MIGU, no momentum"),
  },
  measures: measured,
  datasets: ["code", "locale-names", "moby-dick", "state-of-the-union", "wordnet"],
  plan,
  async *run(lab, settings) {
    const corpus = await openedCorpus(settings.corpus);
    const tasks = createTasks(corpus, lab.seed, settings.tasks);
    const bench = openBench(lab, settings.size);
    try {
      const sources = corpus.unlabelled;
      const results = yield* resultsOf(withProgressRange(lab, 0, 0.98), bench, settings, { tasks, sources });
      yield* measureArms(lab, results);
      yield* drawArms(lab, results);
      yield* profiles(lab, settings, results, tasks);
      yield lab.measure("no-labels-no-replay", extraInputs(settings.size).length, { exact: true });
    } finally {
      await bench.release();
    }
  },
});

type Looks = Readonly<Record<Positions, Profiles>>;

/** Of the model before any task. */
async function* profiles(
  lab: MiguLab,
  { size, looked }: Settings,
  { starts }: Results,
  tasks: readonly Task[],
): AsyncGenerator<LabEvent, void, void> {
  const profiler = await openProfiler(lab, size);
  try {
    const halves: (readonly [Looks, Looks])[] = [];
    for (const task of tasks) {
      const [first, second] = halvesOf(task, looked);
      const of = (some: typeof first) => profiler.of(starts.get("decoder")!, some);
      halves.push([await of(first), await of(second)]);
      yield lab.progress(0.98, `output magnitudes: ${task.name}`);
    }
    const over = (positions: Positions) =>
      overlaps(halves.map(([first, second]) => [first[positions], second[positions]]));
    const layers = { text: over("text"), all: over("all") };
    yield* measureProfiles(lab, layers);
    yield* drawProfiles(lab, layers.text, tasks.map((task, at) => [task, halves[at][0].text])); // prettier-ignore
  } finally {
    await profiler.release();
  }
}
