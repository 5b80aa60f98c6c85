/** A run that a configuration describes: an encoder is trained, names are linked, and what comes of it is bytes. */
import { drain } from "#lab/kit/index";
import { resolveConfiguration, writeDictionary, type Configuration } from "../terminology.ts";
import { openAliasTraining, openAliasVectors } from "./alias-encoder.ts";
import { propose } from "./first-stage.ts";
import { terminologyOf, type Division } from "./names.ts";

const configurations: Readonly<Record<string, Configuration>> = {
  "base.json": { terminology: { share: 0.25 }, encoder: { steps: 2, pairs: 8, learningRate: 4e-3 }, asked: 40 },
  "german.json": { base_config: "base.json", terminology: { language: "de" } },
};

interface Described {
  readonly terminology: { readonly share: number; readonly language: "de" };
  readonly encoder: { readonly steps: number; readonly pairs: number; readonly learningRate: number };
  readonly asked: number;
}

/** The configuration, the dictionary and the linked names, as lines. */
async function linked(division: Division, seed: number): Promise<Uint8Array> {
  const configuration = resolveConfiguration("german.json", (name) => configurations[name]);
  const { terminology, encoder, asked } = configuration as unknown as Described;
  const training = await openAliasTraining(division, { seed, threads: 1, ...encoder });
  await drain(training.train());
  const vectors = await openAliasVectors(await training.trainer.snapshot(), { threads: 1 });
  await training.release();
  const concepts = terminologyOf(division, { whole: ["en"], partly: [terminology.language], share: terminology.share });
  const named = division.asked.filter((place) => division.concepts[place].names.de !== undefined).slice(0, asked);
  const proposed = await propose(concepts, named.map((place) => division.concepts[place].names.de!), vectors); // prettier-ignore
  await vectors.release();
  const lines = proposed.map(({ both }) => `${JSON.stringify(both)}\n`);
  return new TextEncoder().encode(`${JSON.stringify(configuration)}\n${writeDictionary(concepts)}${lines.join("")}`);
}

/** Bytes that differ between two runs of the same configuration. */
export async function differingBytes(division: Division, seed: number): Promise<number> {
  const [one, other] = [await linked(division, seed), await linked(division, seed)];
  let differing = Math.abs(one.length - other.length);
  for (let at = 0; at < Math.min(one.length, other.length); at++) differing += Number(one[at] !== other[at]);
  return differing;
}
