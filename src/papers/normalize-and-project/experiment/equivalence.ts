/** The equivalence, exactly: a normalized net whose norms grow, and one with projection whose rates fall as those norms would have them. */
import { compile, constantRate, open, Scope, input, sgd } from "#engine";
import { rowsAt, someRows, type Table } from "#lab/datasets/tabular/table";
import { shuffledBatch } from "#lab/datasets/batches";
import { openTabular } from "#lab/training/tabular/index";
import { effectiveRate, factorFeed, isScaleFree, napNet, normOf, projected, withFactors } from "../method.ts";

const net = { widths: [64, 64, 64] } as const;
const [batch, probed] = [64, 128];

export interface Equivalence {
  /** Largest difference of an output between the two nets after the last step. */
  readonly difference: number;
  /** The same to a net with projection whose rates stay where they were: what the decay hides. */
  readonly withoutDecay: number;
  /** Largest growth of a norm in the net without projection: were it 1, nothing would have been tested. */
  readonly growth: number;
}

/** Plain gradient descent at a constant rate in float32, the same batches for all. */
export async function equivalence(
  rows: Table,
  { steps, seed, learningRate, threads = 1 }: { steps: number; seed: number; learningRate: number; threads?: number },
): Promise<Equivalence> {
  const growths: Readonly<Record<string, number>>[] = [];
  let first: Readonly<Record<string, number>> | undefined;
  const outputsOf = async (kind: "free" | "written" | "constant") => {
    const optimizer = { free: sgd(), written: projected(withFactors(sgd())), constant: projected(sgd()) }[kind];
    const run = await openTabular({
      model: (at, x, outputs) => napNet(at, x, { ...net, outputs }),
      ...{ train: rows, batch, steps, seed, optimizer, threads, learningRate: constantRate(learningRate) },
      metrics: (scope) =>
        Object.fromEntries(scope.parameters.filter(isScaleFree).map(({ name, tensor }) => [name, normOf(tensor)])),
    });
    const written = (step: number) =>
      Object.fromEntries(
        Object.entries(growths[step]).map(([name, growth]) => [
          factorFeed(name),
          Float32Array.of(effectiveRate(growth, "gradient")),
        ]),
      );
    const feeds = (step: number) => ({
      ...rowsAt(rows, shuffledBatch(seed, step, { batch, count: rows.rows })),
      ...(kind === "written" && written(step)),
    });
    for await (const { metrics, diverged } of run.train(feeds)) {
      if (diverged !== null) throw new Error(`the equivalence's net diverged: ${diverged}`);
      if (kind !== "free") continue;
      first ??= metrics;
      growths.push(Object.fromEntries(Object.entries(metrics).map(([name, norm]) => [name, norm / first![name]])));
    }
    const x = input("features", [probed, rows.columns]);
    const logits = napNet(new Scope({ mode: "inference" }), x, { ...net, outputs: rows.classes });
    const session = await open(compile({ outputs: { logits } }), { threads, parameters: await run.trainer.snapshot() });
    const { data } = (await session.run({ features: someRows(rows, 0, probed).features })).logits;
    await Promise.all([session.release(), run.release()]);
    return Array.from(data, Number);
  };
  const [free, written, constant] = [await outputsOf("free"), await outputsOf("written"), await outputsOf("constant")];
  const distance = (other: readonly number[]) => Math.max(...free.map((value, at) => Math.abs(value - other[at])));
  return {
    difference: distance(written),
    withoutDecay: distance(constant),
    growth: Math.max(...Object.values(growths.at(-1)!)),
  };
}
