/** Tunes contestants alike, one rate after the other. Only the tuning.ts of a paper imports this: it runs by hand, in Node. */
import type { CharacterText } from "../../datasets/moby-dick.ts";
import { tunableArms, tunedLearningRate, type Tuned } from "../tuning/index.ts";
import { tuned } from "../tuning/write.ts";
import { armOf, bench, gridOf, secondAtFirst, secondGrid, secondOf } from "./bench.ts";
import type { Contestant } from "./contestants.ts";

/** The first rate; then, where there is a second one, that at the first one that came out. On the bench, in half of its steps. */
export async function tuneContestants(contestants: readonly Contestant[], text: CharacterText): Promise<Tuned[]> {
  const comparison = { text, shape: bench.shape, steps: bench.steps / 2, validationBatches: 8 };
  const table: Tuned[] = [];
  for (const contestant of contestants) {
    const { name, rates } = contestant;
    const first = tunableArms([armOf(contestant, secondAtFirst)], comparison);
    table.push(...(await tuned(first, gridOf(contestant))));
    if (rates === 1) continue;
    const learningRate = tunedLearningRate(table, name);
    table.push(
      ...(await tuned(
        {
          arms: [secondOf(name)],
          train: (_, second, seed) =>
            tunableArms([armOf(contestant, second)], comparison).train(name, learningRate, seed),
        },
        secondGrid,
      )),
    );
  }
  return table;
}
