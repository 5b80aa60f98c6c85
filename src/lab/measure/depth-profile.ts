/** Looks into a language model by depth, on one fixed batch: the size of the residual stream, and the gradients that reach it. */
import { globalNorm, gradient, type Parameters, type Scope, type Tensor, type Values } from "#engine";
import { randomWindows } from "../datasets/batches.ts";
import type { Lab } from "../kit/index.ts";
import { languageModelLoss, modelOf, textFeeds, type Arm, type Comparison } from "../training/language-model/index.ts";
import { openEvaluator, scalar } from "./evaluator.ts";

/** One number per place: entering block 1, 2, ..., and last the final norm. NaN and infinities stay what they are. */
export interface StreamProfile {
  readonly meanSquare: readonly number[];
  /** Over the features of a token, mean over tokens. */
  readonly variance: readonly number[];
  readonly magnitude: readonly number[];
  /** Largest |x| of a token over its RMS, mean over tokens. */
  readonly peak: readonly number[];
}

export interface DepthProfile extends StreamProfile {
  /** |dL/dx| of the residual stream, by place. */
  readonly gradient: readonly number[];
  /** |dL/dW| of all matrices of block 1, 2, ... together. */
  readonly matrices: readonly number[];
}

export interface Profiler<Profile> {
  /** The model's parameters and states, for initial weights. */
  readonly scope: Scope;
  /** @param weights initial ones, or a snapshot of training. */
  of(weights: Parameters): Promise<Profile>;
  release(): Promise<void>;
}

type Machine = Pick<Lab, "device" | "threads">;
type Profiled = Pick<Arm, "norm" | "finalNorm" | "model">;
type Bench = Pick<Comparison, "text" | "shape" | "embeddingStd">;

/** The stream alone, in training mode: what a norm learns of its batch exists there from the start. */
export const openStreamProfiler = (machine: Machine, arm: Profiled, bench: Bench): Promise<Profiler<StreamProfile>> =>
  openProfiler(
    machine,
    arm,
    bench,
    ({ streams }) => ofStreams(streams),
    ({ tokens }) => ({ tokens }),
  );

/** The stream and its gradients, in training mode, with the states as given: the gradients that training would see. */
export const openDepthProfiler = (machine: Machine, arm: Profiled, bench: Bench): Promise<Profiler<DepthProfile>> =>
  openProfiler(machine, arm, bench, ({ scope, loss, streams }) => {
    const blocks = Array.from({ length: bench.shape.depth }, (_, index) =>
      scope.parameters.filter(({ name, shape }) => name.startsWith(`block ${index + 1}/`) && shape.length > 1),
    );
    const matrices = blocks.flatMap((specs) => specs.map(({ tensor }) => tensor));
    const partials = gradient(loss, [...streams, ...matrices]);
    const byMatrix = new Map(matrices.map((tensor, at) => [tensor, partials[streams.length + at]]));
    return {
      ...ofStreams(streams),
      gradient: streams.map((_, at) => partials[at].square().sum().sqrt()),
      matrices: blocks.map((specs) => globalNorm(specs.map(({ tensor }) => byMatrix.get(tensor)!))),
    };
  });

const ofStreams = (streams: readonly Tensor[]) => {
  const squares = streams.map((stream) => stream.square().mean(-1));
  return {
    meanSquare: squares.map((square) => square.mean()),
    variance: streams.map((stream) => stream.sub(stream.mean(-1)).square().mean()),
    magnitude: streams.map((stream) => stream.abs().mean()),
    peak: streams.map((stream, at) => stream.abs().max(-1).div(squares[at].add(1e-30).sqrt()).mean()),
  };
};

/** @param take what of the batch the profile needs: without a loss no targets. */
async function openProfiler<Name extends string>(
  { device, threads }: Machine,
  arm: Profiled,
  bench: Bench,
  of: (model: ReturnType<typeof languageModelLoss>) => Readonly<Record<Name, readonly Tensor[]>>,
  take: (feeds: ReturnType<typeof textFeeds>) => Values = (feeds) => feeds,
): Promise<Profiler<Record<Name, number[]>>> {
  const { text, shape } = bench;
  const { batch, context: length } = shape;
  const model = languageModelLoss(modelOf(arm, bench), { batch, mode: "training" });
  const quantities = Object.entries(of(model)) as [Name, readonly Tensor[]][];
  const outputs = quantities.flatMap(([name, tensors]) => tensors.map((tensor, at) => [`${name} ${at}`, tensor]));
  const evaluator = await openEvaluator(Object.fromEntries(outputs), { device, threads, name: "profile" });
  const feeds = take(textFeeds(randomWindows(text.train, 0, 0, { batch, length })));
  return {
    scope: model.scope,
    async of(weights) {
      const out = await evaluator.run(weights, feeds);
      const values = quantities.map(([name, tensors]) => [name, tensors.map((_, at) => scalar(out[`${name} ${at}`]))]);
      return Object.fromEntries(values) as Record<Name, number[]>;
    },
    release: () => evaluator.release(),
  };
}
