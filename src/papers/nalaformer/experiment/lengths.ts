/**
 * What the lengths of trained queries do. Each query of some test digits is made shorter and longer, its direction and the keys left
 * alone: does the entropy of its row follow? And do the lengths that there are lie where an exponent can follow them?
 */
import { input, Scope, type Parameters, type Tensor } from "#engine";
import { digitsAt, type Mnist } from "#lab/datasets/mnist";
import type { LabEvent } from "#lab/kit/index";
import { attentionStatistics } from "#lab/measure/attention-hooks";
import { openEvaluator } from "#lab/measure/evaluator";
import { deviation, mean, spearman } from "#lab/measure/statistics";
import { lengthOf } from "#lab/nn/language-model/linear-attention";
import { lambda, tau } from "../method.ts";
import { digitsLogits } from "./digits-model.ts";
import { kernels, type KernelName } from "./kernels.ts";
import { isDrawn, type NalaLab } from "./settings.ts";

const images = 64;
const factors = [0.25, 0.5, 1, 2, 4] as const;
const asItIs = factors.indexOf(1);

/** Of one block: [image, head, query], flat; entropies by factor. */
interface Block {
  readonly length: readonly number[];
  readonly entropy: readonly (readonly number[])[];
}

export async function* lengthsPart(
  lab: NalaLab,
  name: KernelName,
  weights: Parameters,
  data: Mnist,
): AsyncGenerator<LabEvent, void, void> {
  const blocks = await lookAt(lab, name, weights, data);
  const rows = blocks.flatMap(({ length, entropy }) =>
    length.map((_, row) =>
      correlation(
        factors,
        entropy.map((of) => of[row]),
      ),
    ),
  );
  if (name === "softmax") yield lab.measure("softmax-norm-entropy", mean(rows));
  if (name === "NaLa A") {
    yield lab.measure("nala-norm-entropy", mean(rows));
    const exponents = blocks.map(({ length }) => length.map((n) => lambda * (tau + Math.tanh(n))));
    yield lab.measure("exponents-vary", mean(exponents.map(deviation)));
    yield lab.note(
      `exponents by block: ${exponents.map((of) => `${mean(of).toFixed(2)} ± ${deviation(of).toFixed(2)}`).join(", ")}; lengths of queries: ${blocks.map(({ length }) => mean(length).toFixed(2)).join(", ")}`,
    );
    if (isDrawn(lab)) yield* histogram(lab, exponents);
  }
  const [short, long] = [
    mean(blocks.flatMap(({ entropy }) => entropy[0])),
    mean(blocks.flatMap(({ entropy }) => entropy.at(-1)!)),
  ];
  yield lab.note(
    `${name}: entropy ${short.toFixed(3)} nats with queries a quarter as long, ${mean(blocks.flatMap(({ entropy }) => entropy[asItIs])).toFixed(3)} as they are, ${long.toFixed(3)} four times as long; ` +
      `rank correlation of length and entropy between the queries as they are ${blocks.map(({ length, entropy }) => correlation(length, entropy[asItIs]).toFixed(2)).join(", ")} by block`,
  );
  if (isDrawn(lab)) {
    const { length, entropy } = blocks.at(-1)!;
    for (let row = 0; row < length.length; row += Math.floor(length.length / 50))
      yield lab.point("Entropy by length", { series: name, x: length[row], y: entropy[asItIs][row] });
  }
}

async function lookAt(
  { device, threads }: NalaLab,
  name: KernelName,
  weights: Parameters,
  data: Mnist,
): Promise<Block[]> {
  const outputs: Record<string, Tensor> = {};
  let block = 0;
  digitsLogits(
    new Scope({ mode: "inference" }),
    input("images", [images, data.rows * data.columns]),
    (_at, { queries, keys, values }) => {
      outputs[`${block} length`] = lengthOf(queries);
      for (const factor of factors) {
        const rows = kernels[name].weights(queries.mul(factor), keys);
        outputs[`${block} ${factor}`] = attentionStatistics(rows).entropy;
      }
      block++;
      return kernels[name].mix(queries, keys, values);
    },
  );
  const evaluator = await openEvaluator(outputs, { device, threads, name: "lengths" });
  const places = Array.from({ length: images }, (_, at) => at);
  const found = await evaluator.run(weights, { images: digitsAt(data.test, places).images });
  await evaluator.release();
  const numbers = (output: string) => Array.from(found[output].data, Number);
  return Array.from({ length: block }, (_, at) => ({
    length: numbers(`${at} length`),
    entropy: factors.map((factor) => numbers(`${at} ${factor}`)),
  }));
}

/** Spearman's; 0 where all values are alike but for rounding. */
function correlation(a: ArrayLike<number>, values: readonly number[]): number {
  const rounded = values.map((value) => Math.round(value * 1e4));
  return new Set(rounded).size === 1 ? 0 : spearman(a, rounded);
}

const bins = 30;

/** Shares of queries by exponent, from 1.5 to 4.5 in steps of 0.1. */
function* histogram(lab: NalaLab, exponents: readonly (readonly number[])[]): Generator<LabEvent> {
  for (const [block, of] of exponents.entries()) {
    const counts = new Array<number>(bins).fill(0);
    for (const exponent of of) counts[Math.min(bins - 1, Math.floor((exponent - 1.5) / 0.1))]++;
    for (const [bin, count] of counts.entries())
      yield lab.point("Exponents", { series: `block ${block + 1}`, x: 1.55 + bin * 0.1, y: (100 * count) / of.length });
  }
}
