/** The learning rate of every arm, from tuning.json by the lab's rule. */
import { bestTuned, tunedLearningRate, tuningOf, type Tuned } from "#lab/training/tuning/index";
import table from "./tuning.json" with { type: "json" };

type Part = "memory" | "control" | "digits";

const tables: Readonly<Record<Part, readonly Tuned[]>> = table;

export const learningRateOf = (part: Part, arm: string): number => tunedLearningRate(tables[part], arm);

/** Of some arms of a part the one that did best in tuning. */
export const bestOf = <Name extends string>(part: Part, names: readonly [Name, ...Name[]]): Name =>
  bestTuned(tables[part], names);

export const ratesPlan = () => {
  const memory = tuningOf(tables.memory);
  const parts = [
    // In as many tasks as the comparison has, which the lab's words do not know.
    ["memorizing", { ...memory, tuning: memory.tuning.replace("in shorter runs", "in runs as long") }],
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
