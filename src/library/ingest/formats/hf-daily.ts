/** Hugging Face's daily papers (huggingface.co/api/daily_papers and /api/papers/<id>). */
import { newYorkDay } from "../calendar/zone.ts";
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { Records } from "../draft/record.ts";
import { wellFormed } from "../../store/storable.ts";
import { excerptOf, listOf, numberOf, objectOf, textOf, type JsonObject } from "../wire/json.ts";
import { jsonRecords } from "../wire/json-records.ts";

export function parseHfDaily(text: string, context: ParseContext): Parsed {
  const records = new Records("hf-daily", context);
  const { list } = jsonRecords(records, text, null, (value) => {
    if (Array.isArray(value)) return value;
    const single = objectOf(value);
    if (textOf(single.id) && textOf(single.title)) return [single];
    return `not a list of papers: ${textOf(single.error) ?? "no array"}`;
  });
  addHfEntries(records, list);
  return records.result();
}

/** Entries as the API gives them; the list page carries the same ones inside its HTML. */
export function addHfEntries(records: Records, entries: readonly unknown[]): void {
  for (const [index, entry] of entries.entries()) addEntry(records, `entry ${index + 1}`, objectOf(entry));
}

function addEntry(records: Records, at: string, entry: JsonObject): void {
  // A single paper comes without the wrapper that a list puts around it.
  const paper = entry.paper === undefined ? entry : objectOf(entry.paper);
  const wrapper = entry.paper === undefined ? {} : entry;
  const id = textOf(paper.id);
  const authors = listOf(paper.authors).map(objectOf);
  const organization = objectOf(paper.organization ?? wrapper.organization);

  records.add(
    at,
    {
      sourceId: id,
      title: textOf(paper.title) ?? textOf(wrapper.title),
      abstract: hardBreaks(textOf(paper.summary) ?? textOf(wrapper.summary)),
      // A hidden author is one that the extraction got wrong.
      authors: authors.filter(({ hidden }) => hidden !== true).map(({ name }) => ({ name: textOf(name) ?? "" })),
      organization: textOf(organization.fullname) ?? textOf(organization.name),
      // The outer publishedAt is the day of listing, not arXiv's.
      published: [textOf(paper.publishedAt)],
      listed: listDay(textOf(paper.submittedOnDailyAt) ?? textOf(wrapper.publishedAt)),
      arxiv: [id],
      url: id === null ? [] : [`https://huggingface.co/papers/${encodeURIComponent(wellFormed(id))}`],
      code: textOf(paper.githubRepo),
      // ?? and never ||: a paper with 0 votes has votes.
      votes: numberOf(paper.upvotes) ?? numberOf(wrapper.upvotes),
      comments: numberOf(wrapper.numComments) ?? numberOf(paper.numComments),
    },
    () => excerptOf(entry),
  );
}

const hardBreaks = (text: string | null): string | null => text && text.replace(/[^\S\n]*\n(?!\s*\n)[^\S\n]*/g, " ");

/** The list's day is a New York day, written as its midnight in UTC; older records carry the moment itself. */
function listDay(written: string | null): string | null {
  if (written === null || /T00:00:00(?:\.0+)?Z$/.test(written) || !written.includes("T"))
    return written?.slice(0, 10) ?? null;
  const moment = Date.parse(written);
  return Number.isNaN(moment) ? written : newYorkDay(new Date(moment));
}
