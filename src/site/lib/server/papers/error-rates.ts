/** The rule's error rates, simulated once in a process and kept. */
import { setImmediate } from "node:timers/promises";
import { errorRates, type ErrorRates, type Noise } from "#lab/kit/simulation";

/** Draws behind each rate. */
export const trials = 4_000;
const noises: readonly Noise[] = ["normal", "heavy-tailed", "lognormal"];
const seeds = [5, 8, 12, 20];

let rates: Promise<ErrorRates[]> | undefined;

/** By noise, then by number of seeds. */
export const simulatedErrorRates = (): Promise<ErrorRates[]> => (rates ??= simulate());

async function simulate(): Promise<ErrorRates[]> {
  const found: ErrorRates[] = [];
  for (const noise of noises)
    for (const count of seeds) {
      found.push(errorRates(noise, count, trials));
      // A fifth of a second each: others are served in between.
      await setImmediate();
    }
  return found;
}
