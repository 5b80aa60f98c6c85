/** A sentence-embedding model that transformers.js runs, from files on this machine; nothing is downloaded. */
import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { LoadedEmbedder } from "./embedder.ts";

export interface EmbedderSettings {
  /** "Xenova/bge-small-en-v1.5", or the absolute path of a model's folder. */
  readonly model: string;
  /** Where a model that is named and not located is looked for: its name is a folder in it. */
  readonly folder: string;
}

/** How families of models want to be asked; others take the mean over the tokens and no prefix. */
const families = [
  {
    name: /\bbge-.*-en\b/,
    pooling: "cls",
    query: "Represent this sentence for searching relevant passages: ",
    paper: "",
  },
  { name: /\be5-/, pooling: "mean", query: "query: ", paper: "passage: " },
  {
    name: /snowflake-arctic-embed/,
    pooling: "cls",
    query: "Represent this sentence for searching relevant passages: ",
    paper: "",
  },
] as const;

/** A paper is its title and abstract; models read about so much of it. */
const longest = 4_000;

/** Says what is missing where there is no such model; a model that is there and does not load is an error of its own. */
export async function loadEmbedder({ model, folder }: EmbedderSettings): Promise<LoadedEmbedder> {
  const path = isAbsolute(model) ? model : join(resolve(folder), model);
  for (const file of ["config.json", "tokenizer.json"])
    if (!existsSync(join(path, file))) return { missing: `the embedding model ${model} has no ${file} in ${path}` };
  const weights = ["model_quantized.onnx", "model_int8.onnx", "model_fp16.onnx", "model.onnx"].find((file) =>
    existsSync(join(path, "onnx", file)),
  );
  if (weights === undefined) return { missing: `the embedding model ${model} has no weights in ${join(path, "onnx")}` };
  const { env, pipeline } = await import("@huggingface/transformers");
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = "";
  const { pooling, query, paper } = families.find(({ name }) => name.test(path)) ?? {
    pooling: "mean" as const,
    query: "",
    paper: "",
  };
  const dtype = {
    "model_quantized.onnx": "q8",
    "model_int8.onnx": "int8",
    "model_fp16.onnx": "fp16",
    "model.onnx": "fp32",
  } as const;
  try {
    const extract = await pipeline("feature-extraction", path, {
      dtype: dtype[weights as keyof typeof dtype],
      local_files_only: true,
    });
    return {
      embedder: {
        model,
        async embed(texts, kind) {
          const prefix = kind === "query" ? query : paper;
          const output = await extract(
            texts.map((text) => prefix + text.slice(0, longest)),
            { pooling, normalize: true },
          );
          const dimensions = output.dims.at(-1)!;
          const values = Float32Array.from(output.data as Iterable<number>);
          return texts.map((_, at) => values.slice(at * dimensions, (at + 1) * dimensions));
        },
      },
    };
  } catch (error) {
    return {
      missing: `the embedding model ${model} does not load: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
