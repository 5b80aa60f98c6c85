import { describe, expect, test } from "vitest";
import {
  compile,
  constant,
  crossEntropy,
  evaluate,
  gradient,
  initialize,
  open,
  Scope,
  type Parameters,
  type Tensor,
} from "#engine";
import { registerMatchers } from "#engine/testing";
import { forward } from "../../measure/forward.ts";
import { decode, encode, type Seq2Seq } from "./seq2seq.ts";
import { floatProduct, floats, lstmStep, type Arithmetic } from "./lstm.ts";
import golden from "./golden/seq2seq.json";

registerMatchers(expect);

const within = (bound: number): Arithmetic => ({
  ...floats,
  product: floatProduct,
  keep: (x) => x.clip(-bound, bound),
});
const goldenModel: Seq2Seq = { ...golden.model, arithmetic: within(golden.bound) };
const int32 = (values: readonly number[], shape: readonly number[]) => constant(Int32Array.from(values), { shape });
const weights = Object.fromEntries(
  Object.entries(golden.weights).map(([name, values]) => [name, Float32Array.from(values)]),
);

/** Values of tensors that are made of parameters and constants alone. */
async function valuesOf<Name extends string>(outputs: Record<Name, Tensor>, parameters: Parameters) {
  const session = await open(compile({ outputs }), { parameters });
  const found = await session.run({});
  await session.release();
  return Object.fromEntries(
    Object.entries(found).map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
  ) as Record<Name, number[]>;
}

describe("two stacks of four layers, against torch", () => {
  const scope = new Scope();
  const source = encode(scope, int32(golden.source, [2, 4]), goldenModel);
  const { logits, attention } = decode(scope, int32(golden.given, [2, 3]), source, goldenModel);

  test("say the same after every symbol, with the same attention; padding has none", async () => {
    const found = await valuesOf({ logits, attention }, weights);
    expect(found.logits).toBeCloseToTensor(golden.logits);
    expect(found.attention).toBeCloseToTensor(golden.attention);
    expect(found.attention.slice(14, 16)).toEqual([0, 0]);
  });

  test("have the same loss, and the same gradient for every weight", async () => {
    const loss = crossEntropy(logits, int32(golden.target, [2, 3]));
    const tensors = scope.parameters.map(({ tensor }) => tensor);
    const slopes = Object.fromEntries(
      gradient(loss, tensors).map((slope, at) => [`slope of ${scope.parameters[at].name}`, slope]),
    );
    const { loss: found, ...rest } = await valuesOf({ loss, ...slopes }, weights);
    expect(found[0]).toBeCloseTo(golden.loss, 5);
    expect(Object.keys(rest)).toHaveLength(Object.keys(golden.slopes).length);
    for (const [name, slope] of Object.entries(golden.slopes))
      expect((rest as Record<string, number[]>)[`slope of ${name}`], name).toBeCloseToTensor(slope);
  });
});

const small: Seq2Seq = { vocabulary: 9, embedding: 4, units: 5, layers: 3 };

async function say(
  model: Seq2Seq,
  source: readonly number[],
  given: readonly number[],
  change = (_: Parameters) => {},
) {
  const scope = new Scope();
  const read = encode(scope, int32(source, [1, source.length]), model);
  const { logits, attention } = decode(scope, int32(given, [1, given.length]), read, model);
  const parameters = initialize(scope, 3);
  change(parameters);
  return valuesOf({ logits, attention, memory: read.memory }, parameters);
}

describe("a translator", () => {
  test("says the same of a padded source, whatever it learned", async () => {
    const [short, padded] = [await say(small, [3, 4, 5], [1, 4]), await say(small, [3, 4, 5, 0, 0], [1, 4])];
    expect(padded.logits).toBeCloseToTensor(short.logits);
    expect(padded.memory.slice(0, 15)).toBeCloseToTensor(short.memory);
    expect(padded.attention.filter((weight) => weight !== 0)).toBeCloseToTensor(short.attention);
  });

  test("says nothing that depends on what is given later, and all of it on the source's last word", async () => {
    const plain = await say(small, [3, 4, 5], [1, 4, 6]);
    const later = await say(small, [3, 4, 5], [1, 4, 7]);
    const other = await say(small, [3, 4, 6], [1, 4, 6]);
    expect(later.logits.slice(0, 18)).toEqual(plain.logits.slice(0, 18));
    expect(later.logits.slice(18)).not.toEqual(plain.logits.slice(18));
    expect(other.logits.slice(0, 9)).not.toEqual(plain.logits.slice(0, 9));
  });

  test("has a third layer that is the identity where its weights are zero, and nothing without the residual", async () => {
    const zero = (parameters: Parameters) => {
      for (const name of Object.keys(parameters))
        if (name.startsWith("encoder/layer 3/")) parameters[name] = parameters[name].map(() => 0);
    };
    const two = await say({ ...small, layers: 2 }, [3, 4, 5], [1, 4]);
    expect((await say(small, [3, 4, 5], [1, 4], zero)).memory).toBeCloseToTensor(two.memory);
    expect((await say({ ...small, residual: false }, [3, 4, 5], [1, 4], zero)).memory.every((x) => x === 0)).toBe(true);
  });

  test("can ask from the top of its decoder: the first step is the same, the next is not", async () => {
    const [bottom, top] = [await say(small, [3, 4, 5], [1, 4, 6]), await say({ ...small, query: "top" }, [3, 4, 5], [1, 4, 6])]; // prettier-ignore
    expect(top.attention.slice(0, 3)).toBeCloseToTensor(bottom.attention.slice(0, 3));
    expect(top.attention.slice(3)).not.toEqual(bottom.attention.slice(3));
  });
});

/** All four gates have the same weights here: the card's numbers, without the forget gate's 1. */
test.each([
  [false, [0.0849911, -0.1252978]],
  [true, [0.0842053, -0.1212874]],
])("one step of an LSTM by hand, tanh on the output: %s", async (outputTanh, output) => {
  const [x, m, c] = [constant([[1, -0.5]]), constant([[0.1, 0.2]]), constant([[0.3, -0.4]])];
  // W[i, :] is what gate i takes of all inputs.
  const one = x.matmul(constant([[0.1, -0.3], [0.2, 0.4]])).add(m.matmul(constant([[0.5, 0.2], [-0.1, 0.3]]))); // prettier-ignore
  expect((await evaluate(one)).data).toBeCloseToTensor([0.03, -0.42]);
  const sums = one.tile(1, 4);
  const found = await forward(() => ({ ...lstmStep(sums, c, { outputTanh, arithmetic: floats }) }));
  expect(found.cell).toBeCloseToTensor([0.1674703, -0.3159963]);
  expect(found.output).toBeCloseToTensor(output);
});
