/** Makes tuning.json: every arm of both parts at every rate of its grid, half as long as the comparisons. Run it with `npx tsx` on this file. */
import { mnist } from "#lab/datasets/mnist";
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { openRecurrent } from "#lab/training/recurrent/index";
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { openClassifier } from "#lab/training/vision/index";
import { cells, digitPlan, digitRuns, recurrentPlan, type CellName } from "./arms.ts";
import { full } from "./settings.ts";

const learningRates = [3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
/** Small batches want smaller rates. */
const digitRates = [1e-4, ...learningRates];
const machine = { device: "cpu", threads: 1 } as const;

const data = await mnist();
const digits = { ...full.digits, updates: full.digits.updates / 2 };
const runs = digitRuns(digits);
const text = { ...full.text, updates: full.text.updates / 2 };
const book = await mobyDickCharacters();
await writeTuning(import.meta.url, [
  ...(await tuned(
    tunableRuns(
      runs.map(({ name }) => name),
      (name, learningRate, seed) =>
        openClassifier(
          digitPlan(
            runs.find((run) => run.name === name)!,
            data,
            digits,
            learningRate,
            { ...machine, seed },
          ),
        ),
      async (run) => (await run.test()).nats,
    ),
    digitRates,
  )),
  ...(await tuned(
    tunableRuns(
      Object.keys(cells),
      (cell, learningRate, seed) =>
        openRecurrent(recurrentPlan(cell as CellName, book, text, learningRate, { ...machine, seed })),
      (run) => run.validationLoss(),
    ),
    learningRates,
  )),
]);
