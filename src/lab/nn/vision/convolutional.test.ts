import { expect, test } from "vitest";
import { adam, batchNorm, constantRate, input, Scope } from "#engine";
import { mnist } from "../../datasets/mnist.ts";
import { pooledMnist } from "../../datasets/digits/pooled.ts";
import { canvasLayers, convolutionalNet, openClassifier, smallDigitLayers } from "../../training/vision/index.ts";

const digits = { layers: smallDigitLayers, classes: 10, norm: batchNorm, classify: "image" } as const;

test("the convolutional net has a norm in each layer, and gives a class to images or to every pixel", () => {
  const scope = new Scope();
  expect(convolutionalNet(scope, input("images", [3, 196]), digits).shape).toEqual([3, 10]);
  expect(scope.parameters.filter(({ name }) => name.endsWith("gain")).map(({ shape }) => shape)).toEqual([
    [12],
    [24],
    [24],
  ]);
  const pixels = { layers: canvasLayers, classes: 11, norm: batchNorm, classify: "pixels" } as const;
  expect(convolutionalNet(new Scope(), input("images", [2, 784]), pixels).shape).toEqual([2, 784, 11]);
  expect(() =>
    convolutionalNet(new Scope(), input("images", [2, 784]), { ...pixels, layers: smallDigitLayers }),
  ).toThrow("needs strides of 1");
  expect(() => convolutionalNet(new Scope(), input("images", [2, 780]), digits)).toThrow("780 pixels are no square");
});

test("a frozen one leaves only what the norms learn", () => {
  const scope = new Scope();
  convolutionalNet(scope, input("images", [3, 196]), { ...digits, frozen: true });
  const trained = scope.parameters.filter(({ frozen }) => !frozen).map(({ name }) => name);
  expect(trained).toHaveLength(6);
  expect(trained.every((name) => name.includes("norm/"))).toBe(true);
});

test("it learns most pooled digits in a hundred steps", async () => {
  const run = await openClassifier({
    model: (at, images) => convolutionalNet(at, images, digits),
    data: pooledMnist(await mnist()),
    ...{
      batch: 64,
      steps: 100,
      seed: 1,
      optimizer: adam(),
      learningRate: constantRate(1e-2),
      threads: 1,
      tested: 1000,
    },
  });
  for await (const { diverged } of run.train()) expect(diverged).toBeNull();
  expect((await run.test()).accuracy).toBeGreaterThan(0.75);
  await run.release();
});
