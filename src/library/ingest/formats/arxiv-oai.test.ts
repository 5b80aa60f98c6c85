import { describe, expect, test } from "vitest";
import { parseArxivOai } from "./arxiv-oai.ts";
import { context, survivesAnything } from "./testing.ts";

const answer = (inner: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <responseDate>2026-11-23T05:00:00Z</responseDate>
  <request verb="ListRecords">http://oaipmh.arxiv.org/oai</request>
  ${inner}
</OAI-PMH>`;

const record = (id: string, metadata: string, status = ""): string => `<record>
    <header${status}><identifier>oai:arXiv.org:${id}</identifier><datestamp>2026-11-20</datestamp><setSpec>cs:cs:LG</setSpec></header>
    ${metadata && `<metadata>${metadata}</metadata>`}
  </record>`;

const arxiv = (id: string, created: string): string => `<arXiv xmlns="http://arxiv.org/OAI/arXiv/">
  <id>${id}</id><created>${created}</created><updated>2026-11-20</updated>
  <authors>
    <author><keyname>Author</keyname><forenames>A. B.</forenames><suffix>Jr</suffix><affiliation>A Lab</affiliation><affiliation>B Lab</affiliation></author>
    <author><keyname>Collaboration</keyname></author>
  </authors>
  <title>A Made Up
   Title</title><categories>cs.LG stat.ML</categories><comments>9 pages</comments>
  <doi>10.1000/one 10.1000/two</doi><license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license>
  <abstract>  Nothing is
claimed.
</abstract></arXiv>`;

const rawRecord = `<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>0704.1000</id><submitter>A. Author</submitter>
  <version version="v1"><date>Mon, 2 Apr 2007 19:18:42 GMT</date><size>10kb</size></version>
  <version version="v2"><date>Tue, 8 Jul 2008 10:00:00 GMT</date><size>11kb</size></version>
  <title>Raw Made Up</title><authors>A. Author (1 and 2), B. Author (A Lab, Some Town) and C. Author, Jr.</authors>
  <categories>hep-ex</categories><abstract>Raw.</abstract></arXivRaw>`;

const dublinCore = `<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:title>Plain Made Up</dc:title><dc:creator>Author, A.</dc:creator><dc:creator>Author, B.</dc:creator>
  <dc:subject>Computer Science</dc:subject><dc:description>The abstract.</dc:description><dc:description>Comment: 12 pages</dc:description>
  <dc:date>2008-01-02</dc:date><dc:date>2007-04-02</dc:date><dc:type>text</dc:type>
  <dc:identifier>http://arxiv.org/abs/0704.1000</dc:identifier><dc:identifier>doi:10.1000/dc</dc:identifier></oai_dc:dc>`;

describe("prefix arXiv", () => {
  test("has names in parts", () => {
    const page = parseArxivOai(
      answer(`<ListRecords>${record("2401.00005", arxiv("2401.00005", "2024-01-01"))}</ListRecords>`),
      context,
    );
    expect(page.drafts).toEqual([
      expect.objectContaining({
        source: "arxiv-oai",
        title: "A Made Up Title",
        abstract: "Nothing is claimed.",
        authors: [{ name: "A. B. Author, Jr", affiliations: ["A Lab", "B Lab"] }, { name: "Collaboration" }],
        published: "2024-01-01",
        arxiv: "2401.00005",
        doi: "10.1000/one",
        categories: ["cs.LG", "stat.ML"],
      }),
    ]);
  });

  test("a day after the month of the id cannot be the first version's, and is not used", () => {
    const page = parseArxivOai(
      answer(`<ListRecords>${record("1601.04794", arxiv("1601.04794", "2026-08-30"))}</ListRecords>`),
      context,
    );
    expect(page.drafts[0].published).toBeNull();
  });
});

test("prefix arXivRaw has the history, and authors in one string", () => {
  const page = parseArxivOai(answer(`<GetRecord>${record("0704.1000", rawRecord)}</GetRecord>`), context);
  expect(page.drafts[0]).toMatchObject({
    published: "2007-04-02",
    authors: [
      { name: "A. Author" },
      { name: "B. Author", affiliations: ["A Lab, Some Town"] },
      { name: "C. Author, Jr." },
    ],
    categories: ["hep-ex"],
  });
});

test("prefix oai_dc has names family first, several dates, and comments among the descriptions", () => {
  const page = parseArxivOai(answer(`<ListRecords>${record("0704.1000", dublinCore)}</ListRecords>`), context);
  expect(page.drafts[0]).toMatchObject({
    abstract: "The abstract.",
    authors: [{ name: "A. Author" }, { name: "B. Author" }],
    published: "2007-04-02",
    doi: "10.1000/dc",
  });
});

describe("a page of a harvest", () => {
  test("names the next page and the moment from which to harvest next time", () => {
    const page = parseArxivOai(answer(`<ListRecords><resumptionToken>abc|1</resumptionToken></ListRecords>`), context);
    expect(page).toMatchObject({ resumptionToken: "abc|1", responseDate: "2026-11-23T05:00:00Z", expired: false });
  });

  test("an empty token means the end", () => {
    expect(parseArxivOai(answer(`<ListRecords><resumptionToken/></ListRecords>`), context).resumptionToken).toBeNull();
  });

  test("deleted records are told apart", () => {
    const page = parseArxivOai(
      answer(`<ListRecords>${record("2401.00001", "", ' status="deleted"')}</ListRecords>`),
      context,
    );
    expect(page).toMatchObject({ drafts: [], rejected: [], deleted: ["2401.00001"] });
  });

  test("no matching record is an empty page, not a failure", () => {
    const page = parseArxivOai(answer(`<error code="noRecordsMatch">none</error>`), context);
    expect(page.failure).toBeUndefined();
    expect(page.drafts).toEqual([]);
  });

  test("an expired token is a failure that says what to do about it", () => {
    const page = parseArxivOai(answer(`<error code="badResumptionToken">expired</error>`), context);
    expect(page).toMatchObject({ failure: "badResumptionToken: expired", expired: true });
  });

  test("a record in an unknown form is rejected, the rest is in", () => {
    const page = parseArxivOai(
      answer(
        `<ListRecords>${record("2401.00001", "<marc/>")}${record("2401.00005", arxiv("2401.00005", "2024-01-01"))}</ListRecords>`,
      ),
      context,
    );
    expect(page.drafts).toHaveLength(1);
    expect(page.rejected[0].reason).toContain("none of the forms");
  });

  test("half a page never looks like the last page", () => {
    const text = answer(`<ListRecords>${record("2401.00005", arxiv("2401.00005", "2024-01-01"))}<record><header>`);
    const page = parseArxivOai(text.slice(0, text.indexOf("<record><header>") + 12), context);
    expect(page.drafts).toHaveLength(1);
    expect(page.failure).toContain("not whole");
  });

  test("any damage is survived", () => {
    survivesAnything(
      parseArxivOai,
      answer(
        `<ListRecords>${record("2401.00005", arxiv("2401.00005", "2024-01-01"))}${record("0704.1000", rawRecord)}${record("0704.1001", dublinCore)}</ListRecords>`,
      ),
    );
  });
});
