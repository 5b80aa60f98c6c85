/** Makes tuning.json: every arm at every rate, through all tasks with half of the updates in the order of the seed, by questions that no result uses. Run it with `npx tsx` on this file. */
import type { Parameters } from "#engine";
import { createLab, drain } from "#lab/kit/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armOf, tunedArms, type ArmName } from "./arms.ts";
import { openBench } from "./bench.ts";
import { openedCorpus } from "./corpus.ts";
import type { FamilyName } from "./networks.ts";
import { orderOf } from "./orders.ts";
import { learn, pretrain, scoreOf } from "./sequence.ts";
import { full } from "./settings.ts";
import { createTasks } from "./tasks.ts";

/** Fewer tasks would differ from seed to seed, whose spread would then hide what a rate does. */
const steps = full.steps / 2;
/** Half of the questions will do: a rate moves accuracy by more than a mask does. */
const size = { ...full.tasks, asked: full.tasks.asked / 2 };
const corpus = await openedCorpus(full.corpus);

const openSeed = (seed: number) => {
  const lab = createLab(seed, "cpu", 1);
  const tasks = orderOf(createTasks(corpus, seed, size), seed, full.length);
  return { lab, tasks, bench: openBench(lab, full.size), starts: new Map<FamilyName, Parameters>() };
};
const opened = new Map<number, ReturnType<typeof openSeed>>();

const work = {
  arms: tunedArms,
  async train(name: string, learningRate: number, seed: number): Promise<number> {
    if (!opened.has(seed)) opened.set(seed, openSeed(seed));
    const { lab, tasks, bench, starts } = opened.get(seed)!;
    const arm = armOf(name as ArmName);
    const { family = "decoder" } = arm;
    const reading = { family, sources: corpus.unlabelled, steps: full.pretraining };
    if (!starts.has(family)) starts.set(family, await drain(pretrain(lab, bench, reading)));
    const course = { name, arm, start: starts.get(family)!, tasks, steps, learningRate };
    return 1 - scoreOf(await drain(learn(lab, bench, { ...course, part: "tune" }))).end;
  },
};

await writeTuning(import.meta.url, await tuned(work, [5e-4, 1e-3, 2e-3]));
for (const { bench } of opened.values()) await bench.release();
