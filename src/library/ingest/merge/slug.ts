/** How a paper that was only imported gets its address. */

import { asciiLetters } from "../text/letters.ts";

const longest = 60;

/** An address from a title: lower-case words joined by hyphens, cut at a word. Not unique yet; "paper" where nothing is left. */
export function slugFor(title: string): string {
  const words = asciiLetters(title)
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  let slug = "";
  for (const word of words ?? []) {
    const longer = slug === "" ? word.slice(0, longest) : `${slug}-${word}`;
    if (longer.length > longest) break;
    slug = longer;
  }
  return slug === "" ? "paper" : slug;
}
