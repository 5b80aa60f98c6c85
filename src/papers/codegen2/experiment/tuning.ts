/** Makes tuning.json: every arm at every rate of the grid, in shorter runs than the comparison's, by text that no result uses. Run it with `npx tsx` on this file. */
import { createLab, drain } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { domains, library } from "./documents.ts";
import { openExam } from "./exam.ts";
import { arms, dataOf, parts, type Arm, type ArmName, type Part } from "./objectives.ts";
import { full } from "./settings.ts";
import { openTrainers, type Trainers } from "./training.ts";

const { shape } = full;
const books = await library();
const lab = (seed: number) => createLab(seed, "cpu", 1);
const exam = await openExam(lab(1001), books, { shape, batches: 12, part: "tune" });
const trainers = new Map<number, Trainers>();

/** Shorter than the comparison: a quarter of the steps for gaps, half of them for text. */
const steps = { gaps: full.parts.gaps.steps / 4, text: full.parts.text.steps / 2 };

const work = (part: Part) => ({
  arms: parts[part],
  async train(name: string, learningRate: number, seed: number): Promise<number> {
    if (!trainers.has(seed)) trainers.set(seed, openTrainers(lab(seed), books, shape));
    const arm: Arm = arms[name as ArmName];
    const plan = { steps: steps[part], learningRate, data: dataOf(part, arm) };
    const { weights } = await drain(trainers.get(seed)!.train(lab(seed), arm, plan));
    if (weights === null) return NaN;
    if (part === "gaps") return exam.leftToRight(weights, "code");
    const bits: number[] = [];
    for (const domain of domains) if (plan.data.includes(domain)) bits.push(await exam.goingOn(weights, domain, arm));
    return mean(bits);
  },
});

const grid = [4e-3, 8e-3, 1.6e-2];
await writeTuning(import.meta.url, { gaps: await tuned(work("gaps"), grid), text: await tuned(work("text"), grid) });
for (const opened of trainers.values()) await opened.release();
await exam.release();
