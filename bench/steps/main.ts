/**
 * `npm run bench:steps`: what a training step of each model family costs, in sizes that experiments use, so that a budget is a product and
 * no trial. One thread, milliseconds of processor time, the least of several steps. With `--write` it writes docs/performance-steps.md.
 */
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { adamW } from "../../src/engine/index.ts";
import { mnist } from "../../src/lab/datasets/mnist.ts";
import { mobyDickCharacters } from "../../src/lab/datasets/moby-dick.ts";
import { layerNorm } from "../../src/lab/nn/norms.ts";
import { modelOf, openLanguageModel } from "../../src/lab/training/language-model/index.ts";
import type { Training } from "../../src/lab/training/open-training.ts";
import { gru, openRecurrent } from "../../src/lab/training/recurrent/index.ts";
import { openTranslator } from "../../src/lab/training/translation/index.ts";
import { digitTransformer, openClassifier, visionTransformer } from "../../src/lab/training/vision/index.ts";
import { root, writtenBy } from "../written-by.ts";

const { values: options } = parseArgs({ options: { write: { type: "boolean", default: false } } });

const steps = 16;
const settings = {
  steps,
  seed: 1,
  optimizer: adamW({ learningRate: 1e-3 }),
  learningRate: () => 1e-3,
  device: "cpu",
  threads: 1,
} as const;

const text = await mobyDickCharacters();
const data = await mnist();

const language = (depth: number, width: number, context: number, batch: number) =>
  [
    `language model, ${depth} blocks of ${width}, ${context} characters, batch ${batch}`,
    () =>
      openLanguageModel({
        ...settings,
        model: modelOf({ norm: layerNorm }, { text, shape: { depth, width, heads: 4, context, batch } }),
        text,
        batch,
      }),
  ] as const;

const models: readonly (readonly [name: string, open: () => Promise<Training>])[] = [
  language(2, 64, 64, 16),
  language(4, 64, 64, 16),
  language(4, 128, 128, 16),
  language(12, 48, 48, 8),
  language(16, 48, 48, 8),
  language(24, 48, 48, 8),
  [
    "perceptron with layer norm on digits, 784-128-128-10, batch 128",
    () =>
      openClassifier({
        ...settings,
        model: { sizes: [784, 128, 128, 10], norm: (at, x) => layerNorm(at, x) },
        data,
        batch: 128,
      }),
  ],
  [
    "vision transformer on digits, 4 blocks of 64, 16 patches, batch 64",
    () =>
      openClassifier({
        ...settings,
        model: (at, images) => visionTransformer(at, images, { ...digitTransformer, norm: layerNorm }),
        data,
        batch: 64,
      }),
  ],
  ["GRU of 128, 48 characters, batch 32", () => openRecurrent({ ...settings, model: { vocabulary: text.vocabulary.size, inputs: 32, units: 128, cell: gru }, text, batch: 32, length: 48 })], // prettier-ignore
  [
    "translation, 2 + 2 blocks of 48, batch 48",
    () =>
      openTranslator({
        ...settings,
        model: {
          depth: 2,
          width: 48,
          heads: 4,
          encoderNorm: (at, x) => layerNorm(at, x),
          decoderNorm: (at, x) => layerNorm(at, x),
        },
        batch: 48,
      }),
  ],
];

const processorMs = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

const rows: string[] = [];
for (const [name, open] of models) {
  const began = process.cpuUsage();
  const run = await open();
  const creation = processorMs(began);
  const weights = Object.values(await run.trainer.snapshot()).reduce((sum, { length }) => sum + length, 0);
  const times: number[] = [];
  let last = process.cpuUsage();
  for await (const _ of run.train()) {
    times.push(processorMs(last));
    last = process.cpuUsage();
  }
  await run.release();
  const row = `| ${name} | ${(weights / 1000).toFixed(0)} k | ${Math.min(...times).toFixed(1)} | ${creation.toFixed(0)} |`;
  console.log(row);
  rows.push(row);
}

if (options.write)
  writeFileSync(
    join(root, "docs/performance-steps.md"),
    `# What a training step costs

${writtenBy("npm run bench:steps -- --write")}

Forward, backward, AdamW and the making of the batch on one thread of the CPU, the least of ${steps} steps, in milliseconds of processor time; creation is compiling and opening. Load average of the last minute: ${loadavg()[0].toFixed(1)}.

A recording has two seeds side by side, one thread each; \`quick\` should take at most 45 seconds of one thread, which is under a minute in Node and two to three in a browser, where a step takes 2.2 to 2.7 times as long (performance.md). \`seconds.browser\` is what the button on the paper's page takes.

| model | weights | step, ms | creation, ms |
| --- | ---: | ---: | ---: |
${rows.join("\n")}
`,
  );
