/** The toy of the page: a tower of four layers learns which noisy points belong together, and searches are timed that leave it early. */
import {
  adamW,
  concat,
  createTrainer,
  initialize,
  input,
  layerNorm,
  linear,
  random,
  Scope,
  split,
  type Tensor,
} from "#engine";
import { drain } from "#lab/kit/index";
import { openEvaluator } from "#lab/measure/evaluator";
import { openRanker, recallAt } from "#lab/measure/retrieval";
import { median } from "#lab/measure/statistics";
import { clockFor, inferenceArm, timeArms, type TimedArm } from "#lab/measure/timing";
import { contrastiveLoss, unitRows } from "#lab/training/encoder/index";
import { drawExit, elasticLoss, objectiveFeeds, objectiveOf, type Exit } from "../method.ts";

export const [depth, width, pairs] = [4, 32, 100];
const steps = 80;
const extent = { depth, width };
export const sizes = [8, 16, 32];

/** What comes out of each of so many layers. */
function layersOf(at: Scope, x: Tensor, count: number): Tensor[] {
  return Array.from({ length: count }, (_, layer) => {
    const own = at.scope(`layer ${layer + 1}`);
    x = layerNorm(own, x.add(linear(own.scope("out"), linear(own.scope("in"), x, 2 * width).tanh(), width)));
    return x;
  });
}

/** Exits of both sides after each layer. */
function tower(at: Scope) {
  const side = (name: string) => input(name, [pairs, width]);
  const layers = layersOf(at, concat([side("queries"), side("passages")], 0), depth);
  const exits = layers.map((layer) => split(layer, 2, 0));
  return { queries: exits.map(([query]) => query), passages: exits.map(([, passage]) => passage) };
}

/** Pairs of views of one hidden point, on a curve, with noise of their own. */
function pairsOf(name: string) {
  const [map, draws] = [
    random(1)
      .stream("map")
      .normal(4 * width),
    random(1).stream(name),
  ];
  const points = draws.normal(4 * pairs);
  const seen = (row: number, column: number) =>
    [0, 1, 2, 3].reduce((sum, index) => sum + points[4 * row + index] * map[index * width + column], 0);
  const side = () =>
    draws
      .normal(pairs * width)
      .map((noise, at) => Math.sin(2 * seen(Math.floor(at / width), at % width)) + 0.7 * noise);
  return { queries: side(), passages: side() };
}

/** Share of new queries that find their own passage first, in percent, by layer and by place of the size. */
export async function learned(isElastic: boolean): Promise<number[][]> {
  const scope = new Scope();
  const exits = tower(scope);
  const rows = { selectors: input("selectors", [4, depth]), masks: input("masks", [4, width]) };
  const weights = {
    weights: input("weights", [4]),
    aligned: input("aligned", [depth]),
    alignment: input("alignment", []),
  };
  const loss = (a: Tensor, b: Tensor) => contrastiveLoss(a, b, { temperature: 0.1 });
  const total = elasticLoss(exits, { ...rows, ...weights }, { loss });
  const trainer = await createTrainer({
    scope,
    loss: total,
    optimizer: adamW({ learningRate: 5e-3 }),
    seed: 1,
    threads: 1,
  });
  const draws = random(1).stream("exits");
  for (let step = 0; step < steps; step++) {
    const objective = objectiveOf(isElastic ? drawExit(draws, extent) : null, extent);
    await trainer.step({ ...pairsOf(`step ${step}`), ...objectiveFeeds(objective, extent, 4) });
  }
  const named = ["queries", "passages"] as const;
  const outputs = named.flatMap((side) => exits[side].map((exit, at) => [`${side} ${at}`, exit] as const));
  const evaluator = await openEvaluator(Object.fromEntries(outputs), { threads: 1 });
  const values = await evaluator.run(await trainer.snapshot(), pairsOf("test"));
  const ranker = await openRanker({ candidates: pairs, width }, { threads: 1 });
  const vectors = (side: string, layer: number) => values[`${side} ${layer}`].data as Float32Array;
  const own = Array.from({ length: pairs }, (_, at) => at);
  const recall: number[][] = Array.from({ length: depth }, () => []);
  for (const [layer, row] of recall.entries())
    for (const size of sizes)
      row.push(100 * recallAt(await ranker.rank(vectors("queries", layer), vectors("passages", layer), own, size), 1));
  await Promise.all([trainer.release(), evaluator.release(), ranker.release()]);
  return recall;
}

/** Of a search that is timed: as many as a coarse clock needs. */
export const timedSearch = { queries: 2_000, candidates: 500 };

const nameOf = ({ layer, size }: Exit): string => `${layer} ${size}`;

/** Queries are encoded by a tower that ends at the exit, cut, and compared with candidates, whose vectors are there already. */
function search(exit: Exit): TimedArm {
  const scope = new Scope({ mode: "inference" });
  const { queries, candidates } = timedSearch;
  const asked = layersOf(scope, input("queries", [queries, width]), exit.layer)
    .at(-1)!
    .slice(1, 0, exit.size);
  const best = unitRows(asked)
    .matmul(input("candidates", [exit.size, candidates]))
    .max(1);
  const draws = random(1).stream("timed");
  return inferenceArm(nameOf(exit), {
    ...{ outputs: { best }, parameters: initialize(scope, 1), threads: 1 },
    feeds: { queries: draws.normal(queries * width), candidates: draws.normal(exit.size * candidates) },
  });
}

/** Milliseconds of a search on this machine, by layer and by place of the size: the median of rounds in which all exits take turns. */
export async function timed(): Promise<number[][]> {
  const exits = Array.from({ length: depth }, (_, at) => sizes.map((size) => ({ layer: at + 1, size })));
  const plan = { baseline: nameOf({ layer: depth, size: width }), rounds: 5, seed: 1, clock: clockFor(1) };
  const times = await drain(timeArms(exits.flat().map(search), plan));
  return exits.map((row) => row.map((exit) => median(times[nameOf(exit)])));
}
