/** The paper's table of invariances, each cell measured: which changes of weights or data leave the normalized output alone. */
import { input, layerNormalization, random, Scope, type Tensor } from "#engine";
import type { LabEvent } from "#lab/kit/index";
import { batchNorm } from "#lab/nn/norms";
import { openEvaluator } from "#lab/measure/evaluator";
import type { LayerNormLab } from "./settings.ts";

const rows = 16;
const inputs = 12;
const units = 24;

/** Data [rows, inputs] and weights [inputs, units]; a unit's weights are a column. */
interface Operands {
  readonly data: Float32Array;
  readonly weight: Float32Array;
}

type Norm = "batch norm" | "weight norm" | "layer norm";

/** What each normalizes; nothing has a gain, a bias or an epsilon here. */
const norms: Readonly<Record<Norm, (data: Tensor, weight: Tensor) => Tensor>> = {
  "batch norm": (data, weight) => batchNorm(new Scope({ mode: "training" }), data.matmul(weight), { eps: 0 }),
  "weight norm": (data, weight) => data.matmul(weight.div(weight.square().sum(0).sqrt())),
  "layer norm": (data, weight) => layerNormalization(data.matmul(weight), { eps: 0 }).output,
};

interface Change {
  readonly what: string;
  readonly apply: (operands: Operands, shift: Float32Array) => Operands;
  /** Those for which the paper's table says that nothing changes. */
  readonly invariant: readonly Norm[];
}

const changes: readonly Change[] = [
  {
    what: "scaling the whole weight matrix",
    apply: ({ data, weight }) => ({ data, weight: weight.map((w) => 3 * w) }),
    invariant: ["batch norm", "weight norm", "layer norm"],
  },
  {
    what: "adding one vector to the weights of every unit",
    apply: ({ data, weight }, shift) => ({ data, weight: weight.map((w, at) => w + shift[Math.floor(at / units)]) }),
    invariant: ["layer norm"],
  },
  {
    what: "scaling the weights of one unit",
    apply: ({ data, weight }) => ({ data, weight: weight.map((w, at) => (at % units === 0 ? 3 * w : w)) }),
    invariant: ["batch norm", "weight norm"],
  },
  {
    what: "scaling all data",
    apply: ({ data, weight }) => ({ weight, data: data.map((x) => 3 * x) }),
    invariant: ["batch norm", "layer norm"],
  },
  {
    what: "shifting all data",
    apply: ({ data, weight }, shift) => ({ weight, data: data.map((x, at) => x + shift[at % inputs]) }),
    invariant: ["batch norm"],
  },
  {
    what: "scaling a single example",
    apply: ({ data, weight }) => ({ weight, data: data.map((x, at) => (at < inputs ? 3 * x : x)) }),
    invariant: ["layer norm"],
  },
];

/** Outputs are of order 1: rounding moves them by less than this, a change by more than a hundred times as much. */
const rounding = 1e-4;

export async function* invariancesPart(lab: LayerNormLab): AsyncGenerator<LabEvent, void, void> {
  yield lab.progress(0, "invariances");
  const { device, threads, seed } = lab;
  const draw = random(seed);
  const operands = {
    data: draw.stream("data").normal(rows * inputs),
    weight: draw.stream("weight").normal(inputs * units),
  };
  const shift = draw.stream("shift").normal(inputs);
  let mismatches = 0;
  for (const [norm, build] of Object.entries(norms) as [Norm, (typeof norms)[Norm]][]) {
    const weights = { gain: new Float32Array(units).fill(1), bias: new Float32Array(units) };
    const evaluator = await openEvaluator(
      { out: build(input("data", [rows, inputs]), input("weight", [inputs, units])) },
      { device, threads },
    );
    const outputOf = async (feeds: Operands) => (await evaluator.run(weights, { ...feeds })).out.data as Float32Array;
    try {
      const before = await outputOf(operands);
      for (const { what, apply, invariant } of changes) {
        const after = await outputOf(apply(operands, shift));
        const moved = Math.max(...before.map((value, at) => Math.abs(value - after[at])));
        const fits = invariant.includes(norm) ? moved < rounding : moved > 100 * rounding;
        if (fits) continue;
        mismatches++;
        yield lab.note(`${norm}, ${what}: the output moves by ${moved.toPrecision(2)}, unlike the paper's table`);
      }
    } finally {
      await evaluator.release();
    }
  }
  yield lab.measure("invariances", mismatches);
}
