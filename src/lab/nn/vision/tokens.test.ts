import { describe, expect, test } from "vitest";
import { constant, conv2d, gradient, initialize, input, random, Scope } from "#engine";
import { registerMatchers } from "#engine/testing";
import { openEvaluator } from "../../measure/evaluator.ts";
import { selfAttention } from "../language-model/attention.ts";
import { layerNorm } from "../norms.ts";
import { depthwise, gridOf, tokenTransformer, type TokenTransformer } from "./tokens.ts";

registerMatchers(expect);

const model: TokenTransformer = {
  ...{ side: 6, patch: 2, classes: 4, depth: 2, width: 8, heads: 2, norm: layerNorm },
  attention: () => selfAttention({ causal: false }),
};

describe("depthwise", () => {
  test.each([3, 5])(
    "with %i taps is a convolution in as many groups as channels, and so are its gradients",
    async (size) => {
      const grid = { rows: 4, columns: 3 };
      const [batch, channels] = [2, 3];
      const normals = random(1).stream("depthwise");
      const shape = [batch, 12, channels];
      const x = input("x", shape);
      const cotangent = constant(normals.normal(batch * 12 * channels), { shape });
      const scope = new Scope();
      const y = depthwise(grid, { size })(scope, x);
      const [taps, bias] = scope.parameters.map(({ tensor }) => tensor);
      const image = x.transpose(0, 2, 1).reshape(batch, channels, 4, 3);
      const kernels = taps.reshape(channels, 1, size, size);
      const convolved = conv2d(image, kernels, { groups: channels, padding: (size - 1) / 2 })
        .reshape(batch, channels, 12)
        .transpose(0, 2, 1)
        .add(bias);
      const of = (z: typeof y) => [z, ...gradient(z.mul(cotangent).sum(), [x, taps, bias])];
      const named = (list: (typeof x)[], prefix: string) =>
        Object.fromEntries(list.map((tensor, at) => [`${prefix} ${at}`, tensor]));
      const evaluator = await openEvaluator({ ...named(of(y), "band"), ...named(of(convolved), "conv") });
      const weights = { ...initialize(scope, 1), bias: Float32Array.of(1, 2, 3) };
      const out = await evaluator.run(weights, { x: normals.normal(batch * 12 * channels) });
      await evaluator.release();
      for (const at of [0, 1, 2, 3]) expect(out[`band ${at}`].data, `${at}`).toBeCloseToTensor(out[`conv ${at}`].data);
    },
  );

  test("refuses a kernel without a middle", () => {
    expect(() => depthwise({ rows: 2, columns: 2 }, { size: 4 })(new Scope(), input("x", [1, 4, 1]))).toThrow(
      "no middle",
    );
  });
});

describe("the token transformer", () => {
  const logits = async (given: TokenTransformer, images: Float32Array) => {
    const scope = new Scope();
    const out = tokenTransformer(scope, input("images", [2, 36]), given);
    const evaluator = await openEvaluator({ out });
    const { out: found } = await evaluator.run(initialize(scope, 1), { images });
    await evaluator.release();
    return found;
  };
  const images = random(1).stream("images").normal(72);
  /** The upper two of three rows of patches change places. */
  const swapped = Float32Array.from(images, (_, at) => {
    const row = Math.floor((at % 36) / 6);
    return images[at - row * 6 + [2, 3, 0, 1, 4, 5][row] * 6];
  });

  test("stands on the grid of its patches", () => {
    expect(gridOf(model)).toEqual({ rows: 3, columns: 3 });
    expect(() => gridOf({ side: 6, patch: 4 })).toThrow("cannot be cut");
  });

  test("does not know where a patch is, unless by local enhancement or learned positions", async () => {
    const [plain, moved] = [await logits(model, images), await logits(model, swapped)];
    expect(plain.shape).toEqual([2, 4]);
    expect(moved.data).toBeCloseToTensor(plain.data);
    const local: TokenTransformer = {
      ...model,
      attention: (grid) => selfAttention({ causal: false, enhance: depthwise(grid) }),
    };
    const placed: TokenTransformer = { ...model, positions: "learned" };
    for (const other of [local, placed])
      expect((await logits(other, swapped)).data).not.toBeCloseToTensor((await logits(other, images)).data);
  });

  test("a mix takes the place of scores: a mean of the values is attention with equal weights", async () => {
    const scores: TokenTransformer = {
      ...model,
      attention: () => selfAttention({ causal: false, weights: (_, s) => s.mul(0).softmax() }),
    };
    const mix: TokenTransformer = {
      ...model,
      attention: () => selfAttention({ mix: (_, { values }) => values.mean(2).expand(values.shape) }),
    };
    expect((await logits(mix, images)).data).toBeCloseToTensor((await logits(scores, images)).data);
  });
});
