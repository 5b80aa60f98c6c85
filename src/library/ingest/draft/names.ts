/** People's names: lists written in one string, and names written in parts. */
import type { DraftAuthor } from "./draft.ts";

const SUFFIX = /^(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d)\.?$/i;

/**
 * Splits "A. Author (Some Lab), B. Author and C. Author" into people. What stands in brackets behind a name is kept
 * as an affiliation when it is words, and dropped when it only refers to a list ("1 and 2").
 */
export function splitAuthors(text: string): DraftAuthor[] {
  const people: DraftAuthor[] = [];
  for (const part of outsideBrackets(text.slice(0, 1_000_000))) {
    const name = part.name
      .replace(/\s+/g, " ")
      .trim()
      .replace(/^(?:and|&)\s+/i, "");
    if (name === "") continue;
    const last = people.at(-1);
    if (SUFFIX.test(name) && last) people[people.length - 1] = { ...last, name: `${last.name}, ${name}` };
    else people.push(part.affiliations.length > 0 ? { name, affiliations: part.affiliations } : { name });
  }
  return people;
}

function outsideBrackets(text: string): { name: string; affiliations: string[] }[] {
  const parts = [{ name: "", affiliations: [] as string[] }];
  let depth = 0;
  let inside = "";
  for (const piece of text.split(/([(),;]|\s+(?:and|&)\s+)/i)) {
    const part = parts.at(-1)!;
    if (piece === "(") {
      if (depth++ > 0) inside += piece;
    } else if (piece === ")" && depth > 0) {
      if (--depth > 0) inside += piece;
      else {
        if (/\p{L}{3}/u.test(inside)) part.affiliations.push(inside.trim());
        inside = "";
      }
    } else if (depth > 0) inside += piece;
    else if (/^(?:[,;]|\s+(?:and|&)\s+)$/i.test(piece)) parts.push({ name: "", affiliations: [] });
    else part.name += piece;
  }
  return parts;
}

/** "Author, Ann B." and "Author, Jr., Ann B." in reading order; a name without comma, or a group's, as it is. */
export function readingOrder(name: string): string {
  const parts = name.split(",").map((part) => part.trim());
  if (parts.length === 2 && parts[0] && parts[1]) {
    return SUFFIX.test(parts[1]) ? `${parts[0]}, ${parts[1]}` : `${parts[1]} ${parts[0]}`;
  }
  if (parts.length === 3 && parts.every(Boolean)) {
    // BibTeX writes the suffix in the middle, RIS at the end.
    const [family, given, suffix] = SUFFIX.test(parts[1])
      ? [parts[0], parts[2], parts[1]]
      : [parts[0], parts[1], parts[2]];
    return `${given} ${family}, ${suffix}`;
  }
  return name.trim();
}

/** A name from its parts, in reading order; null when there is none. */
export function joinName(parts: {
  readonly given?: string | null;
  readonly particle?: string | null;
  readonly family?: string | null;
  readonly suffix?: string | null;
}): string | null {
  const name = [parts.given, parts.particle, parts.family].filter(Boolean).join(" ").replace(/\s+/g, " ").trim();
  if (name === "") return null;
  return parts.suffix ? `${name}, ${parts.suffix}` : name;
}
