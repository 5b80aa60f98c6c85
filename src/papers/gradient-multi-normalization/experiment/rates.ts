/** What tuning found, here and in comparisons that these contestants take part in. */
import type { Tuned } from "#lab/training/tuning/index";
import table from "./tuning.json" with { type: "json" };

export const tuning: readonly Tuned[] = table;
