/** Every parser of text that comes from outside, one line each. A new one is added here. */
import { readJson } from "../../src/lab/extraction/json.ts";
import { readAlignedTables } from "../../src/lab/extraction/table/aligned.ts";
import { tableFormatOf } from "../../src/lab/extraction/table/any.ts";
import { readHtmlTables } from "../../src/lab/extraction/table/html.ts";
import { readLatexTables } from "../../src/lab/extraction/table/latex.ts";
import { readMarkdownTables } from "../../src/lab/extraction/table/markdown.ts";
import { extractResults } from "../../src/papers/taser/agents/results.ts";
import { portfolio } from "../../src/papers/taser/agents/schema.ts";
import { extractDocument, readDocument } from "../../src/papers/taser/method.ts";
import { readNumber } from "../../src/lab/extraction/table/numbers.ts";
import { readCsv } from "../../src/lab/extraction/tables.ts";
import { beginningOf, widened } from "../../src/lab/text/clusters.ts";
import { mentionsIn } from "../../src/library/community/mentions.ts";
import { writtenLine, writtenText } from "../../src/library/community/input.ts";
import { parsePaperPage } from "../../src/library/community/submissions/page.ts";
import { readReference } from "../../src/library/community/submissions/reference.ts";
import { wrapped as mailText } from "../../src/library/digest/text.ts";
import { bibtex } from "../../src/library/citations/bibtex.ts";
import { listFormats } from "../../src/library/citations/list.ts";
import { adapterFor, adapters, type AdapterName } from "../../src/library/ingest/formats/adapters.ts";
import { readDate } from "../../src/library/ingest/draft/dates.ts";
import { decodeFile } from "../../src/library/ingest/wire/decode.ts";
import { retryAfter } from "../../src/library/ingest/fetch/retry.ts";
import {
  arxivId,
  familyKey,
  normalizeDoi,
  titleKey,
  trimPunctuation,
  webAddress,
} from "../../src/library/ingest/draft/identity.ts";
import { readDay } from "../../src/library/ingest/formats/list-day.ts";
import { embeddedEntries, isHtml, listPageText } from "../../src/library/ingest/formats/list-page-html.ts";
import { joinName, readingOrder, splitAuthors } from "../../src/library/ingest/draft/names.ts";
import { storable } from "../../src/library/store/storable.ts";
import { slugFor } from "../../src/library/ingest/merge/slug.ts";
import { asciiLetters } from "../../src/library/ingest/text/letters.ts";
import { cleanCharacters, cleanLine, cleanParagraphs, mathSpans } from "../../src/library/ingest/text/clean.ts";
import { untex } from "../../src/library/ingest/text/tex.ts";
import { readBibtex } from "../../src/library/ingest/wire/bibtex.ts";
import { decodeHtml, stripMarkup } from "../../src/library/ingest/wire/markup.ts";
import { htmlPage, readXml } from "../../src/library/ingest/wire/xml.ts";
import { parseAddress } from "../../src/library/mail/address.ts";
import { checkedName } from "../../src/library/readers/names.ts";
import { dropUnclean, isCleanText } from "../../src/library/runs/text.ts";
import { graphemes, safe } from "../../src/papers/indic-normalization/method.ts";
import { topicsOf } from "../../src/papers/topic-rules.ts";
import { termsOf } from "../../src/library/search/analysis/terms.ts";
import { wordsIn, wordsWithPlaces } from "../../src/library/search/analysis/words.ts";
import { excerptOf, marksIn } from "../../src/library/search/excerpt.ts";
import { parseQuery } from "../../src/library/search/query.ts";
import { mentionsIn as numbersIn } from "../../src/library/extracted/readings.ts";
import { sentencesIn } from "../../src/library/words/sentences.ts";
import { slugify } from "../../src/library/words/count.ts";
import { nearest } from "../../src/library/words/nearest.ts";
import { plainMaths } from "../../src/library/words/plain-maths.ts";
import { escapeXml } from "../../src/site/lib/server/feeds/xml.ts";
import { localPath } from "../../src/site/lib/server/http/local-path.ts";
import { readersHtml } from "../../src/site/lib/server/text/markdown.ts";
import { plainTitle, withMaths } from "../../src/site/lib/server/text/maths.ts";
import { searchRequest } from "../../src/site/lib/server/lists/search-request.ts";
import { printable, truncate, widthOf, wrap } from "../../src/cli/terminal/width.ts";

export interface Parser {
  readonly read: (text: string) => unknown;
  /** What stands around the hostile text, where it needs a document to arrive in. */
  readonly inside?: (text: string) => string;
}

const context = { asOf: "2026-11-23" };
const parse = (name: AdapterName) => (text: string) => adapters[name].parse(text, context);
const wanted = { weights: new Map([["norm", 1]]), phrases: [] };

/** The formats of files and services, with the text as the whole document. */
const documents = Object.fromEntries(
  Object.keys(adapters).map((name) => [`${name} document`, { read: parse(name as AdapterName) }]),
);

/** The same formats, with the text where a good document has a title, an abstract and people. */
const json = (of: (text: string) => unknown) => (text: string) => JSON.stringify(of(text));
const fields: Readonly<Record<AdapterName, (text: string) => string>> = {
  "arxiv-api": (text) =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2401.00001</id><title>${text}</title>` +
    `<author><name>${text}</name></author><summary>${text}</summary></entry></feed>`,
  "arxiv-feed": (text) =>
    `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><title>A Paper</title><description>${text}` +
    `</description><dc:creator>${text}</dc:creator><link>https://arxiv.org/abs/2401.00001</link></item></channel></rss>`,
  "arxiv-oai": (text) =>
    `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:arXiv.org:2401.00001` +
    `</identifier></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2401.00001</id><title>A Paper</title>` +
    `<abstract>${text}</abstract><authors><author><keyname>${text}</keyname></author></authors></arXiv></metadata></record></ListRecords></OAI-PMH>`,
  "hf-daily": json((text) => [{ paper: { id: "2401.00001", title: "A", summary: text, authors: [{ name: text }] } }]),
  "list-page": (text) => `<html><body>Daily Papers<h3>A Paper</h3><p>${text}</p></body></html>`,
  "semantic-scholar": json((text) => ({ paperId: "a", title: "A", abstract: text, authors: [{ name: text }] })),
  openalex: json((text) => ({
    id: "https://openalex.org/W1",
    title: text,
    display_name: text,
    abstract_inverted_index: { [text]: [0] },
    authorships: [{ author: { display_name: text } }],
  })),
  crossref: json((text) => ({
    status: "ok",
    message: { DOI: "10.1000/a", title: [text], abstract: text, author: [{ family: text, given: text }] },
  })),
  bibtex: (text) => `@misc{a, title={A Paper}, author={${text}}, abstract={${text}}, note={${text}}, doi={${text}}}`,
  ris: (text) => `TY  - JOUR\nTI  - A Paper\nAU  - ${text}\nAB  - ${text}\nDA  - ${text}\nER  - \n`,
  "csl-json": json((text) => [{ id: "a", title: text, abstract: text, author: [{ literal: text }, { family: text }] }]),
  jsonl: json((text) => ({ title: "A Paper", abstract: text, authors: text, date: text, url: text })),
};
const inDocuments = Object.fromEntries(
  Object.entries(fields).map(([name, inside]) => [`${name} fields`, { read: parse(name as AdapterName), inside }]),
);

let asked = 0;

export const parsers: Readonly<Record<string, Parser>> = {
  ...documents,
  ...inDocuments,
  "which adapter a file is for": { read: (text) => adapterFor("file", text) },
  "which adapter an XML file is for": { read: (text) => adapterFor("file", text), inside: (text) => `<a>${text}` },
  "which adapter a JSON file is for": { read: (text) => adapterFor("file", text), inside: (text) => `{"DOI"${text}` },
  "names in one string": { read: splitAuthors },
  "the topics of a text": { read: (text) => topicsOf(text, text) },
  "a name in reading order": { read: readingOrder },
  "a name of parts": { read: (text) => joinName({ given: text, family: text }) },
  "a name as it is compared": { read: familyKey },
  "the text of a list page": { read: listPageText },
  "data in a list page": { read: embeddedEntries, inside: (text) => `<div data-target="DailyPapers" ${text}` },
  "whether it is HTML": { read: isHtml },
  "the day of a list": { read: readDay },
  "a date": { read: readDate },
  "a file's bytes": { read: (text) => decodeFile(Buffer.from(text)) },
  "an arXiv id": { read: arxivId },
  "a DOI": { read: normalizeDoi },
  "a web address": { read: webAddress },
  "a web address of https": { read: webAddress, inside: (text) => `https://a.example/${text}` },
  "the end of a sentence": { read: trimPunctuation },
  "a title as it is compared": { read: titleKey },
  "a title's address": { read: slugFor },
  "letters without accents": { read: asciiLetters },
  "text for a database": { read: storable },
  "syllables of Indic scripts, repaired": { read: safe },
  "the beginning of a text": { read: (text) => beginningOf(text, text.length >> 1) },
  "ranges, widened": {
    read: (text) =>
      widened(
        text,
        Array.from(text, (_, at): [number, number] => [at, at]),
      ),
  },
  "syllables and clusters": { read: graphemes },
  "characters, cleaned": { read: cleanCharacters },
  "a line, cleaned": { read: cleanLine },
  "paragraphs, cleaned": { read: cleanParagraphs },
  "formulas in a text": { read: mathSpans },
  TeX: { read: untex },
  "BibTeX entries": { read: readBibtex },
  "an entry of BibTeX": { read: readBibtex, inside: (text) => `@misc{a, title={${text}` },
  "entities of HTML": { read: decodeHtml },
  "markup, taken off": { read: stripMarkup },
  XML: { read: (text) => readXml(text, "entry") },
  "XML in a feed": { read: (text) => readXml(text, "entry"), inside: (text) => `<feed>${text}` },
  "XML in an attribute": { read: (text) => readXml(text, "entry"), inside: (text) => `<feed a="${text}` },
  "whether an answer is a web page": { read: htmlPage, inside: (text) => `<?xml ${text}` },
  "a paper's own page": { read: (text) => parsePaperPage(text, "https://a.example/", context) },
  "a meta tag of a paper's page": {
    read: (text) => parsePaperPage(text, "https://a.example/", context),
    inside: (text) => `<meta name="citation_title" content="A"><meta name="citation_abstract" content="${text}`,
  },
  "a reference to a paper": { read: readReference },
  "when to try again": { read: (text) => retryAfter(text, 0) },
  "names after an @": { read: mentionsIn },
  "a comment on its way in": { read: (text) => writtenText(text, { what: "it", max: 1e9 }) },
  "a line on its way in": { read: (text) => writtenLine(text, { what: "it", max: 1e9 }) },
  "an e-mail address": { read: parseAddress },
  "the domain of an address": { read: parseAddress, inside: (text) => `a@${text}` },
  "an account's name": { read: (text) => tolerant(() => checkedName(text)) },
  "text of a run": { read: (text) => [isCleanText(text), dropUnclean(text)] },
  "words of a text": { read: wordsIn },
  "words with their places": { read: wordsWithPlaces },
  "terms of a text": { read: termsOf },
  "a query": { read: parseQuery },
  sentences: { read: (text) => [...sentencesIn(text)] },
  "numbers in an abstract": { read: numbersIn },
  "numbers between words of results": {
    read: numbersIn,
    inside: (text) => `The accuracy is higher by ${text.replaceAll("a", "5 % error ")}`,
  },
  "an excerpt": { read: (text) => excerptOf(text, wanted) },
  "marks in a text": { read: (text) => marksIn(text, wanted) },
  "a search's address": { read: (text) => searchRequest(new URLSearchParams({ q: text, from: text, page: text })) },
  "the nearest name": { read: (text) => nearest(text, ["layer-norm"], (name) => [name]) },
  "a part of an address": { read: slugify },
  "formulas as plain text": { read: plainMaths },
  "one formula as plain text": { read: plainMaths, inside: (text) => `$x${text}x$` },
  "a title as HTML": { read: withMaths },
  "a formula as HTML": { read: withMaths, inside: (text) => `$x${text}x$` },
  "a title without markup": { read: plainTitle },
  // Comments met before are kept; so every one is another one.
  "a comment as HTML": { read: (text) => readersHtml(`${asked++} ${text}`.slice(0, 10_000)) },
  "text in a feed": { read: escapeXml },
  "a path to lead back to": { read: (text) => localPath(text, "/"), inside: (text) => `/${text}` },
  "a citation": { read: (text) => bibtex(cited(text)) },
  ...Object.fromEntries(
    Object.entries(listFormats).map(([name, { write }]) => [
      `a list as ${name}`,
      {
        read: (text: string) =>
          write({
            title: text,
            description: text,
            address: "https://a.example",
            papers: [{ paper: cited(text), note: text }],
          }),
      },
    ]),
  ),
  "lines of a mail": { read: mailText },
  "JSON that keeps its numbers": {
    read: (text) => tolerant(() => readJson(text)),
    inside: (text) => JSON.stringify({ text, words: text.split(" ") }),
  },
  "the format of tables": { read: tableFormatOf },
  "tables of HTML": { read: (text) => readHtmlTables(text).tables.length },
  "a cell of HTML": { read: readHtmlTables, inside: (text) => `<table><tr><td>${text}` },
  "a row of HTML": { read: readHtmlTables, inside: (text) => `<table><tr>${text.replaceAll("a", "<td colspan=9>")}` },
  "tables of LaTeX": { read: readLatexTables },
  "a cell of LaTeX": { read: readLatexTables, inside: (text) => `\\begin{tabular}{l}${text}` },
  "tables of Markdown": { read: readMarkdownTables, inside: (text) => `| ${text}` },
  "tables of aligned text": { read: readAlignedTables },
  "columns of aligned text": { read: readAlignedTables, inside: (text) => text.replaceAll("a", "a  ") },
  "holdings in a document": {
    read: (text) => extractDocument(portfolio, readDocument({ id: "a", pages: [text.split("\n")] })),
  },
  "rows of holdings": {
    read: (text) => extractDocument(portfolio, readDocument({ id: "a", pages: [text.split("\n")] })),
    inside: (text) => `Security  Type  Market Value\nA  Bond  1\nB  Bond  2\n${text}`,
  },
  "results in a table": {
    read: (text) => readMarkdownTables(text).tables.map((table) => extractResults(table)),
    inside: (text) => `| Method | Acc. |\n|---|---|\n| a | ${text}`,
  },
  "comma-separated values": { read: readCsv },
  "a number in a cell": { read: (text) => readNumber(text) },
  "text for a terminal": { read: (text) => [widthOf(printable(text)), truncate(printable(text), 60)] },
  "lines of a terminal": { read: (text) => wrap(printable(text), 72) },
};

const cited = (text: string) => ({
  slug: "a",
  title: text,
  authors: [text],
  published: "2026-01-02",
  source: null,
  venue: text,
});

function tolerant(read: () => unknown): void {
  try {
    read();
  } catch {
    // Refused, which is an answer.
  }
}
