/**
 * Training batch norm and only batch norm. Frankle, Schwab & Morcos 2021, arXiv 2003.00152.
 *
 *   y = gain (x - mean) / sqrt(variance + eps) + bias      gain ~ U(0, 1), bias = 0 at the start, for each channel
 *
 * Of a residual net only gains and biases move; convolutions and output layer stay as they are drawn, N(0, 2 / inputs). Means and variances
 * are of the batch in training and running ones in the test, whatever is trained. Gradients flow through what is frozen.
 *
 * What it is compared with: training the output layer, everything, everything but batch norm, or as many weights of the convolutions, drawn
 * at random.
 */
import {
  batchNorm,
  constant,
  ones,
  random,
  uniform,
  where,
  type Initializer,
  type Optimizer,
  type Parameters,
  type ParameterSpec,
  type Scope,
  type Tensor,
} from "#engine";
import { residualNet, residualNetStates, type ResidualNet } from "#lab/nn/vision/residual";

export interface TrainedParts {
  readonly norms: boolean;
  readonly kernels: boolean;
  readonly head: boolean;
}

export const trainedParts = {
  "BatchNorm only": { norms: true, kernels: false, head: false },
  "output only": { norms: false, kernels: false, head: true },
  "BatchNorm and output": { norms: true, kernels: false, head: true },
  "all weights": { norms: true, kernels: true, head: true },
  "all but BatchNorm": { norms: false, kernels: true, head: true },
  /** With `updatingOnly`. */
  "random weights": { norms: false, kernels: true, head: false },
} as const satisfies Record<string, TrainedParts>;

/** What gains start from: the first is the paper's. */
export const gainStarts = { "U(0, 1)": uniform(0, 1), "1": ones, "U(-1, 1)": uniform(-1, 1) } as const;

export interface PartlyTrained extends Pick<ResidualNet, "blocks" | "width" | "classes"> {
  readonly trained: TrainedParts;
  /** Default: U(0, 1). */
  readonly gain?: Initializer;
}

const asResidual = ({ trained, gain = gainStarts["U(0, 1)"], ...net }: PartlyTrained): ResidualNet => ({
  ...net,
  norm: (at, x) => batchNorm(at, x, { gain, frozen: !trained.norms }),
  frozen: { kernels: !trained.kernels, head: !trained.head },
});

/** Logits [batch, classes] of images [batch, side * side]. */
export const partlyTrainedNet = (at: Scope, images: Tensor, net: PartlyTrained): Tensor =>
  residualNet(at, images, asResidual(net));

/** The same with what each ReLU gives. */
export const partlyTrainedStates = (at: Scope, images: Tensor, net: PartlyTrained) =>
  residualNetStates(at, images, asResidual(net));

/** How many gains and biases a net has: 2 (W + 14 W D + 6 W). */
export const batchNormCount = ({ blocks, width }: Pick<ResidualNet, "blocks" | "width">): number =>
  2 * (width + 14 * width * blocks + 6 * width);

type Named = Pick<ParameterSpec, "name" | "shape" | "frozen">;

/** Which weights of each parameter may move, by its full name: 1 for those. */
export type Free = Readonly<Record<string, Uint8Array>>;

/** Of the convolutions, so many weights of every output channel, drawn without replacement. Two are as many as its gain and bias. */
export function randomWeights(parameters: readonly Named[], perChannel: number, seed: number): Free {
  const kernels = parameters.filter(({ name, frozen }) => !frozen && name.endsWith("kernels"));
  return Object.fromEntries(
    kernels.map(({ name, shape }) => {
      const [channels, ...inputs] = shape;
      const size = inputs.reduce((product, length) => product * length, 1);
      if (size < perChannel) throw new RangeError(`${name} has ${size} weights a channel, fewer than ${perChannel}`);
      const stream = random(seed).stream(`free weights of ${name}`);
      const free = new Uint8Array(channels * size);
      for (let channel = 0; channel < channels; channel++)
        for (const at of stream.permutation(size).subarray(0, perChannel)) free[channel * size + at] = 1;
      return [name, free];
    }),
  );
}

/**
 * An optimizer that leaves all weights but the free ones alone, bit by bit. It is the update that is masked, and the state: with masked
 * gradients weight decay would still move what is frozen. A parameter that is not named is updated as usual.
 */
export function updatingOnly(optimizer: Optimizer, free: Free): Optimizer {
  return {
    ...optimizer,
    update(input) {
      const updated = optimizer.update(input);
      const { name, shape } = input.spec;
      if (!Object.hasOwn(free, name)) return updated;
      const mask = constant(free[name], { shape, dtype: "bool" });
      const state = Object.entries(updated.state).map(([slot, next]) => [slot, where(mask, next, input.state[slot])]);
      return { parameter: where(mask, updated.parameter, input.parameter), state: Object.fromEntries(state) };
    },
  };
}

/** How many numbers training may move. */
export const trainedCount = (parameters: readonly Named[], free: Free = {}): number =>
  parameters
    .filter(({ frozen }) => !frozen)
    .reduce(
      (sum, { name, shape }) =>
        sum +
        (Object.hasOwn(free, name)
          ? free[name].reduce((ones, bit) => ones + bit, 0)
          : shape.reduce((product, length) => product * length, 1)),
      0,
    );

const isGain = (name: string): boolean => name.endsWith("norm/gain");

/** The gains of all channels. */
export const gainsOf = (parameters: Parameters): number[] =>
  Object.entries(parameters).flatMap(([name, values]) => (isGain(name) ? Array.from(values) : []));

/** Share of gains nearer to zero than the threshold. */
export const shareBelow = (gains: readonly number[], threshold: number): number =>
  gains.filter((gain) => Math.abs(gain) < threshold).length / gains.length;

/** The same weights with some gains set to zero, so that their channels pass on nothing but their bias. Asked once for each gain, in their order. */
export const withoutGains = (parameters: Parameters, isOff: (gain: number) => boolean): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [
      name,
      isGain(name) ? values.map((gain) => (isOff(gain) ? 0 : gain)) : values,
    ]),
  );
