/** What the repository brings to every library: papers, topics, experiments and committed results. */
import type { Paper } from "#lab/kit/index";
import type { ExperimentFacts } from "../catalogue.ts";

export interface Shelf {
  /** Changes whenever the content does; a store that has seen this stamp is not seeded again. */
  readonly stamp: string;
  load(): Promise<ShelfContent>;
}

export interface ShelfContent {
  readonly papers: readonly Paper[];
  /** Slug -> name as shown. */
  readonly topics: Readonly<Record<string, string>>;
  /** null: the paper does not run yet. */
  experiment(slug: string): Promise<ExperimentFacts | null>;
  /** Unchecked: they come from files that people edit. */
  committedRuns(slug: string): Promise<readonly unknown[]>;
}
