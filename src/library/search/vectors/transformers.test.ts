/** transformers.js as it is, on the smallest model that it takes: a vector per word, and their mean. */
import { compile, constant, input } from "#engine";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { removeTemporaryFolders, temporaryFolder } from "../../testing/folders.ts";
import { loadEmbedder } from "./transformers.ts";

const words = ["[PAD]", "[UNK]", "graph", "network", "tree", "query", ":"];
const vectors = words.map((_, at) => [Math.cos(at), Math.sin(at), at === 1 ? 0 : 0.5]);

const folder = temporaryFolder();
afterAll(removeTemporaryFolders);
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, "e5-none", name), content);

beforeEach(() => {
  rmSync(join(folder, "e5-none"), { recursive: true, force: true });
  mkdirSync(join(folder, "e5-none", "onnx"), { recursive: true });
  const ids = input("input_ids", [2, 4], "int64");
  const model = compile({ outputs: { last_hidden_state: constant(vectors).gather(ids) }, name: "words" });
  write("onnx/model.onnx", model.toOnnx());
  write("config.json", JSON.stringify({ model_type: "bert", architectures: ["BertModel"] }));
  write(
    "tokenizer_config.json",
    JSON.stringify({ tokenizer_class: "PreTrainedTokenizerFast", pad_token: "[PAD]", unk_token: "[UNK]" }),
  );
  const special = (id: number) => ({ id, content: words[id], special: true, normalized: false });
  write(
    "tokenizer.json",
    JSON.stringify({
      version: "1.0",
      added_tokens: [special(0), special(1)],
      normalizer: { type: "Lowercase" },
      pre_tokenizer: { type: "Whitespace" },
      post_processor: null,
      decoder: null,
      model: { type: "WordLevel", unk_token: "[UNK]", vocab: Object.fromEntries(words.map((word, id) => [word, id])) },
    }),
  );
});

const load = () => loadEmbedder({ model: "e5-none", folder });

/** Of length 1: the mean of some words' vectors. */
function mean(...indices: number[]): number[] {
  const sums = [0, 1, 2].map((axis) => indices.reduce((sum, at) => sum + vectors[at][axis], 0));
  const length = Math.hypot(...sums);
  return sums.map((sum) => sum / length);
}

test("gives every text the vector of its words, asked as the family of the model wants", async () => {
  const found = await load();
  if (!("embedder" in found)) throw new Error(found.missing);
  expect(found.embedder.model).toBe("e5-none");
  // "query: " and "passage: " come before a text; the model knows the one and not the other.
  const [question, other] = await found.embedder.embed(["Graph network", "tree tree"], "query");
  const [paper] = await found.embedder.embed(["graph network", "network tree"], "paper");
  for (const [got, expected] of [
    [question, mean(5, 6, 2, 3)],
    [other, mean(5, 6, 4, 4)],
    [paper, mean(1, 6, 2, 3)],
  ] as const)
    expect([...got].map((value) => Number(value.toFixed(5)))).toEqual(
      expected.map((value) => Number(value.toFixed(5))),
    );
});

test("a model that is not there, or not whole, is none, and says what is missing where", async () => {
  write("onnx/model.onnx", "not a model");
  expect(await load()).toEqual({ missing: expect.stringMatching(/^the embedding model e5-none does not load: /) });
  rmSync(join(folder, "e5-none", "onnx", "model.onnx"));
  expect(await load()).toEqual({ missing: expect.stringMatching(/has no weights in .*e5-none\/onnx$/) });
  rmSync(join(folder, "e5-none", "tokenizer.json"));
  expect(await load()).toEqual({ missing: expect.stringMatching(/has no tokenizer\.json in .*e5-none$/) });
});
