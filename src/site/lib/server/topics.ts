/** Topics of the shelf with the number of their papers, largest first. */
import type { PaperSummary } from "#library/catalogue";

export interface TopicCount {
  readonly slug: string;
  readonly name: string;
  readonly papers: number;
}

export function topicCounts(papers: readonly PaperSummary[]): TopicCount[] {
  const counts = new Map<string, TopicCount>();
  for (const { topics } of papers)
    for (const { slug, name } of topics) counts.set(slug, { slug, name, papers: (counts.get(slug)?.papers ?? 0) + 1 });
  return [...counts.values()].sort((a, b) => b.papers - a.papers || a.name.localeCompare(b.name));
}
