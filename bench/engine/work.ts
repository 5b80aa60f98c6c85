/** The work that every peer gets: the same model, first values and batch, in files that any language reads. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { initialize, random, type Parameters } from "../../src/engine/index.ts";
import { cnnShape, gptShape, models, type ModelName } from "./models.ts";

/** Adam's rate in all peers; betas 0.9 and 0.999, eps 1e-8. */
export const rate = 1e-3;

/** One batch, used at every step. */
export function batchOf(name: ModelName): Record<string, Float32Array | Int32Array> {
  const draw = random(7);
  if (name === "cnn") {
    const { batch } = cnnShape;
    return { image: draw.stream("image").uniform(batch * 784), label: draw.stream("label").integers(batch, 10) };
  }
  const { batch, length, vocabulary } = gptShape;
  return {
    tokens: draw.stream("tokens").integers(batch * length, vocabulary),
    targets: draw.stream("targets").integers(batch * length, vocabulary),
  };
}

/** Writes `work.json` (names, shapes and where they start) and `work.bin` (little-endian, four bytes each). */
export async function writeWork(name: ModelName, folder: string): Promise<void> {
  const { scope } = models[name]();
  const values: Parameters = initialize(scope, 1);
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const place = (data: Float32Array | Int32Array): { offset: number; length: number } => {
    pieces.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.length;
    return { offset: offset - data.length, length: data.length };
  };
  const parameters = scope.parameters.map((spec) => ({
    name: spec.name,
    shape: spec.shape,
    ...place(values[spec.name]),
  }));
  const batch = Object.entries(batchOf(name)).map(([input, data]) => ({
    name: input,
    dtype: data instanceof Int32Array ? "int32" : "float32",
    ...place(data),
  }));
  await mkdir(folder, { recursive: true });
  const shape = name === "gpt" ? gptShape : cnnShape;
  await writeFile(join(folder, "work.json"), JSON.stringify({ model: name, rate, shape, parameters, batch }));
  await writeFile(join(folder, "work.bin"), Buffer.concat(pieces));
}
