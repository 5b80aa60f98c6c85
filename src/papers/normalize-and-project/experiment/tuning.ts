/** Makes tuning.json: every arm at every rate in as many tasks or half as many steps, on seeds that no result uses. Run it with `npx tsx` on this file. */
import { drain } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tunableRuns, type Tunable } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { agentArmNames, type AgentArm } from "./agents.ts";
import { memoryArmNames, memoryArms, type MemoryArm } from "./arms.ts";
import { digitArmNames, digitData, openDigits, type DigitArm } from "./digits.ts";
import { isLate, memorize, memoryRows } from "./memory.ts";
import { lateReturn, playAll, singleGame } from "./playing.ts";
import { full, repeatSeed } from "./settings.ts";

const rows = await memoryRows();
const { tasks, steps } = full.memory;

/** By the mean loss at the end of the late tasks, in as many as the comparison has: a hidden decay goes on from task to task, and half as many would favour another rate. */
const memory: Tunable = {
  arms: memoryArmNames,
  async train(arm, learningRate, seed) {
    const losses: number[] = [];
    const settings = { arm: memoryArms[arm as MemoryArm], rows, tasks, steps };
    for await (const { ended, diverged } of memorize({ ...settings, seed, learningRate, threads: 1 })) {
      if (diverged !== null) return NaN;
      if (ended && isLate(ended.task, tasks)) losses.push(ended.nats);
    }
    return mean(losses);
  },
};

/** By what is missing of the best return in the second half: no nats, but lower is better, too. Agents scatter more than tasks, so that a value is the mean of two. */
const control: Tunable = {
  arms: agentArmNames,
  async train(arm, learningRate, seed) {
    const settings = { phase: full.control.single / 2, learningRate, threads: 1 };
    const missing: number[] = [];
    for (const repeat of [0, 1]) {
      const agent = playAll(arm as AgentArm, [singleGame], { ...settings, seed: repeatSeed(seed, repeat) });
      missing.push(1 - lateReturn(await drain(agent)));
    }
    return mean(missing);
  },
};

const { tuning: data } = await digitData();
const digits = tunableRuns(
  digitArmNames,
  (arm, learningRate, seed) =>
    openDigits(arm as DigitArm, { data, steps: full.digits.steps / 2, seed, learningRate, threads: 1 }),
  async (run) => (await run.test()).nats,
);

await writeTuning(import.meta.url, {
  memory: await tuned(memory, [1e-3, 2e-3, 4e-3]),
  control: await tuned(control, [1e-3, 2e-3, 4e-3, 8e-3]),
  digits: await tuned(digits, [5e-3, 1e-2, 2e-2, 4e-2]),
});
