/** The `--seed` option of commands that compute. */
import { UsageError } from "../failure.ts";

export function readSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 2_147_483_647)
    throw new UsageError(`invalid --seed: ${JSON.stringify(text)}; it is a whole number from 0 to 2147483647`);
  return seed;
}
