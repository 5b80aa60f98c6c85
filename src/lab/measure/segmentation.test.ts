import { expect, test } from "vitest";
import { Confusion } from "./segmentation.ts";

test("mean intersection over union: of the classes that are there or are predicted", () => {
  const confusion = new Confusion(4);
  confusion.add([0, 0, 0, 1], [0, 0, 1, 1]);
  // Class 0: 2 of 3; class 1: 1 of 2; classes 2 and 3 nowhere.
  expect(confusion.meanIntersectionOverUnion()).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
  confusion.add([0], [2]);
  expect(confusion.meanIntersectionOverUnion()).toBeCloseTo((2 / 4 + 1 / 2 + 0) / 3, 12);
  expect(() => confusion.add([0], [])).toThrow("0 predictions for 1 labels");
});
