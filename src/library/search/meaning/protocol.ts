/** What a process that trains an encoder hears and says. */
import type { LearningPaper } from "./corpus.ts";
import type { Judgement } from "./judge.ts";

export type ToLearner =
  /** How many papers will come, and where the training is kept while it is not done. */
  | { readonly type: "begin"; readonly papers: number; readonly checkpoint: string | null }
  | { readonly type: "papers"; readonly papers: readonly LearningPaper[] }
  | { readonly type: "end" };

export type FromLearner =
  | { readonly type: "progress"; readonly share: number; readonly doing: string }
  | { readonly type: "learnt"; readonly encoder: Uint8Array; readonly judgement: Judgement }
  | { readonly type: "failed"; readonly message: string; readonly stack: string | null };
