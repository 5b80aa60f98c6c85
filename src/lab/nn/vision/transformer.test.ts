import { describe, expect, test } from "vitest";
import { adamW, constant, constantRate, evaluate, input, Scope } from "#engine";
import { mnist } from "../../datasets/mnist.ts";
import { batchNorm, layerNorm } from "../norms.ts";
import {
  digitTransformer,
  openClassifier,
  patches,
  visionTransformer,
  type ImageModel,
} from "../../training/vision/index.ts";

const small = { ...digitTransformer, depth: 2, width: 32 };
const model = (norm: Parameters<typeof visionTransformer>[2]["norm"]): ImageModel => {
  return (at, images) => visionTransformer(at, images, { ...small, norm });
};

test("patches are squares of the image, in reading order, each in reading order", async () => {
  const image = constant([Array.from({ length: 16 }, (_, pixel) => pixel)]); // 4 x 4
  const cut = await evaluate(patches(image, { side: 4, patch: 2 }));
  expect(cut.shape).toEqual([1, 4, 4]);
  expect(Array.from(cut.data as Float32Array)).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15]);
  expect(() => patches(image, { side: 4, patch: 3 })).toThrow("4 pixels cannot be cut into patches of 3");
});

describe("the vision transformer", () => {
  test("has two norms per block and one before the head, under one name each", () => {
    const scope = new Scope();
    expect(model(layerNorm)(scope, input("images", [2, 784])).shape).toEqual([2, 10]);
    expect(scope.parameters.map(({ name }) => name).filter((name) => name.endsWith("gain"))).toEqual([
      "block 1/attention/norm/gain",
      "block 1/feed-forward/norm/gain",
      "block 2/attention/norm/gain",
      "block 2/feed-forward/norm/gain",
      "final norm/gain",
    ]);
  });

  test.each([
    ["layer norm", layerNorm],
    ["batch norm", batchNorm],
  ])("learns most digits with %s, and is the same run for the same seed", async (_, norm) => {
    const data = await mnist();
    const accuracy = async (steps: number) => {
      const optimizer = adamW({ betas: [0.9, 0.95] });
      const plan = {
        data,
        batch: 64,
        steps,
        seed: 1,
        optimizer,
        learningRate: constantRate(3e-3),
        maxGradNorm: 1,
        threads: 1,
      };
      const run = await openClassifier({ ...plan, model: model(norm) });
      const losses: number[] = [];
      for await (const { loss } of run.train()) losses.push(loss);
      const score = steps > 5 ? await run.test() : null;
      await run.release();
      return { losses, accuracy: score?.accuracy };
    };
    const long = await accuracy(100);
    expect(long.accuracy).toBeGreaterThan(0.6);
    expect((await accuracy(5)).losses).toEqual(long.losses.slice(0, 5));
  });
});
