/** Makes tuning.json: every arm at every rate of the grid, a fifth of the steps, by the loss on the end of the training text. Run it with `npx tsx` on this file. */
import { tuneDepth } from "#lab/training/depth/tune";
import { armNames } from "./arms.ts";

await tuneDepth(import.meta.url, armNames);
