/**
 * Reads the text of a saved Daily Papers list page, as a browser copies it:
 *
 *     Daily Papers
 *     Jun 17                      the page's own day
 *
 *     Title
 *
 *     Abstract
 *
 *       • 3 authors               or the name of an organization
 *     ·
 *     Apr 6                       or "Jun 24, 2024", or with a comment count behind: "Jun 24, 2024 1"
 *
 * An entry may lack its byline, or its abstract. The dates are days of publication; one without a year is the latest such day that is not after
 * the page's own. What stands on the page was listed on the page's day, in the page's order.
 */
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { dayBefore, readDay, type Day } from "./list-day.ts";
import { Records } from "../draft/record.ts";

export const listPageSource = "list-page";

export interface ListPage extends Parsed {
  /** YYYY-MM-DD */
  readonly pageDate: string;
}

/** An abstract is at least this long, or has a sentence's end inside; a title is neither. */
const abstractLength = 160;

interface Block {
  /** 1-based line of the text. */
  readonly line: number;
  readonly lines: readonly string[];
}

interface Byline {
  readonly authorCount: number | null;
  readonly organization: string | null;
  readonly day: Day | null;
  readonly comments: number | null;
}

/** `asOf`: the day by which the page had been saved; its own date is the latest such day up to then. */
export function parseListPage(text: string, { asOf }: ParseContext): ListPage {
  const blocks = blocksOf(text);
  const first = firstEntry(blocks);
  const header = blocks.slice(0, first).flatMap(({ lines }) => lines);
  const headerDay = header.map((line) => readDay(line)).findLast((found) => found !== null);
  const pageDate = headerDay ? dayBefore(headerDay.day, asOf) : asOf;

  const records = new Records(listPageSource, { asOf: pageDate });
  let [at, position] = [first, 0];
  while (at < blocks.length) {
    const title = blocks[at];
    const body: Block[] = [];
    let next = at + 1;
    while (next < blocks.length && !isByline(blocks[next]) && !startsEntry(blocks, next)) body.push(blocks[next++]);
    const byline = next < blocks.length && isByline(blocks[next]) ? blocks[next++] : null;
    addEntry(records, { title, body, byline, position: position++ }, pageDate);
    at = next;
  }
  return { pageDate, ...records.result() };
}

interface Lines {
  readonly title: Block;
  readonly body: readonly Block[];
  readonly byline: Block | null;
  readonly position: number;
}

function addEntry(records: Records, { title, body, byline, position }: Lines, pageDate: string): void {
  const place = `line ${title.line}`;
  const excerpt = () => [title, ...body, ...(byline ? [byline] : [])].flatMap(({ lines }) => lines).join("\n");
  if (isByline(title)) return records.reject(place, "a byline without a title", excerpt());
  if (body.length === 0 && byline === null)
    return records.reject(place, "neither a title nor an abstract nor a byline", excerpt());
  const { authorCount, organization, day, comments } = byline ? readByline(byline) : nobody;
  if (byline && day === null) records.warn(place, `no day in the byline ${JSON.stringify(byline.lines.join(" "))}`);
  const fields = {
    title: title.lines.join(" "),
    abstract: body.map(({ lines }) => lines.join("\n")).join("\n\n"),
    authorCount,
    organization,
    published: [day && dayBefore(day, pageDate)],
    listed: pageDate,
    position,
    comments,
  };
  records.add(place, fields, excerpt);
}

/** Lines that stand together. A byline is one block even where empty lines part who, dot and when. */
function blocksOf(text: string): Block[] {
  const blocks: { line: number; lines: string[] }[] = [];
  let open = false;
  for (const [index, raw] of text.replace(/\r\n?/g, "\n").split("\n").entries()) {
    const line = raw.trim();
    const last = blocks.at(-1);
    const afterDot = last !== undefined && isDot(last.lines.at(-1)!);
    if (line === "") open = false;
    else if (last && (open || afterDot || (isDot(line) && !isAbstract(last)))) {
      last.lines.push(line);
      open = true;
    } else {
      blocks.push({ line: index + 1, lines: [line] });
      open = true;
    }
  }
  return blocks;
}

/** The dot between who and when, alone on its line. */
const isDot = (line: string) => /^[·•∙]$/.test(line);
const isByline = ({ lines }: Block): boolean => lines.some(isDot);

/** Everything before the first abstract and its title is the head of the page. */
function firstEntry(blocks: readonly Block[]): number {
  const abstract = blocks.findIndex((block, index) => index > 0 && (isAbstract(block) || isByline(block)));
  return abstract === -1 ? blocks.length : abstract - 1;
}

const isAbstract = (block: Block): boolean => {
  const text = block.lines.join(" ");
  return !isByline(block) && (text.length >= abstractLength || /[.!?]\s+\S.*[.!?)]$/.test(text));
};

/** A short line that does not end a sentence, with an abstract or a byline behind it, begins the next entry. */
function startsEntry(blocks: readonly Block[], at: number): boolean {
  const [block, next] = [blocks[at], blocks[at + 1]];
  if (next === undefined || isAbstract(block) || /[.;:,]$/.test(block.lines.at(-1)!)) return false;
  return isAbstract(next) || isByline(next);
}

const nobody: Byline = { authorCount: null, organization: null, day: null, comments: null };

function readByline({ lines }: Block): Byline {
  const dot = lines.findIndex(isDot);
  const who = lines
    .slice(0, dot)
    .map((line) => line.replace(/^[•·∙]\s*/, ""))
    .join(" ");
  const found = readDay(lines.slice(dot + 1).join(" "));
  const authorCount = /^(\d{1,6}) authors?$/.exec(who)?.[1];
  return {
    authorCount: authorCount === undefined ? null : Number(authorCount),
    organization: authorCount !== undefined || who === "" ? null : once(who),
    day: found?.day ?? null,
    comments: found?.rest ?? null,
  };
}

/** A logo's name and the name beside it are copied as "Some Lab Some Lab". */
function once(name: string): string {
  const words = name.split(/\s+/);
  const half = words.slice(0, words.length / 2).join(" ");
  return words.length % 2 === 0 && words.join(" ") === `${half} ${half}` ? half : name;
}
