/** The learning rate of every arm, from tuning.json by the lab's rule. */
import { medianAt, tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import table from "./tuning.json" with { type: "json" };

type Part = "memory" | "control" | "digits";

const tables: Readonly<Record<Part, readonly Tuned[]>> = table;

export const learningRateOf = (part: Part, arm: string): number => tunedLearningRate(tables[part], arm);

/** Of some arms the one that did best in tuning, each at its own rate: fixed before any result is seen. The first as long as there is no table. */
export function bestOf<Name extends string>(part: Part, names: readonly [Name, ...Name[]]): Name {
  if (tables[part].length === 0) return names[0];
  const loss = (arm: Name) => medianAt(tables[part], arm, learningRateOf(part, arm))!;
  return names.reduce((best, name) => (loss(name) < loss(best) ? name : best));
}

export const ratesPlan = () => {
  const parts = [
    ["memorizing", tuningOf(tables.memory)],
    ["Catch", tuningOf(tables.control)],
    ["digits", tuningOf(tables.digits)],
  ] as const;
  return {
    tuning: parts.map(([name, { tuning }]) => `${name}: ${tuning}`).join(" "),
    untuned: parts.some(([, { untuned }]) => untuned) ? true : undefined,
    learningRates: Object.fromEntries(
      parts.flatMap(([part, { learningRates }]) =>
        Object.entries(learningRates).map(([name, rate]) => [`${part}: ${name}`, rate]),
      ),
    ),
  };
};
