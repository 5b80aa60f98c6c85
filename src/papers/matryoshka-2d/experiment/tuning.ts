/** Makes tuning.json: a rate for every arm, by its loss on validation pairs at the exits that it is meant for. Run it with `npx tsx` on this file. */
import { compile, input, open, type Parameters } from "#engine";
import { createLab, drain } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { contrastiveLoss, openTextEncoder, samePassages, type TextEncoder } from "#lab/training/encoder/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { arms, armNames, depthOf, type ArmName } from "./arms.ts";
import { openData, type Data } from "./data.ts";
import { openPrograms, trainArm, type Programs } from "./models.ts";
import { fullPreset } from "./settings.ts";
import { extent, modelOf, temperature } from "./sizes.ts";

const learningRates = [1e-3, 2e-3, 4e-3];
const settings = { steps: fullPreset.steps / 2, batch: fullPreset.batch };
const asked = 200;

interface Prepared {
  readonly data: Data;
  readonly programs: Programs;
  readonly encoders: Map<number, Promise<TextEncoder>>;
}

const labOf = (seed: number) => createLab(seed, "cpu", 1);

const prepared = new Map<number, Promise<Prepared>>();
async function prepare(seed: number): Promise<Prepared> {
  const data = await openData(seed, { queries: 10, candidates: 20, graded: 1 });
  return { data, programs: openPrograms(labOf(seed), data, settings), encoders: new Map() };
}

/** The loss of `asked` pairs at one exit. */
const mask = input("mask", [extent.width]);
const side = (name: string) => input(name, [asked, extent.width]).mul(mask);
const ignored = samePassages(input("identities", [asked], "int32"), asked);
const loss = contrastiveLoss(side("queries"), side("passages"), { temperature, ignored });
const session = await open(compile({ outputs: { loss }, name: "validation" }), { threads: 1 });

async function validation({ data, encoders }: Prepared, name: ArmName, weights: Parameters): Promise<number> {
  const depth = depthOf(name);
  const model = modelOf(depth, data.vocabulary);
  if (!encoders.has(depth)) encoders.set(depth, openTextEncoder({ model, data }, { threads: 1 }));
  const encoder = await encoders.get(depth)!;
  const { queries, candidates, answers } = data.validation;
  const passages = answers.map((answer) => candidates[answer]);
  const [left, right] = [await encoder.encode(weights, queries), await encoder.encode(weights, passages)];
  const losses: number[] = [];
  for (const { layer, size } of arms[name].exits)
    for (let from = 0; from + asked <= queries.length; from += asked) {
      const rows = (of: Float32Array[]) => of[layer - 1].subarray(from * extent.width, (from + asked) * extent.width);
      const { loss } = await session.run({
        ...{ queries: rows(left), passages: rows(right) },
        identities: Int32Array.from(passages.slice(from, from + asked)),
        mask: Float32Array.from({ length: extent.width }, (_, at) => Number(at < size)),
      });
      losses.push(Number(loss.data[0]));
    }
  return mean(losses);
}

const table = await tuned(
  {
    arms: armNames,
    async train(arm, learningRate, seed) {
      if (!prepared.has(seed)) prepared.set(seed, prepare(seed));
      const ready = await prepared.get(seed)!;
      const name = arm as ArmName;
      const weights = await drain(trainArm(labOf(seed), ready.programs, { name, learningRate, settings }));
      return weights ? validation(ready, name, weights) : NaN;
    },
  },
  learningRates,
);
await writeTuning(import.meta.url, table);
for (const { programs, encoders } of await Promise.all(prepared.values())) {
  await programs.release();
  for (const encoder of encoders.values()) await (await encoder).release();
}
await session.release();
