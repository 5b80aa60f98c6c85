import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  adam,
  batchNorm,
  compile,
  convolution,
  crossEntropy,
  dropout,
  embedding,
  initialize,
  input,
  layerNorm,
  linear,
  maxPool2d,
  multiHeadAttention,
  Scope,
  type Tensor,
} from "../index.ts";
import { buildStep } from "../training/step.ts";
import { encode } from "./encode.ts";
import { lower } from "./lower.ts";

/** Debian's python3-onnx belongs to Debian's own Python. */
const python = ["/usr/bin/python3", "python3"].find(
  (path) => spawnSync(path, ["-c", "import onnx"], { stdio: "ignore" }).status === 0,
);

interface Report {
  readonly opset: number;
  readonly checker: string;
  readonly nodes: number;
  readonly whole: boolean;
  readonly newer: Readonly<Record<string, number>>;
}

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "papertape-onnx-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function check(bytes: Uint8Array): Promise<Report> {
  const file = join(folder, "model.onnx");
  await writeFile(file, bytes);
  const script = fileURLToPath(new URL("./checker.py", import.meta.url));
  return JSON.parse((await promisify(execFile)(python!, [script, file])).stdout) as Report;
}

/** Pixels and words to ten classes: most of what models are made of. */
function classify(scope: Scope): Tensor {
  const image = convolution(scope.scope("conv"), input("image", [4, 1, 8, 8]), 4, 3, { padding: 1 });
  const seen = maxPool2d(batchNorm(scope.scope("norm"), image).relu(), 2).reshape(4, 64);
  const words = embedding(scope.scope("words"), input("words", [4, 5], "int32"), 7, 8);
  const read = multiHeadAttention(scope.scope("attention"), words, { heads: 2, causal: true }).at(1, -1);
  const both = linear(scope.scope("pixels"), seen, 8).add(read);
  return linear(scope.scope("classes"), dropout(scope, layerNorm(scope.scope("last"), both), 0.1), 10);
}

describe.skipIf(!python)("onnx.checker, without any code of ours, accepts", () => {
  test("a model with its parameters", async () => {
    const scope = new Scope({ mode: "inference" });
    const program = compile({ outputs: { scores: classify(scope).softmax() }, name: "classify" });
    const report = await check(program.toOnnx({ parameters: initialize(scope, 1), doc: "What is it?" }));
    expect(report).toMatchObject({ opset: 21, whole: true, newer: {} });
  });

  test("a whole training step, but for ops that are newer than the checker", async () => {
    const scope = new Scope();
    const loss = crossEntropy(classify(scope), input("label", [4], "int32"));
    const { observed, updates, gradients } = buildStep({ scope, loss, metrics: {}, optimizer: adam(), maxGradNorm: 1 });
    const program = compile({ outputs: { ...observed, ...updates(gradients) }, name: "step" });
    const report = await check(program.toOnnx());
    expect(report.nodes).toBeGreaterThan(200);
    for (const op of Object.keys(report.newer)) expect(["ReduceMean", "ReduceMax"]).toContain(op);
  });
});

describe.skipIf(!python)("onnx.checker refuses", () => {
  const x = input("x", [2]);
  const model = lower({ y: x.exp() }, { target: "cpu", name: "broken", inputs: [{ name: "x", ...x }] });
  const broken = (node: object) => check(encode({ ...model, nodes: [{ ...model.nodes[0], ...node }] }));
  test.each([
    ["an op that does not exist", { op: "Expp" }, "Expp"],
    ["an attribute that the op lacks", { attributes: { axis: 1 } }, "axis"],
    ["a name that nothing makes", { inputs: ["nothing"] }, "uses nothing before it is made"],
  ])("%s", (_, node, message) => expect(broken(node)).rejects.toThrow(message), 20_000);
});
