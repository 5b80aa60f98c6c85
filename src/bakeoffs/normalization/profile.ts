/** Looks into a model: gradients and the size of the residual stream, by depth, on one fixed batch. */
import { globalNorm, gradient, type Parameters, type Tensor } from "#engine";
import { randomWindows } from "#lab/datasets/batches";
import type { Lab } from "#lab/kit/index";
import { languageModelLoss, modelOf, textFeeds, type Arm, type Comparison } from "#lab/training/language-model/index";
import { openEvaluator, scalar } from "#lab/measure/evaluator";
import { finite, type DepthProfile } from "./rows.ts";

export interface Profiler {
  /** @param weights initial ones, or a snapshot of training. */
  of(weights: Parameters): Promise<DepthProfile>;
  release(): Promise<void>;
}

/** In training mode, with the states as given: the gradients that training would see. */
export async function openProfiler(
  { device, threads }: Pick<Lab, "device" | "threads">,
  arm: Pick<Arm, "norm" | "finalNorm" | "model">,
  comparison: Pick<Comparison, "text" | "shape" | "embeddingStd">,
): Promise<Profiler> {
  const { shape, text } = comparison;
  const { scope, loss, streams } = languageModelLoss(modelOf(arm, comparison), {
    batch: shape.batch,
    mode: "training",
  });
  const blocks = Array.from({ length: shape.depth }, (_, index) =>
    scope.parameters.filter(({ name, shape }) => name.startsWith(`block ${index + 1}/`) && shape.length > 1),
  );
  const matrices = blocks.flatMap((specs) => specs.map(({ tensor }) => tensor));
  const slopes = gradient(loss, [...streams, ...matrices]);
  const byMatrix = new Map(matrices.map((tensor, at) => [tensor, slopes[streams.length + at]]));
  const outputs: Record<string, Tensor> = {};
  streams.forEach((stream, at) => {
    const squares = stream.square().mean(-1);
    outputs[`gradient ${at}`] = slopes[at].square().sum().sqrt();
    outputs[`meanSquare ${at}`] = squares.mean();
    outputs[`variance ${at}`] = stream.sub(stream.mean(-1)).square().mean();
    outputs[`magnitude ${at}`] = stream.abs().mean();
    outputs[`peak ${at}`] = stream.abs().max(-1).div(squares.add(1e-30).sqrt()).mean();
  });
  blocks.forEach((specs, at) => {
    outputs[`matrices ${at}`] = globalNorm(specs.map(({ tensor }) => byMatrix.get(tensor)!));
  });
  const probe = await openEvaluator(outputs, { device, threads, name: "profile" });
  const feeds = textFeeds(randomWindows(text.train, 0, 0, { batch: shape.batch, length: shape.context }));
  return {
    async of(weights) {
      const out = await probe.run(weights, feeds);
      const by = (name: string, count: number) =>
        Array.from({ length: count }, (_, at) => rounded(scalar(out[`${name} ${at}`])));
      const [places, depth] = [streams.length, blocks.length];
      return {
        gradient: by("gradient", places),
        matrices: by("matrices", depth),
        meanSquare: by("meanSquare", places),
        variance: by("variance", places),
        magnitude: by("magnitude", places),
        peak: by("peak", places),
      };
    },
    release: () => probe.release(),
  };
}

/** Five digits: more than anybody reads off a curve. */
const rounded = (value: number) => finite(Number(value.toPrecision(5)));
