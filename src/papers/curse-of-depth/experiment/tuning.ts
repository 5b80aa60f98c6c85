/** Makes tuning.json: the arms that are this paper's own; those of other papers on depth are tuned in the lab. Run it with `npx tsx` on this file. */
import { ownArms } from "#lab/training/depth/index";
import { tuneDepth } from "#lab/training/depth/tune";
import { armNames } from "./arms.ts";

await tuneDepth(import.meta.url, ownArms(armNames));
