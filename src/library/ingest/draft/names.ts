/** People's names: lists written in one string, names written in parts, and what stands among names without being one. */
import type { DraftAuthor } from "./draft.ts";

/** "Md" behind one comma is a given name more often than a degree. */
const GENERATION = /^(?:jr|sr|ii|iii|iv|ph\.\s?d)\.?$/i;
const SUFFIX = /^(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d)\.?$/i;

/**
 * Splits "A. Author (Some Lab), B. Author and C. Author" into people. What stands in brackets behind a name is kept
 * as an affiliation when it is words, and dropped when it only refers to a list ("1 and 2").
 */
export function splitAuthors(text: string): DraftAuthor[] {
  const people: DraftAuthor[] = [];
  // Single spaces first: a pattern that begins with any number of them looks at a long run once from each of its places.
  for (const part of outsideBrackets(text.slice(0, 1_000_000).replace(/\s+/g, " "))) {
    const name = part.name.trim().replace(/^(?:and|&) /i, "");
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
  for (const piece of text.split(/([(),;]| (?:and|&) )/i)) {
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
    else if (/^(?:[,;]| (?:and|&) )$/i.test(piece)) parts.push({ name: "", affiliations: [] });
    else part.name += piece;
  }
  return parts;
}

/** Words for a group of people that signs as one. */
const GROUP = "collaborations?|consortium|team|group|experiment|project|network|committee|task force";
/** "The LUX Collaboration: K. Ito" */
const groupFirst = new RegExp(`^(.{2,120}?\\b(?:${GROUP}))\\s*:\\s*(.*)$`, "isu");
/** "Jo Roe for the LUX Collaboration" */
const speaking = new RegExp(
  `[\\s,(]+(?:(?:for|representing)\\s.{2,160}?\\b(?:${GROUP})|on behalf of\\s.{2,160})[.)]*$`,
  "isu",
);
const institution =
  /\b(?:institut\w*|cent(?:er|re)|society|department|council|association|foundation|agency|office|board|school|university|collaboration)\b/i;
const otherPeople = /^(?:and\s+)?(?:others?|et\.?\s*al(?:ii|iae)?\.?)$/i;
const andOthers = /[\s,;]+(?:et\.?\s*al\.?(?:\s+|$)|(?:and\s+others|\(?and \d+ (?:others|more)[^,;]{0,30})$)/i;

export interface People {
  readonly authors: DraftAuthor[];
  /** There are more than are named: "et al.", "and others". */
  readonly more: boolean;
}

/**
 * The people of a list of names: "et al." is nobody, punctuation is nobody, a collaboration in front of its first author is
 * an author of its own, and somebody who speaks for a collaboration is known by his own name.
 */
export function peopleOf(names: readonly DraftAuthor[]): People {
  const authors: DraftAuthor[] = [];
  let more = false;
  for (const { name: written, ...rest } of names) {
    let name = written.replace(/\s+/g, " ").trim();
    if (name.length <= 400) {
      if (otherPeople.test(name)) {
        more = true;
        continue;
      }
      if (andOthers.test(name)) {
        more = true;
        name = name.replace(andOthers, " ").trim();
      }
      const group = groupFirst.exec(name);
      if (group) {
        authors.push({ name: group[1] });
        name = group[2].trim();
      }
      const speaker = name.replace(speaking, "");
      if (speaker !== "" && !institution.test(speaker)) name = speaker;
    }
    if (/[\p{L}\p{N}]/u.test(name)) authors.push({ name, ...rest });
  }
  return { authors, more };
}

/** "Ito, Ken; Roe, Jo" as two names; one name, and a group with a semicolon in its name, as it is. */
export function namesIn(line: string): string[] {
  const parts = line.split(/\s*;\s*/).filter(Boolean);
  if (parts.length > 1) return parts;
  // Two people joined by "and" are each written with a comma, so that "Department of Health and Care" stays one.
  const both = line.split(/\s+(?:and|&)\s+/i);
  return both.length > 1 && both.every((name) => /^[^,]+,[^,]+$/.test(name)) ? both : [line];
}

/** "Author, Ann B." and "Author, Jr., Ann B." in reading order; a name without comma, or a group's, as it is. */
export function readingOrder(name: string): string {
  const parts = name.split(",").map((part) => part.trim());
  const written = parts.filter(Boolean);
  // ", David" and "Ito,"
  if (written.length === 1) return written[0];
  if (parts.length === 2) return GENERATION.test(parts[1]) ? `${parts[0]}, ${parts[1]}` : `${parts[1]} ${parts[0]}`;
  if (written.length === 3) {
    // BibTeX writes the suffix in the middle, RIS at the end.
    const [family, given, suffix] = SUFFIX.test(written[1]) ? [written[0], written[2], written[1]] : written;
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
