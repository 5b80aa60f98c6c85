/** Papers by the name somebody typed. */
import { nearest } from "#library/words/nearest";
import type { Paper } from "#lab/kit/index";
import { UnknownName } from "./failure.ts";
import { printable } from "./terminal/width.ts";

interface Named {
  readonly slug: string;
  readonly title: string;
}

/** The refusal of a slug that does not exist, with the nearest that do. */
export function unknownPaper(slug: string, papers: readonly Named[]): UnknownName {
  const within = (worst: number) => nearest(slug, papers, (paper) => [paper.slug, paper.title], 3, worst);
  const likely = within(0.5);
  const named = likely.length > 0 ? likely : within(Infinity);
  const width = Math.max(...named.map((paper) => paper.slug.length));
  return new UnknownName(
    [
      `no paper ${JSON.stringify(slug)}; ${likely.length > 0 ? "did you mean one of these?" : "the nearest names are"}`,
      ...named.map((paper) => `  ${paper.slug.padEnd(width)}  ${printable(paper.title)}`),
    ].join("\n"),
  );
}

/** A paper of the shelf that ships with papertape. @throws UnknownName naming the nearest ones. */
export async function paperOnShelf(slug: string): Promise<Paper> {
  const { paperBySlug, papers } = await import("#papers/registry");
  const paper = paperBySlug(slug);
  if (!paper) throw unknownPaper(slug, papers);
  return paper;
}
