/** Makes tuning.json: the arms that no paper has tuned, each at every rate of the grid, at the full length. Run it with `npx tsx` on this file. */
import { tuneDepth } from "#lab/training/depth/tune";
import { ownArms } from "./arms.ts";

await tuneDepth(import.meta.url, ownArms);
