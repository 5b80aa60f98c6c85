/** Makes tuning.json: forms of the gate in the toy and arms of the character model, half as long as they are compared. Run it with `npx tsx` on this file. */
import { mobyDickCharacters } from "#lab/datasets/moby-dick";
import { started } from "#lab/datasets/started";
import { createLab } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { tunableArms, type Tunable } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { embeddingStd, gateForms, gateGains, textArms } from "./arms.ts";
import { full } from "./settings.ts";
import { openToy } from "./toy.ts";

/** What a form is judged by in place of nats: the mean logarithm of its errors for both gains. */
const gates: Tunable = {
  arms: gateForms.map(({ name }) => name),
  async train(name, learningRate, seed) {
    const form = gateForms.find((form) => form.name === name)!;
    const logs: number[] = [];
    for (const gain of gateGains) {
      const steps = full.toy.gateSteps / 2;
      const run = await openToy(createLab(seed, "cpu", 1), { ...form, gain }, { steps, learningRate });
      let failed = false;
      for await (const { diverged } of run.train()) failed ||= diverged !== null;
      logs.push(failed ? NaN : Math.log((await run.look()).error));
      await run.release();
    }
    return mean(logs);
  },
};

const { shape, steps } = full.text;
const comparison = { text: started(await mobyDickCharacters()), shape, steps: steps / 2, embeddingStd };
await writeTuning(import.meta.url, {
  gates: await tuned(gates, [2e-2, 4e-2, 8e-2]),
  text: await tuned(tunableArms(textArms(comparison), comparison), [2e-3, 4e-3, 8e-3]),
});
