/** Makes tuning.json: the arms that several comparisons on depth share. Run it with `npx tsx` on this file. */
import { commonArms } from "./arms.ts";
import { tuneDepth } from "./tune.ts";

await tuneDepth(import.meta.url, commonArms);
