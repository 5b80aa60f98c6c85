/** CSL-JSON, as reference managers export it: a list of items, or one. */
import { readDateParts } from "./crossref.ts";
import type { ParseContext, Parsed } from "../draft/draft.ts";
import { mentionedArxiv, mentionedDoi } from "../draft/identity.ts";
import { joinName } from "../draft/names.ts";
import { Records } from "../draft/record.ts";
import { excerptOf, listOf, objectOf, textOf, type JsonObject } from "../wire/json.ts";
import { jsonRecords } from "../wire/json-records.ts";
import { stripMarkup } from "../wire/markup.ts";

export function parseCslJson(text: string, context: ParseContext): Parsed {
  const records = new Records("csl-json", context);
  const { list } = jsonRecords(records, text, null, (value) => {
    if (Array.isArray(value)) return value;
    const { items, title } = objectOf(value);
    if (Array.isArray(items)) return items;
    return textOf(title) ? [value] : "neither a list of CSL items nor one with a title";
  });
  for (const [index, item] of list.entries()) addItem(records, `entry ${index + 1}`, objectOf(item));
  return records.result();
}

function addItem(records: Records, at: string, item: JsonObject): void {
  const title = first(item.title);
  const abstract = textOf(item.abstract);
  const number = textOf(item.number);
  const archived = /arxiv/i.test(textOf(item.archive) ?? textOf(item.publisher) ?? "");
  records.add(
    at,
    {
      sourceId: textOf(item.id),
      title: title && stripMarkup(title),
      abstract: abstract && stripMarkup(abstract),
      authors: listOf(item.author).map((author) => ({ name: readName(objectOf(author)) })),
      published: [readIssued(item.issued)],
      // A bare number may be a report's; "arXiv:..." says what it is.
      arxiv: [
        archived || /^arxiv/i.test(number ?? "") ? number : null,
        archived ? textOf(item.archive_location) : null,
        textOf(item.URL),
        ...["number", "note", "volume", "container-title", "archive_location"].map((name) =>
          mentionedArxiv(textOf(item[name])),
        ),
      ],
      doi: [textOf(item.DOI), textOf(item.URL), mentionedDoi(textOf(item.URL)), mentionedDoi(textOf(item.note))],
      venue: [first(item["container-title"])],
      url: [textOf(item.URL)],
    },
    () => excerptOf(item),
  );
}

/** Some programs write every value as a list. */
const first = (value: unknown): string | null => textOf(value) ?? textOf(listOf(value)[0]);

function readName(name: JsonObject): string {
  const particles = [textOf(name["dropping-particle"]), textOf(name["non-dropping-particle"])]
    .filter(Boolean)
    .join(" ");
  const parts = {
    given: textOf(name.given),
    particle: particles,
    family: textOf(name.family),
    suffix: textOf(name.suffix),
  };
  return joinName(parts) ?? textOf(name.literal) ?? "";
}

/** EDTF text, date parts (of a range, its beginning), or what somebody typed. */
function readIssued(issued: unknown): string | null {
  if (typeof issued === "string") return issued;
  const { raw, literal } = objectOf(issued);
  return readDateParts(issued) ?? textOf(raw) ?? textOf(literal);
}
