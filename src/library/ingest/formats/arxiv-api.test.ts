import { describe, expect, test } from "vitest";
import { parseArxivApi } from "./arxiv-api.ts";
import { context, survivesAnything } from "./testing.ts";

/** As the live service writes: prefixes of its own choice, no scheme on the primary category, hard line breaks. */
const entry = (id: string, more = ""): string => `
  <entry>
    <id>http://arxiv.org/abs/${id}</id>
    <title>Made Up Layers: a Study
      of Nothing with $\\alpha$ &amp; R&amp;D</title>
    <updated>2026-02-01T10:00:00Z</updated>
    <link href="https://arxiv.org/abs/${id}" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/${id}" rel="related" type="application/pdf" title="pdf"/>
    <summary>  We make up a layer that
does nothing.
  It does so twice, for p &lt; 0.05.
</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="stat.ML" scheme="http://arxiv.org/schemas/atom"/>
    <published>2026-01-02T17:59:58Z</published>
    <arxiv:primary_category term="stat.ML"/>
    <author><name>A. Author</name><arxiv:affiliation>First Lab</arxiv:affiliation><arxiv:affiliation>Second Lab</arxiv:affiliation></author>
    <author><name>B. Author</name></author>
    ${more}
  </entry>`;

const feed = (entries: string, total = 2): string => `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/abc</id>
  <title>arXiv Query: search_query=all:nothing</title>
  <link href="https://arxiv.org/api/query?search_query=all:nothing" type="application/atom+xml"/>
  <opensearch:itemsPerPage>100</opensearch:itemsPerPage>
  <opensearch:totalResults>${total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>${entries}
</feed>`;

describe("an answer of the arXiv API", () => {
  const page = parseArxivApi(
    feed(entry("2601.00001v3", "<arxiv:doi>10.1000/Made.Up</arxiv:doi>") + entry("math.GT/0309136v1")),
    context,
  );

  test("gives a draft of every entry", () => {
    expect(page.failure).toBeUndefined();
    expect(page.drafts[0]).toEqual({
      source: "arxiv",
      sourceId: "2601.00001",
      title: "Made Up Layers: a Study of Nothing with $\\alpha$ & R&D",
      abstract: "We make up a layer that does nothing.\n\nIt does so twice, for p < 0.05.",
      authors: [{ name: "A. Author", affiliations: ["First Lab", "Second Lab"] }, { name: "B. Author" }],
      authorCount: 2,
      organization: null,
      published: "2026-01-02",
      listed: null,
      arxiv: "2601.00001",
      arxivVersion: 3,
      doi: "10.1000/made.up",
      url: "https://arxiv.org/abs/2601.00001",
      code: null,
      categories: ["stat.ML", "cs.LG"],
      votes: null,
      comments: null,
    });
    expect(page.drafts[1].arxiv).toBe("math/0309136");
  });

  test("says how many papers there are, and how many are here", () => {
    expect(page).toMatchObject({ total: 2, entries: 2 });
  });

  test("may use other prefixes", () => {
    const other = feed(entry("2601.00001v1")).replaceAll("arxiv:", "ax:").replace("xmlns:arxiv", "xmlns:ax");
    expect(parseArxivApi(other, context).drafts[0].categories[0]).toBe("stat.ML");
  });

  test("without entries is an empty page: no such id", () => {
    expect(parseArxivApi(feed("", 0), context)).toEqual({ drafts: [], rejected: [], total: 0, entries: 0 });
  });

  test("takes the DOI from a link where the element is missing", () => {
    const more = '<link rel="related" href="https://doi.org/10.1000/linked" title="doi"/>';
    expect(parseArxivApi(feed(entry("2601.00001", more)), context).drafts[0].doi).toBe("10.1000/linked");
  });
});

describe("what goes wrong", () => {
  test("a malformed id is answered by an entry called Error: a failure with arXiv's reason", () => {
    const refusal = `<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_1</id><title>Error</title><summary>incorrect id format for 1</summary></entry>`;
    const page = parseArxivApi(feed(refusal, 1), context);
    expect(page.drafts).toEqual([]);
    expect(page.failure).toBe("arXiv refused the query: incorrect id format for 1");
  });

  test("a web page instead of a feed", () => {
    expect(parseArxivApi("<!doctype html><title>Busy</title>", context)).toMatchObject({
      drafts: [],
      failure: 'the answer is a web page ("Busy"), not XML',
      total: null,
    });
  });

  test("another kind of XML", () => {
    expect(parseArxivApi("<rss/>", context).failure).toBe("not an Atom feed: its root is <rss>");
  });

  test("an entry without title or without id is rejected, the rest is in", () => {
    const text = feed(
      entry("2601.00001").replace(/<title>[\s\S]*?<\/title>/, "<title> </title>") +
        entry("nonsense") +
        entry("2601.00003"),
    );
    const page = parseArxivApi(text, context);
    expect(page.drafts.map(({ arxiv }) => arxiv)).toEqual(["2601.00003"]);
    expect(page.rejected.map(({ at, reason }) => [at, reason])).toEqual([
      ["entry 1", "no title"],
      ["entry 2", 'no arXiv id in "http://arxiv.org/abs/nonsense"'],
    ]);
  });

  test("half a file: the whole entries are in, and nobody takes it for the full page", () => {
    const text = feed(entry("2601.00001") + entry("2601.00002"));
    const page = parseArxivApi(text.slice(0, text.lastIndexOf("<author>")), context);
    expect(page.drafts.map(({ arxiv }) => arxiv)).toEqual(["2601.00001"]);
    expect(page.failure).toContain("not whole");
    expect(page.rejected.map(({ at }) => at)).toEqual(["document", "entry 2"]);
  });

  test("3,303 authors are 3,303 authors", () => {
    const crowd = Array.from({ length: 3_301 }, (_, i) => `<author><name>Author ${i}</name></author>`).join("");
    const [draft] = parseArxivApi(feed(entry("2601.00001", crowd)), context).drafts;
    expect(draft.authors).toHaveLength(3_303);
    expect(draft.authorCount).toBe(3_303);
  });

  test("a day in year 0 or in the future is left out with a warning", () => {
    for (const day of ["0000-01-01T00:00:00Z", "2031-01-01T00:00:00Z"]) {
      const page = parseArxivApi(feed(entry("2601.00001")).replace("2026-01-02T17:59:58Z", day), context);
      expect(page.drafts[0].published).toBeNull();
      expect(page.warnings).toEqual([{ at: "entry 1", reason: `date "${day}" is not usable, left empty` }]);
    }
  });

  test("HTML in a title stays text", () => {
    const text = feed(entry("2601.00001").replace("Made Up", "&lt;script&gt;alert(1)&lt;/script&gt;"));
    expect(parseArxivApi(text, context).drafts[0].title).toContain("<script>alert(1)</script>");
  });

  test("any damage is survived", () =>
    survivesAnything(parseArxivApi, feed(entry("2601.00001v1") + entry("2601.00002v1"))));
});
