/** Every kind of net at every depth on digits: how accurate it becomes, which depth validation selects, and what training does to SELU's moments. */
import { input, Scope, type Tensor } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { someRows } from "#lab/datasets/tabular/table";
import { feedForwardStates } from "#lab/nn/feed-forward/index";
import type { TabularRun } from "#lab/training/tabular/index";
import { dropoutKinds, kindNames, kinds, netOf, plainKinds, width, type KindName } from "./arms.ts";
import { batches, type Task } from "./data.ts";
import { momentOutputs, momentsOf } from "./nets.ts";
import { learningRateOf } from "./rates.ts";
import type { SelfNormalizingLab, Settings } from "./settings.ts";
import { trainedScore, type Scores } from "./scores.ts";

/** Scores of each kind, and of SNN with dropout, by depth. */
export async function* digitsPart(
  lab: SelfNormalizingLab,
  { digitDepths, digitSteps }: Settings,
  task: Task,
): AsyncGenerator<LabEvent, Scores, void> {
  const scores: Scores = new Map();
  const deepest = digitDepths.at(-1)!;
  const nets = [
    ...kindNames.map((kind) => ({ name: kind, net: kinds[kind], tunedAs: kind })),
    ...Object.entries(dropoutKinds).map(([name, net]) => ({ name, net, tunedAs: "SNN" as const })),
  ];
  const arms = digitDepths.flatMap((depth) => nets.map((net) => ({ depth, ...net })));
  for (const [index, { depth, name, net, tunedAs }] of arms.entries()) {
    const score = yield* trainedScore(lab, {
      ...{ name: `${name}, ${depth} layers, on digits`, model: netOf(net, depth), task, batch: batches.digits },
      ...{ steps: digitSteps, learningRate: learningRateOf("digits", tunedAs, depth) },
      progress: [index / arms.length, (index + 1) / arms.length],
      after: name === "SNN" && depth === deepest ? (run) => trainedMoments(lab, run, task, depth) : undefined,
    });
    scores.set(name, [...(scores.get(name) ?? []), { depth, ...score }]);
    yield lab.point("Accuracy by depth", { series: name, x: depth, y: 100 * score.test });
  }
  // SNN is the first of the kinds.
  const at = (kind: KindName, depth: number) => scores.get(kind)!.find((score) => score.depth === depth)!;
  const best = (depth: number, among: readonly KindName[] = kindNames.slice(1)) =>
    among.reduce((best, kind) => (at(kind, depth).validation > at(best, depth).validation ? kind : best));
  const leadOver = (kind: KindName, depth: number) => 100 * (at("SNN", depth).test - at(kind, depth).test);
  const lead = (depth: number) => leadOver(best(depth), depth);
  yield lab.measure("depth-gap", lead(deepest) - lead(digitDepths[0]));
  yield lab.note(
    `lead over the best other kind on digits, in points: ${digitDepths.map((depth) => `${lead(depth).toFixed(1)} over ${best(depth)} with ${depth} layers`).join(", ")}`,
  );
  const plain = (depth: number) => best(depth, plainKinds);
  yield lab.note(
    `and over the best kind without a path past its layers: ${digitDepths.map((depth) => `${leadOver(plain(depth), depth).toFixed(1)} over ${plain(depth)} with ${depth} layers`).join(", ")}`,
  );
  return scores;
}

const probed = 250;

/** Mean and variance of the hidden layers of a trained net, and the weights' sums that the theory speaks of. */
async function* trainedMoments(
  lab: SelfNormalizingLab,
  run: TabularRun,
  { test }: Task,
  depth: number,
): AsyncGenerator<LabEvent, void, void> {
  const { features } = someRows(test, 0, probed);
  const names = Array.from({ length: depth }, (_, at) => `${at + 1}`);
  const build = () => {
    const x = input("features", [probed, test.columns]);
    const widths = Array<number>(depth).fill(width);
    const { hidden } = feedForwardStates(new Scope({ mode: "inference" }), x, {
      ...{ widths, outputs: test.classes, layer: kinds.SNN.layer },
    });
    return Object.assign({}, ...hidden.map((state, at) => momentOutputs(names[at], state))) as Record<string, Tensor>;
  };
  const values = await run.means("moments", build, [{ features }]);
  for (const [at, name] of names.entries())
    if (((at + 1) & at) === 0)
      yield lab.point("Variance by layer", {
        ...{ series: "SELU, trained", x: at + 1, y: momentsOf(values, name).variance },
      });
  const weights = Object.entries(await run.trainer.snapshot()).filter(
    ([name, { length }]) => name.endsWith("/weight") && length === width * width,
  );
  const units = weights.flatMap(([, weight]) =>
    Array.from({ length: width }, (_, unit) => weight.filter((_, at) => at % width === unit)),
  );
  const squares = units.map((unit) => unit.reduce((sum, value) => sum + value ** 2, 0)).sort((a, b) => a - b);
  const at = (share: number) => squares[Math.floor(share * (squares.length - 1))].toFixed(2);
  yield lab.note(
    `after training, the squares of a unit's weights add up to ${at(0.05)} to ${at(0.95)} in nine of ten units; the first theorem asks for 0.95 to 1.1`,
  );
}
