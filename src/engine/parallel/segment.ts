/**
 * Segments: the parts of a model between two collectives, each an ordinary program forward and another one backward.
 *
 *   y = F(x, w)        dx, dw = gradient(sum(y . dy), (x, w))        with dy fed
 *
 * Backward computes forward again from its inputs, which are all that is kept: checkpoints of activations at the borders of segments.
 * One segment serves every layer that has its shape: parameters are handed to it under a layer's name.
 */
import { gradient } from "../gradient.ts";
import { input } from "../ops/leaf.ts";
import { compile, type Device, type Program } from "../program.ts";
import { open, type Session } from "../run/session.ts";
import { Scope, type Parameters } from "../scope.ts";
import { isFloat } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { TypedArray } from "../values.ts";

export interface SegmentGraph<In extends string = string, Out extends string = string> {
  /** Made by `input`, each named by its key. */
  readonly inputs: Readonly<Record<In, Tensor>>;
  readonly outputs: Readonly<Record<Out, Tensor>>;
}

/** Values of what a segment is handed. */
export type Feeds<In extends string> = Readonly<Record<In, TypedArray>>;
type Floats<Name extends string> = Record<Name, Float32Array>;

export interface Segment<In extends string = string, Out extends string = string> {
  /** Names of its parameters, without a layer's. */
  readonly parameters: readonly string[];
  forward(feeds: Feeds<In>, weights: Parameters): Promise<Floats<Out>>;
  /** Gradients of inputs and of parameters. An output without a cotangent counts as a constant. */
  backward(
    feeds: Feeds<In>,
    weights: Parameters,
    cotangents: Partial<Feeds<Out>>,
  ): Promise<{ inputs: Floats<In>; parameters: Parameters }>;
  release(): Promise<void>;
}

export interface SegmentOptions {
  readonly name: string;
  readonly device?: Device;
  readonly threads?: number;
  /** Outputs of which no gradient is ever asked. */
  readonly constant?: readonly string[];
}

const cotangentOf = (output: string) => `d ${output}`;
const gradientOf = (name: string) => `gradient of ${name}`;

/** Builds and opens a segment. */
export async function openSegment<In extends string, Out extends string>(
  build: (at: Scope) => SegmentGraph<In, Out>,
  { name, constant = [], ...options }: SegmentOptions,
): Promise<Segment<In, Out>> {
  const scope = new Scope();
  const { inputs, outputs } = build(scope);
  const entries = Object.entries(outputs) as [Out, Tensor][];
  const product = entries
    .filter(([output]) => !constant.includes(output))
    .map(([output, y]) => y.mul(input(cotangentOf(output), y.shape)).sum())
    .reduce((sum, part) => sum.add(part));
  const floats = (Object.entries(inputs) as [In, Tensor][]).filter(([, { dtype }]) => isFloat(dtype));
  const wanted: [string, Tensor][] = [
    ...floats,
    ...scope.parameters.map(({ name, tensor }): [string, Tensor] => [name, tensor]),
  ];
  const gradients = gradient(
    product,
    wanted.map(([, tensor]) => tensor),
  );
  const backward = Object.fromEntries(wanted.map(([name], at) => [gradientOf(name), gradients[at]]));
  const sessions = {
    forward: await open(compile({ outputs, name }), options),
    backward: await open(compile({ outputs: backward, name: `${name}, backward` }), options),
  };
  const run = async (session: Session, known: Readonly<Record<string, TypedArray | undefined>>) =>
    session.run(feedsOf(session.program, known));
  return {
    parameters: scope.parameters.map((spec) => spec.name),
    async forward(feeds, weights) {
      const results = await run(sessions.forward, { ...feeds, ...weights });
      return Object.fromEntries(entries.map(([name]) => [name, results[name].data])) as Floats<Out>;
    },
    async backward(feeds, weights, cotangents) {
      const given = Object.entries(cotangents).map(([output, values]) => [cotangentOf(output), values as TypedArray]);
      const results = await run(sessions.backward, { ...feeds, ...weights, ...Object.fromEntries(given) });
      const of = (names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, results[gradientOf(name)].data as Float32Array]));
      return {
        inputs: of(floats.map(([name]) => name)) as Floats<In>,
        parameters: of(scope.parameters.map((spec) => spec.name)),
      };
    },
    async release() {
      await Promise.all(Object.values(sessions).map((session) => session.release()));
    },
  };
}

/** Of what is known, what a program takes: backward may do without a bias. */
function feedsOf(program: Program, known: Readonly<Record<string, TypedArray | undefined>>) {
  const taken = [...program.inputs, ...program.parameters].map(({ name }) => [name, known[name]] as const);
  return Object.fromEntries(taken.filter((feed): feed is [string, TypedArray] => feed[1] !== undefined));
}

/** Of all weights those that a segment takes for a layer, whose name is before its own: "block 1/" and "norm/gain". */
export const weightsOf = ({ parameters }: Pick<Segment, "parameters">, layer: string, all: Parameters): Parameters =>
  Object.fromEntries(parameters.map((name) => [name, all[`${layer}${name}`]]));
