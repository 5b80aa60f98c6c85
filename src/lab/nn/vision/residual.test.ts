import { describe, expect, test } from "vitest";
import { batchNorm, compile, initialize, input, open, Scope, type Parameters } from "#engine";
import { layersOf, residualNet, residualNetStates, type ResidualNet } from "./residual.ts";

const small: ResidualNet = { blocks: 1, width: 4, classes: 3, norm: batchNorm };

const built = (net: ResidualNet = small, batch = 2) => {
  const scope = new Scope({ mode: "inference" });
  const { logits, activations } = residualNetStates(scope, input("images", [batch, 64]), net);
  return { scope, logits, activations };
};

/** Logits and activations at weights that differ from the initial ones. */
async function values(net: ResidualNet, change: (weights: Parameters) => void = () => {}) {
  const { scope, logits, activations } = built(net);
  const weights = initialize(scope, 1);
  change(weights);
  const outputs = Object.fromEntries(activations.map((tensor, at) => [`${at}`, tensor]));
  const session = await open(compile({ outputs: { ...outputs, logits } }), { threads: 1 });
  const images = Float32Array.from({ length: 128 }, (_, at) => Math.abs(Math.sin(at * at)));
  const results = await session.run({ ...weights, images });
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data, Number)]));
}

describe("the residual net", () => {
  test("has 6 D + 2 layers: one stem, three stages of D blocks that double channels and halve sides, one head", () => {
    const { activations, logits, scope } = built({ ...small, blocks: 2 });
    expect(layersOf({ blocks: 2 })).toBe(14);
    expect(logits.shape).toEqual([2, 3]);
    expect(activations.map(({ shape }) => shape.slice(1, 3))).toEqual([
      [4, 8],
      ...Array.from({ length: 4 }, () => [4, 8]),
      ...Array.from({ length: 4 }, () => [8, 4]),
      ...Array.from({ length: 4 }, () => [16, 2]),
    ]);
    const kernels = scope.parameters.filter(({ name }) => name.endsWith("kernels"));
    // Of the longest path, and the two shortcuts; the head is no convolution.
    expect(kernels).toHaveLength(14 - 1 + 2);
    expect(kernels.filter(({ name }) => name.includes("shortcut")).map(({ name, shape }) => [name, shape])).toEqual([
      ["stage 2/block 1/shortcut/kernels", [8, 4, 1, 1]],
      ["stage 3/block 1/shortcut/kernels", [16, 8, 1, 1]],
    ]);
  });

  test("freezes convolutions and head each for themselves", () => {
    const trained = (frozen: ResidualNet["frozen"]) =>
      new Set(
        built({ ...small, frozen })
          .scope.parameters.filter(({ frozen }) => !frozen)
          .map(({ name }) => name.replace(/^(stem|stage .*)\/(?=norm|kernels)/, "").replace(/\/.*/, "")),
      );
    expect(trained({})).toEqual(new Set(["kernels", "norm", "head"]));
    expect(trained({ kernels: true })).toEqual(new Set(["norm", "head"]));
    expect(trained({ kernels: true, head: true })).toEqual(new Set(["norm"]));
  });

  test("hands a block's input on unchanged where the block's second norm gives nothing", async () => {
    const activations = await values(small, (weights) => {
      for (const part of ["gain", "bias"]) weights[`stage 1/block 1/second/norm/${part}`].fill(0);
    });
    expect(activations[2]).toEqual(activations[0]);
    expect(activations[1]).not.toEqual(activations[0]);
  });

  test("takes no notice of the scale of a convolution in front of batch norm, in training mode", async () => {
    const logits = async (factor: number) => {
      const scope = new Scope({ mode: "training" });
      const norm: ResidualNet["norm"] = (at, x) => batchNorm(at, x, { eps: 1e-12 });
      const tensor = residualNet(scope, input("images", [2, 64]), { ...small, norm });
      const weights = initialize(scope, 1);
      for (const name of ["stem/kernels", "stage 2/block 1/first/kernels", "stage 3/block 1/shortcut/kernels"])
        weights[name] = weights[name].map((value) => factor * value);
      const session = await open(compile({ outputs: { tensor } }), { threads: 1 });
      const images = Float32Array.from({ length: 128 }, (_, at) => Math.abs(Math.sin(at * at)));
      const own = Object.fromEntries(scope.parameters.map(({ name }) => [name, weights[name]]));
      const { data } = (await session.run({ ...own, images })).tensor;
      await session.release();
      return Array.from(data, Number);
    };
    const [plain, scaled] = [await logits(1), await logits(7)];
    plain.forEach((value, at) => expect(scaled[at]).toBeCloseTo(value, 4));
  });

  test("refuses images that are no squares", () => {
    expect(() => residualNet(new Scope(), input("images", [2, 60]), small)).toThrow("60 pixels are no square");
  });
});
