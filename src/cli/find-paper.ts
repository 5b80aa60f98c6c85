/** Papers by the name somebody typed. */
import { nearest } from "#library/words/nearest";
import type { Paper } from "#papers/kit/index";
import { UnknownName } from "./failure.ts";

interface Named {
  readonly slug: string;
  readonly title: string;
}

/** The refusal of a slug that does not exist, with the nearest that do. */
export function unknownPaper(slug: string, papers: readonly Named[]): UnknownName {
  const near = (worst: number) => nearest(slug, papers, (paper) => [paper.slug, paper.title], 3, worst);
  const likely = near(0.5);
  const width = Math.max(...papers.map((paper) => paper.slug.length));
  return new UnknownName(
    [
      `no paper ${JSON.stringify(slug)}; ${likely.length > 0 ? "did you mean one of these?" : "the nearest names are"}`,
      ...(likely.length > 0 ? likely : near(Infinity)).map((paper) => `  ${paper.slug.padEnd(width)}  ${paper.title}`),
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
