/** Makes tuning.json: every arm of every part at every rate of its grid, a quarter as long as in the full preset, a third in text, half in retrieval, on seeds, digits and text that no result uses. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { tunableArms, tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { noisyDigits } from "./digits-data.ts";
import { openDigits } from "./digits-model.ts";
import { kernels, type KernelName } from "./kernels.ts";
import { retrievalArms } from "./retrieval-arms.ts";
import { tunableHeads } from "./retrieval-model.ts";
import { full } from "./settings.ts";
import { textArms } from "./text-arms.ts";

const digits = await noisyDigits("held back");
const onDigits = tunableRuns(
  Object.keys(kernels),
  (arm, learningRate, seed) => {
    const name = arm as KernelName;
    return openDigits({
      ...{ name, data: digits, steps: full.digits.steps / 4, tested: 1000 },
      ...{ seed, learningRate, threads: 1 },
    });
  },
  async (run) => (await run.test()).nats,
);

const onRetrieval = tunableHeads(retrievalArms, full.retrievalSteps / 2);

const { shape, steps } = full.text;
const onText = tunableArms(textArms, { text: await mobyDickCharacters(), shape, steps: steps / 3 });

await writeTuning(import.meta.url, {
  retrieval: await tuned(onRetrieval, [0.01, 0.02, 0.04]),
  digits: await tuned(onDigits, [0.005, 0.01, 0.02]),
  text: await tuned(onText, [0.002, 0.004, 0.008]),
});
