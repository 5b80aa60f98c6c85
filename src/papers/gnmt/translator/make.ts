/** Trains the translator that ships with the page and writes weights.json, in bytes. Run it with `npx tsx` on this file: a minute. */
import { writeFile } from "node:fs/promises";
import { input, Scope } from "#engine";
import { openTranslator } from "#lab/training/translation/index";
import { logitsOf, planOf, translatorArms } from "../experiment/arms.ts";
import { corpusOf, dataOf } from "../experiment/corpus.ts";
import { full } from "../experiment/settings.ts";
import { packed } from "./packed.ts";
import { seed, size } from "./index.ts";

/** Of the parameters' shapes. */
function scopeOf(): Scope {
  const scope = new Scope({ mode: "inference" });
  const words = (name: string) => input(name, [1, 2], "int32");
  logitsOf(translatorArms.GNMT, size, corpus.pieces.size)(scope, words("source"), words("given"));
  return scope;
}

const corpus = corpusOf(seed, { ...full.corpus, near: 200 });
const training = { size, batch: 32, steps: 1200, learningRate: 1e-2 };
const data = dataOf(corpus, corpus.pieces);
const run = await openTranslator(planOf(translatorArms.GNMT, data, training, { seed, threads: 1 }));
for await (const { step, loss } of run.train())
  if (step % 50 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}`);
console.log(await run.test());
const { parameters } = scopeOf();
const widths = new Map(parameters.map(({ name, shape }) => [name, shape.at(-1)!]));
const weights = packed(run.trainer.parameters(), (name) => widths.get(name)!);
await writeFile(new URL("weights.json", import.meta.url), `${JSON.stringify(weights, null, 2)}\n`);
await run.release();
