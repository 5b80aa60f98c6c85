import { describe, expect, test } from "vitest";
import { compile, initialize, input, open, Scope, type Tensor, type Values } from "#engine";
import { registerMatchers } from "#engine/testing";
import { bigramBackcopy } from "#lab/datasets/bigram-backcopy";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { createLab, drain } from "#lab/kit/index";
import { languageModelLoss, modelOf } from "#lab/training/language-model/index";
import { kernels } from "#papers/nalaformer/experiment/kernels";
import { allArms, armsOf, control, modelArm } from "./arms.ts";
import bakeoff from "./bakeoff.ts";
import { scoringHead } from "./heads.ts";
import { keptBytes, layer, layerTimeUnit } from "./lengths.ts";
import { layerShape, settings, textShape } from "./settings.ts";
import { backcopyUnit, copied, retrievalUnit, textUnit } from "./trainings.ts";

registerMatchers(expect);

const lab = createLab(1, "cpu", 1);
const armOf = (id: string) => allArms.find((arm) => arm.id === id)!;

async function outputs(scope: Scope, y: Tensor, feeds: Values): Promise<Float32Array> {
  const session = await open(compile({ outputs: { y } }), { parameters: initialize(scope, 1), threads: 1 });
  const { data } = (await session.run(feeds)).y;
  await session.release();
  return data as Float32Array;
}

test("units have names of their own, and change with what they do", () => {
  for (const preset of ["quick", "full"] as const) {
    const keys = bakeoff.units(preset).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(2 + settings[preset].lengths.length + (3 * allArms.length - 1) * settings[preset].seeds);
  }
  expect(bakeoff.definition("quick")).not.toBe(bakeoff.definition("full"));
  expect(bakeoff.papers).toEqual(["affine-scaled-attention", "nalaformer"]);
});

test("the control has as many parameters as an arm with a gate, and no task on which it would be softmax itself", async () => {
  const text = await mobyDickCharacters();
  const parametersOf = (id: string) => {
    const model = modelOf(modelArm(armOf(id), "rotary"), { text, shape: textShape });
    const { scope } = languageModelLoss(model, { batch: 1, mode: "inference" });
    return scope.parameters.reduce((sum, { tensor }) => sum + tensor.size, 0);
  };
  const [softmax, gated, wider] = ["softmax", "gated", "wider"].map(parametersOf);
  expect(gated / softmax).toBeGreaterThan(1.05);
  expect(Math.abs(wider / gated - 1)).toBeLessThan(1e-3);
  expect(parametersOf("retention")).toBe(gated);
  expect(armOf("wider").name).toBe(control);
  expect(armsOf("retrieval").map(({ id }) => id)).not.toContain("wider");
});

describe("one layer", () => {
  const length = 128;
  const x = Float32Array.from({ length: length * layerShape.width }, (_, at) => Math.sin(at * 0.7) + Math.cos(at ** 2));

  test.each(["relu", "focused", "norm-aware", "retention"])(
    "of %s gives in chunks what it is trained as",
    async (id) => {
      const [rows, chunks] = [layer({ ...armOf(id), chunked: null }, length), layer(armOf(id), length)];
      const wanted = await outputs(rows.scope, rows.y, { x });
      const found = await outputs(chunks.scope, chunks.y, { x });
      const scale = Math.max(...wanted.map(Math.abs));
      expect(found.map((value) => value / scale)).toBeCloseToTensor(
        wanted.map((value) => value / scale),
        { absolute: 1e-4 },
      );
    },
  );

  test("keeps four times as much of a text twice as long where every pair has a weight, and twice as much in chunks", () => {
    const growth = (id: string) => keptBytes(armOf(id), 2048) / keptBytes(armOf(id), 1024);
    expect(growth("softmax")).toBeGreaterThan(3.5);
    expect(growth("relu")).toBeLessThan(2.2);
    expect(growth("retention")).toBeLessThan(2.2);
  });

  test("needs keys and values of all tokens to go on, or a matrix per head", () => {
    const cache = (id: string) => armOf(id).cache(100, { width: 64, heads: 4 });
    expect(["softmax", "wider", "gated", "relu", "norm-aware", "retention"].map(cache)).toEqual([
      ...[12_800, 16_000, 12_800, 4 * 16 * 17, 4 * 32 * 17, 4 * 16 * 16],
    ]);
  });
});

test("on the retrieval task an attention with scores weighs as its kernel does, and a gate scales what a query gets", async () => {
  const [q, k] = [input("q", [1, 2, 3]), input("k", [1, 4, 3])];
  const x = input("x", [1, 2, 5]);
  const feeds = {
    q: Float32Array.of(1, 2, 3, -1, 0, 1),
    k: Float32Array.from({ length: 12 }, (_, at) => Math.sin(at)),
    x: new Float32Array(10),
  };
  const of = async (weights: (scope: Scope) => Tensor) => {
    const scope = new Scope({ mode: "inference" });
    const y = weights(scope).add(x.sum().mul(0));
    return outputs(scope, y, feeds);
  };
  const softmax = await of(() => kernels.softmax.weights(q, k));
  expect(await of((at) => scoringHead({}).weights(q, k, at, x))).toBeCloseToTensor(softmax);
  // A gate of a query of zeros is a half.
  const gated = await of((at) => armOf("gated").head!.weights(q, k, at, x));
  expect(gated).toBeCloseToTensor(softmax.map((weight) => weight / 2));
});

test("a copy counts where the letter before a trigger is the most likely one, from a window's third token on", () => {
  const tokens = new Int32Array(64);
  tokens.set([9, 5, 2, 7, 2, 5], 0);
  const logits = new Float32Array(64 * 10);
  const say = (at: number, letter: number) => (logits[at * 10 + letter] = 1);
  say(2, 5); // right: 5 stood before the trigger 2
  say(4, 3); // wrong: 7 did
  const vocabulary = { size: 10 } as Parameters<typeof copied>[2]["vocabulary"];
  expect(copied(logits, tokens, { triggers: [2], vocabulary })).toEqual([true, false]);
  expect(copied(logits, tokens, { triggers: [5], vocabulary })).toEqual([false]);
});

describe("a unit", () => {
  test.each(["affine", "norm-aware", "retention"])(
    "trains %s on text and on the copying task, and looks at it",
    async (id) => {
      const plan = { steps: 1, validationBatches: 1 };
      const text = await drain(textUnit(lab, await mobyDickCharacters(), armOf(id), plan));
      expect(text).toMatchObject({ kind: "text", arm: armOf(id).name, seed: 1, diverged: null });
      expect(text.curve.at(-1)).toEqual([1, text.loss]);
      const copy = await drain(
        backcopyUnit(lab, await bigramBackcopy({ train: 5000, validation: 2000 }), armOf(id), plan),
      );
      expect(copy.accuracy).toBeGreaterThanOrEqual(0);
      for (const { look, blocks } of [
        { look: text.look!, blocks: 2 },
        { look: copy.look!, blocks: 3 },
      ]) {
        expect(look.entropy).toHaveLength(blocks);
        for (const entropy of look.entropy) expect(entropy).toBeGreaterThan(0);
        // Also where weights have either sign and no sum.
        for (const first of look.first) expect(first).toSatisfy((share: number) => share > 0 && share < 1);
        expect(look.largest).toBeGreaterThan(0);
      }
    },
  );

  test.each(armsOf("retrieval").map(({ id }) => id))("trains %s on the retrieval task", async (id) => {
    const row = await drain(retrievalUnit(lab, armOf(id), { steps: 1 }));
    expect(row).toMatchObject({ kind: "retrieval", diverged: null });
    expect(row.byKeys.map(({ keys }) => keys)).toEqual([7, 3, 1]);
    expect(row.accuracy).toBeGreaterThan(30);
  });

  test("times a layer of all arms against softmax", async () => {
    const { arms, length } = await drain(layerTimeUnit(lab, 64, 1));
    expect(Object.keys(arms).sort()).toEqual(allArms.map(({ name }) => name).sort());
    expect([length, arms.softmax.ratio.median]).toEqual([64, 1]);
  });
});
