/** Makes tuning.json: every kind of net at every depth and rate, on digits and on three of the synthetic tasks, on seeds that no result uses. Run it with `npx tsx` on this file. */
import { mean } from "#lab/measure/statistics";
import { tunableRuns, tuningSeeds, type Tunable } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armName, kindNames, kinds, netOf } from "./arms.ts";
import { batches, digits, sizes, suite, type Task } from "./data.ts";
import { depths } from "./depths.ts";
import { openNet } from "./training.ts";

/** A third of the full preset's steps on digits, a quarter on the synthetic tasks. */
const steps = { digits: 100, suites: 75 } as const;
const learningRates = [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];

/** The arms on a task, which may differ with the seed, by their loss on its validation rows. */
function onTask(on: "digits" | "suites", taskOf: (seed: number) => Task): Tunable {
  const models = new Map(
    kindNames.flatMap((kind) => depths[on].map((depth) => [armName(kind, depth), netOf(kinds[kind], depth)] as const)),
  );
  return tunableRuns(
    [...models.keys()],
    async (arm, learningRate, seed) => {
      const { train, validation } = taskOf(seed);
      const settings = { batch: batches[on], steps: steps[on], seed, learningRate, threads: 1 };
      return { ...(await openNet({ model: models.get(arm)!, train, ...settings })), validation };
    },
    async (run) => (await run.test(run.validation)).nats,
  );
}

const ofDigits = await digits();
const tasks = (["waveform", "madelon", "hinges"] as const).map((name) => {
  const drawn = new Map(tuningSeeds.map((seed) => [seed, suite(name, seed, { ...sizes.large, validation: 1_000 })]));
  return onTask("suites", (seed) => drawn.get(seed)!);
});
const allTasks: Tunable = {
  arms: tasks[0].arms,
  async train(arm, learningRate, seed) {
    const losses: number[] = [];
    for (const { train } of tasks) losses.push(await train(arm, learningRate, seed));
    return mean(losses);
  },
};

await writeTuning(import.meta.url, {
  suites: await tuned(allTasks, learningRates),
  digits: await tuned(
    onTask("digits", () => ofDigits),
    learningRates,
  ),
});
