/** Makes tuning.json: every arm in both regimes at every rate of the grid, in shorter runs judged by digits that no arm learns. Run it with `npx tsx` on this file. */
import { tunableRuns } from "#lab/training/tuning/index";
import { tuned, writeTuning } from "#lab/training/tuning/write";
import { armsOf, tuningName } from "./arms.ts";
import { images, openReader } from "./digits.ts";
import { full, regimes } from "./settings.ts";

const steps = { "many windows": 120, "one window": 200 };
const settings = { ...full, steps, tested: 1000 };
const all = regimes.flatMap((regime) =>
  armsOf[regime].map((name) => ({ name, regime, called: tuningName(name, regime) })),
);
/** One seed's images serve all arms. */
const drawn = new Map<number, ReturnType<typeof images>>();

const work = tunableRuns(
  all.map(({ called }) => called),
  async (called, learningRate, seed) => {
    const { name, regime } = all.find((one) => one.called === called)!;
    if (!drawn.has(seed)) drawn.set(seed, images(seed, settings, "held out"));
    return openReader(name, regime, settings, await drawn.get(seed)!, {
      ...{ seed, steps: steps[regime], learningRate, threads: 1 },
    });
  },
  async (run) => (await run.test()).nats,
);
await writeTuning(import.meta.url, await tuned(work, [2e-3, 4e-3, 8e-3]));
