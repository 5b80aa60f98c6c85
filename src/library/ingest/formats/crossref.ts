/** Crossref works: one, or a page of them. Abstracts are JATS in a string. */
import { dateOf } from "../draft/dates.ts";
import type { DraftAuthor, ParseContext, Parsed } from "../draft/draft.ts";
import { titleKey } from "../draft/identity.ts";
import { joinName } from "../draft/names.ts";
import { Records } from "../draft/record.ts";
import { excerptOf, listOf, numberOf, objectOf, textOf, type JsonObject } from "../wire/json.ts";
import { jsonRecords } from "../wire/json-records.ts";
import { stripMarkup } from "../wire/markup.ts";

export interface CrossrefPage extends Parsed {
  /** Cursor of the next page; null where there is none. */
  readonly next: string | null;
  readonly total: number | null;
}

export function parseCrossref(text: string, context: ParseContext): CrossrefPage {
  const records = new Records("crossref", context);
  const { value, list } = jsonRecords(records, text, "items", (document) => {
    const { message, DOI, status } = objectOf(document);
    if (textOf(DOI)) return [document];
    const { items, DOI: single } = objectOf(message);
    if (Array.isArray(items)) return items;
    return textOf(single) ? [message] : `no works in it: ${refusal(message) ?? textOf(status) ?? "unknown layout"}`;
  });
  for (const [index, entry] of list.entries()) addWork(records, `entry ${index + 1}`, objectOf(entry));

  const message = objectOf(objectOf(value).message);
  return { ...records.result(), next: textOf(message["next-cursor"]), total: numberOf(message["total-results"]) };
}

/** A refused query answers with a list of {type, message}. */
const refusal = (message: unknown): string | null => textOf(message) ?? textOf(objectOf(listOf(message)[0]).message);

function addWork(records: Records, at: string, work: JsonObject): void {
  const doi = textOf(work.DOI);
  const abstract = textOf(work.abstract);
  records.add(
    at,
    {
      sourceId: doi,
      title: fullTitle(work),
      abstract: abstract && stripMarkup(abstract),
      authors: listOf(work.author).map(readAuthor),
      published: ["posted", "published-online", "issued", "published", "published-print", "created"].map((name) =>
        readDateParts(work[name]),
      ),
      arxiv: related(work, "has-preprint"),
      doi: [doi],
      versions: [...related(work, "has-preprint"), ...related(work, "is-preprint-of")],
      venue: [textOf(listOf(work["container-title"])[0]) ?? textOf(work["container-title"])],
      url: [textOf(work.URL)],
    },
    () => excerptOf(work),
  );
}

/** Title and subtitle, as the paper itself prints them; some records repeat the subtitle in the title, in letters of another size. */
function fullTitle(work: JsonObject): string | null {
  const written = textOf(listOf(work.title)[0]) ?? textOf(work.title);
  if (written === null) return null;
  const title = stripMarkup(written);
  const subtitle = stripMarkup(textOf(listOf(work.subtitle)[0]) ?? "");
  const repeated = titleKey(title).includes(titleKey(subtitle));
  return subtitle === "" || repeated ? title : `${title.replace(/\s*:\s*$/, "")}: ${subtitle}`;
}

function readAuthor(author: unknown): DraftAuthor {
  const { given, family, suffix, name, affiliation } = objectOf(author);
  return {
    name: joinName({ given: textOf(given), family: textOf(family), suffix: textOf(suffix) }) ?? textOf(name) ?? "",
    affiliations: listOf(affiliation).map((institution) => textOf(objectOf(institution).name) ?? ""),
  };
}

/** {"date-parts": [[2024, 5]]}; the parts may be [[null]]. */
export function readDateParts(value: unknown): string | null {
  const [year, month, day] = listOf(listOf(objectOf(value)["date-parts"])[0]).map((part) => {
    const text = textOf(part);
    return text === null ? null : Number(text);
  });
  return year === undefined || year === null ? null : dateOf(year, month, day);
}

/** The works that a record names in a relation: ids of whatever kind. */
const related = (work: JsonObject, relation: string): (string | null)[] =>
  listOf(objectOf(work.relation)[relation]).map((other) => textOf(objectOf(other).id));
