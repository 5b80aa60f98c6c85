/** Makes tuning.json: every arm at every rate, through all tasks with half of the updates in the first order of the seed, by questions that no result uses. Run it with `npx tsx` on this file. */
import type { Parameters } from "#engine";
import { createLab, drain } from "#lab/kit/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armOf, tunedArms, type ArmName } from "./arms.ts";
import { openBench, type Bench } from "./bench.ts";
import { openedCorpus } from "./corpus.ts";
import { ordersOf } from "./orders.ts";
import { learn, pretrain, scoreOf } from "./sequence.ts";
import { full } from "./settings.ts";
import { createTasks } from "./tasks.ts";

/** Fewer tasks would differ from seed to seed, whose spread would then hide what a rate does. */
const steps = full.steps / 2;
const corpus = await openedCorpus(full.corpus);
const benches = new Map<number, Bench>();
const starts = new Map<string, Promise<Parameters>>();

const work = {
  arms: tunedArms,
  async train(name: string, learningRate: number, seed: number): Promise<number> {
    const lab = createLab(seed, "cpu", 1);
    const arm = armOf(name as ArmName);
    const { family = "decoder" } = arm;
    if (!benches.has(seed)) benches.set(seed, openBench(lab, full.size));
    const bench = benches.get(seed)!;
    const key = `${family} ${seed}`;
    const reading = { family, sources: corpus.unlabelled, steps: full.pretraining };
    if (!starts.has(key)) starts.set(key, drain(pretrain(lab, bench, reading)));
    const [tasks] = ordersOf(createTasks(corpus, seed, full.tasks), seed, { ...full, orders: 1 });
    const course = { name, arm, start: await starts.get(key)!, tasks, steps, learningRate };
    return 1 - scoreOf(await drain(learn(lab, bench, { ...course, part: "tune" }))).end;
  },
};

await writeTuning(import.meta.url, await tuned(work, [2.5e-4, 5e-4, 1e-3]));
for (const bench of benches.values()) await bench.release();
