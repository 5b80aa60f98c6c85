import { expect, test } from "vitest";
import { input, Scope } from "#engine";
import { languageModel } from "../nn/language-model/model.ts";
import { rmsNorm } from "../nn/norms.ts";
import { withHooks } from "./hooks.ts";

test("every norm of a model is noted once, in the model's order, with its input, its output and its own parameters", () => {
  const { norm, sites } = withHooks((at, x) => rmsNorm(at, x));
  const scope = new Scope();
  const shape = { vocabulary: 5, context: 4, depth: 1, width: 8, heads: 2 };
  const { logits, streams } = languageModel(scope, input("tokens", [2, 4], "int32"), { ...shape, norm });
  expect(sites.map(({ name }) => name)).toEqual(["block 1/attention/norm", "block 1/feed-forward/norm", "final norm"]);
  expect(sites[0].x).toBe(streams[0]);
  expect(sites.at(-1)!.x).toBe(streams[1]);
  expect(logits.node.inputs).toContain(sites.at(-1)!.y);
  const before = scope.parameters.length;
  sites[0].at.parameter("gain", [8], () => new Float32Array(8));
  expect(scope.parameters.length).toBe(before);
});
