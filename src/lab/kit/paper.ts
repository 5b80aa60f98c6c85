/** A paper as data: facts, our own summary, and its claims by id. */
import type { Claim } from "./claim.ts";

export interface Paper<ClaimId extends string = string> {
  /** Folder name and address: lower-case words joined by hyphens. */
  readonly slug: string;
  readonly title: string;
  /** Day of first publication, YYYY-MM-DD. */
  readonly published: string;
  /** Number of authors. */
  readonly authors: number;
  /** arXiv id without version, null where there is none. */
  readonly arxiv: string | null;
  /** Where the authors' own code lives ("owner/name" or an address), null where none was found. */
  readonly code: string | null;
  /** Our own words, two to four sentences; never a sentence of the abstract. The first one stands in lists. */
  readonly summary: string;
  /** From `topics.ts`, most specific first. */
  readonly topics: readonly string[];
  readonly claims: Readonly<Record<ClaimId, Claim>>;
  /** Why there is no ONNX model of the method, as a clause: "text in, text out". Then the folder has no export.ts. */
  readonly notATensorProgram?: string;
  /** Facts on this page that could not be verified in a primary source. */
  readonly unverified?: readonly string[];
}

const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** YYYY-MM-DD, and a day that there is: not 30 February. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** Of the present kind, without a version: 2503.10622. */
export const isArxivId = (text: string): boolean => /^\d{4}\.\d{4,5}$/.test(text);

/**
 * Declares a paper. The claim ids become part of its type, so that an experiment can only measure claims that exist.
 * @throws Error naming the paper and the field when a fact is malformed.
 */
export function definePaper<const ClaimId extends string>(paper: Paper<ClaimId>): Paper<ClaimId> {
  const fail = (what: string) => new Error(`paper ${JSON.stringify(paper.slug)}: ${what}`);
  if (!slugPattern.test(paper.slug)) throw fail("slug must be lower-case words joined by hyphens");
  if (!isDay(paper.published)) throw fail(`published is not a day: ${paper.published}`);
  if (!Number.isInteger(paper.authors) || paper.authors < 1) throw fail(`authors is not a count: ${paper.authors}`);
  if (paper.arxiv !== null && !isArxivId(paper.arxiv)) throw fail(`not an arXiv id: ${paper.arxiv}`);
  for (const [id, claim] of Object.entries<Claim>(paper.claims)) {
    if (!slugPattern.test(id)) throw fail(`claim id ${JSON.stringify(id)} must be lower-case words joined by hyphens`);
    if (claim.better !== "equal" && claim.tolerance !== undefined)
      throw fail(`claim ${id}: tolerance only makes sense for better: "equal"`);
    if (claim.tolerance !== undefined && !(claim.tolerance >= 0)) throw fail(`claim ${id}: negative tolerance`);
  }
  return paper;
}
