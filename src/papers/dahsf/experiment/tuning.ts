/** Makes tuning.json: every network at every rate of the grid, in a third of the steps that it will have. Run it with `npx tsx` on this file. */
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { openTranslator } from "#lab/training/translation/index";
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { sampleQueries } from "./corpus.ts";
import { dataOf, networkNames, planOf } from "./network.ts";
import { full } from "./settings.ts";

const learningRates = [8e-3, 1.6e-2, 3.2e-2, 6.4e-2];
const arms = networkNames(full);

await writeTuning(
  import.meta.url,
  await tuned(
    tunableRuns(
      arms.map(({ name }) => name),
      (name, learningRate, seed) => {
        const { width, endless } = arms.find((arm) => arm.name === name)!;
        const draw = (of: string) => new Draw(random(seed).stream(of));
        const train = endless ? null : sampleQueries(draw("queries to learn from"), full.learnt.at(-1)!);
        const data = dataOf(train, sampleQueries(draw("queries of the test"), full.tests), seed);
        const settings = { width, steps: full.steps / 3, batch: full.batch };
        return openTranslator(planOf(data, settings, learningRate, { seed, device: "cpu", threads: 1 }));
      },
      async (run) => (await run.test()).nats,
    ),
    learningRates,
  ),
);
