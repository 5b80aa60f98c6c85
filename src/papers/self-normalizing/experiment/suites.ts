/** Twelve synthetic tasks: every kind of net at two depths, of which validation selects one, and two methods that are no networks. */
import type { LabEvent } from "#lab/kit/index";
import { suiteNames, type SuiteName } from "#lab/datasets/tabular/suites";
import { wilcoxon } from "#lab/measure/significance";
import { averageRanks, mean } from "#lab/measure/statistics";
import { kindNames, kinds, netOf } from "./arms.ts";
import { batches, sizeOf, suite } from "./data.ts";
import { learningRateOf } from "./rates.ts";
import { reference, referenceNames } from "./references/index.ts";
import { leadOverBest, selected, trainedScore, type Scores } from "./scores.ts";
import type { SelfNormalizingLab, Settings } from "./settings.ts";

const contestants = [...kindNames, ...referenceNames];
const others = kindNames.length;

interface Result {
  readonly name: SuiteName;
  readonly scores: Scores;
  /** Accuracy on the test rows, in the contestants' order. */
  readonly accuracies: readonly number[];
}

/** Also takes the scores on digits: one more task of which validation selects a depth. */
export async function* suitesPart(
  lab: SelfNormalizingLab,
  settings: Settings,
  onDigits: Scores,
): AsyncGenerator<LabEvent, void, void> {
  const results: Result[] = [];
  for (const [index, name] of suiteNames.slice(0, settings.tasks).entries())
    results.push(
      yield* taskResult(
        lab,
        settings,
        name,
        [index, index + 1].map((at) => at / settings.tasks),
      ),
    );
  const [large, small] = (["large", "small"] as const).map((size) =>
    results.filter(({ name }) => sizeOf(name, lab.seed) === size),
  );
  const bySize = [...large, ...small]; // so that every second task is half of each
  yield lab.measure("uci-fnn-rank", -leadOverBest(bySize, (some) => heights(some, others)));
  const ranks = averageRanks(results.map(({ accuracies }) => accuracies.slice(0, others)));
  yield lab.note(`average ranks: ${kindNames.map((kind, at) => `${kind} ${ranks[at].toFixed(1)}`).join(", ")}`);
  const accuracies = results.map((result) => result.accuracies);
  for (const [at, rank] of averageRanks(accuracies).entries())
    yield lab.point("Ranks", { series: contestants[at], x: rank, y: at + 1 });
  const tested = kindNames.slice(1).map((kind, at) => {
    const differences = accuracies.map((row) => row[0] - row[at + 1]);
    return `${kind} ${differences.every((value) => value === 0) ? "the same" : wilcoxon(differences).pValue.toPrecision(2)}`;
  });
  yield lab.note(`Wilcoxon's p of SNN against each kind, over ${results.length} tasks: ${tested.join(", ")}`);

  const withReferences = (some: readonly Result[]) => heights(some, contestants.length);
  const lead = leadOverBest(large, (some) => {
    const [own, ...rest] = withReferences(some);
    return [own, ...rest.slice(others - 1)];
  });
  yield lab.measure("uci-large-rank", -lead);
  const amongSmall = withReferences(small);
  yield lab.measure("uci-small-rank", amongSmall[contestants.indexOf("support vectors")] - amongSmall[0]);

  const tasks = [...bySize.map(({ scores }) => scores), onDigits];
  const depthsOf = (some: readonly Scores[]) =>
    kindNames.map((kind) => mean(some.map((scores) => selected(scores, kind).depth)));
  yield lab.measure("depth-trainable", leadOverBest(tasks, depthsOf));
  const depths = depthsOf(tasks);
  yield lab.note(
    `layers that validation selects, on average: ${kindNames.map((kind, at) => `${kind} ${depths[at].toFixed(1)}`).join(", ")}`,
  );
}

/** Of the first `count` contestants, their average ranks among themselves with the sign turned: higher is better. */
const heights = (results: readonly Result[], count: number): number[] =>
  averageRanks(results.map(({ accuracies }) => accuracies.slice(0, count))).map((rank) => -rank);

async function* taskResult(
  lab: SelfNormalizingLab,
  { suiteDepths, suiteSteps: steps, rows }: Settings,
  name: SuiteName,
  [from, to]: readonly number[],
): AsyncGenerator<LabEvent, Result, void> {
  const task = suite(name, lab.seed, rows[sizeOf(name, lab.seed)]);
  const scores: Scores = new Map();
  const arms = kindNames.flatMap((kind) => suiteDepths.map((depth) => ({ kind, depth })));
  for (const [index, { kind, depth }] of arms.entries()) {
    const at = (done: number) => from + ((to - from) * done) / arms.length;
    const score = yield* trainedScore(lab, {
      ...{
        name: `${kind}, ${depth} layers, on ${name}`,
        model: netOf(kinds[kind], depth),
        task,
        batch: batches.suites,
      },
      ...{ steps, learningRate: learningRateOf("suites", kind, depth), progress: [at(index), at(index + 1)] },
    });
    scores.set(kind, [...(scores.get(kind) ?? []), { depth, ...score }]);
  }
  const accuracies = kindNames.map((kind) => selected(scores, kind).test);
  for (const method of referenceNames) {
    yield lab.progress(to, `${method} on ${name}`);
    accuracies.push(reference(method, task, lab.seed));
  }
  return { name, scores, accuracies };
}
