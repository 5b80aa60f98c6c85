/** Addresses of all papers, for search engines: by the number under which each is stored, so that a part stays what it was. */
import { and, asc, gt, lte, max } from "drizzle-orm";
import { papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";

/** A part has at most so many: what a file of the sitemap protocol may hold, less room for pages that are no papers. */
export const addressesInPart = 49_000;

export interface PaperAddress {
  readonly slug: string;
  /** The day on which it changed last, YYYY-MM-DD. */
  readonly changed: string;
}

/** How many parts there are; 0 in an empty library. */
export async function addressParts(db: Db): Promise<number> {
  const [{ last }] = await db.select({ last: max(papers.id) }).from(papers);
  return Math.ceil((last ?? 0) / addressesInPart);
}

/** @param part counted from 1. */
export async function addressesOf(db: Db, part: number): Promise<PaperAddress[]> {
  const end = part * addressesInPart;
  const rows = await db
    .select({ slug: papers.slug, updatedAt: papers.updatedAt })
    .from(papers)
    .where(and(gt(papers.id, end - addressesInPart), lte(papers.id, end)))
    .orderBy(asc(papers.id));
  return rows.map(({ slug, updatedAt }) => ({ slug, changed: updatedAt.toISOString().slice(0, 10) }));
}
