/** The toy of the page: a tower of four layers learns which noisy points belong together. */
import { adamW, concat, createTrainer, input, layerNorm, linear, random, Scope, split, type Tensor } from "#engine";
import { openEvaluator } from "#lab/measure/evaluator";
import { openRanker, recallAt } from "#lab/measure/retrieval";
import { contrastiveLoss } from "#lab/training/encoder/index";
import { drawExit, elasticLoss, objectiveFeeds, objectiveOf } from "../method.ts";

export const [depth, width, pairs] = [4, 32, 100];
const steps = 80;
const extent = { depth, width };
export const sizes = [8, 16, 32];

/** Exits of both sides after each layer. */
function tower(at: Scope) {
  const side = (name: string) => input(name, [pairs, width]);
  let x = concat([side("queries"), side("passages")], 0);
  const exits = Array.from({ length: depth }, (_, layer) => {
    const own = at.scope(`layer ${layer + 1}`);
    x = layerNorm(own, x.add(linear(own.scope("out"), linear(own.scope("in"), x, 2 * width).tanh(), width)));
    return split(x, 2, 0);
  });
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
