/** Addresses for new papers that no other paper has: "a-title", "a-title-2", ... */
import type { Db } from "../../store/database.ts";
import { formerSlugs, papers } from "../../schema/index.ts";
import { isOneOf } from "../../store/json-rows.ts";

/** One free address per wanted one, in order; equal wishes get different answers. */
export async function freeSlugs(tx: Db, wanted: readonly string[]): Promise<string[]> {
  const slugs: string[] = Array.from({ length: wanted.length });
  const used = new Set<string>();
  const next = new Map<string, number>();
  let waiting = [...wanted.keys()];
  // Rarely more than two rounds; each looks eight times as far as the one before, for titles that everybody uses.
  for (let reach = 1; waiting.length > 0; reach *= 8) {
    const spellings = new Map(
      [...new Set(waiting.map((index) => wanted[index]))].map((slug) => [
        slug,
        numbered(slug, next.get(slug) ?? 1, reach),
      ]),
    );
    const asked = [...spellings.values()].flat();
    // An address that leads on to another paper is not given away.
    for (const table of [papers, formerSlugs])
      for (const { slug } of await tx.select({ slug: table.slug }).from(table).where(isOneOf(table.slug, asked)))
        used.add(slug);
    waiting = waiting.filter((index) => {
      const free = spellings.get(wanted[index])!.find((slug) => !used.has(slug));
      if (free === undefined) return true;
      slugs[index] = free;
      used.add(free);
      return false;
    });
    for (const slug of spellings.keys()) next.set(slug, (next.get(slug) ?? 1) + reach);
  }
  return slugs;
}

const numbered = (slug: string, from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => (from + index === 1 ? slug : `${slug}-${from + index}`));
