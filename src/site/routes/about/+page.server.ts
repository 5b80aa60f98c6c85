/** What the page says of the rule in numbers: simulated, and counted in this ledger. */
import { context } from "$lib/server/context";
import { simulatedErrorRates, trials } from "$lib/server/papers/error-rates";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async () => {
  const [rates, comparison] = await Promise.all([simulatedErrorRates(), context().library.compareRules()]);
  return { trials, rates, comparison };
};
