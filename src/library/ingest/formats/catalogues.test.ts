import { describe, expect, test } from "vitest";
import { parseCrossref } from "./crossref.ts";
import { invertedAbstract, parseOpenAlex } from "./openalex.ts";
import { parseSemanticScholar } from "./semantic-scholar.ts";
import { context, survivesAnything, survivesAnyJson } from "./testing.ts";

describe("Semantic Scholar", () => {
  const paper = {
    paperId: "0123456789abcdef0123456789abcdef01234567",
    externalIds: { ArXiv: "2401.00001", DOI: "10.1000/MADE.up", CorpusId: 12345 },
    url: "https://www.semanticscholar.org/paper/0123",
    title: "A Made Up Paper",
    abstract: null,
    year: 2024,
    publicationDate: null,
    authors: [
      { authorId: "1", name: "A. Author" },
      { authorId: null, name: "B. Author" },
    ],
    citationCount: 3,
  };

  test("gives a paper, the year where no day is known", () => {
    expect(parseSemanticScholar(JSON.stringify(paper), context).drafts).toEqual([
      expect.objectContaining({
        source: "semantic-scholar",
        arxiv: "2401.00001",
        doi: "10.1000/made.up",
        abstract: null,
        published: "2024",
        authors: [{ name: "A. Author" }, { name: "B. Author" }],
        votes: null,
      }),
    ]);
  });

  test("answers a batch in order, null for an id it does not know", () => {
    const { drafts, rejected } = parseSemanticScholar(JSON.stringify([null, paper]), context);
    expect(drafts).toHaveLength(1);
    expect(rejected).toEqual([{ at: "entry 1", reason: "the service knows no paper of that id", excerpt: "null" }]);
  });

  test("pages its searches, and calls recommendations otherwise", () => {
    expect(parseSemanticScholar(JSON.stringify({ total: 9, offset: 0, next: 1, data: [paper] }), context).next).toBe(1);
    expect(parseSemanticScholar(JSON.stringify({ recommendedPapers: [paper] }), context).drafts).toHaveLength(1);
  });

  test("says why there is nothing", () => {
    expect(parseSemanticScholar('{"error":"Paper not found"}', context).failure).toBe(
      "no papers in it: Paper not found",
    );
    expect(parseSemanticScholar('{"message":"Too Many Requests","code":"429"}', context).failure).toContain(
      "Too Many Requests",
    );
  });

  test("any damage is survived", () => {
    survivesAnything(parseSemanticScholar, JSON.stringify({ data: [paper, null, paper] }));
    survivesAnyJson(parseSemanticScholar, Object.keys(paper), (entry) => [entry]);
  });
});

describe("OpenAlex", () => {
  const work = {
    id: "https://openalex.org/W123",
    doi: "https://doi.org/10.1000/Made.Up",
    title: "A <i>Made Up</i> Paper &amp; More",
    publication_date: "2024-05-06",
    publication_year: 2024,
    authorships: [
      {
        author: { display_name: "A. Author" },
        institutions: [{ display_name: "Example University" }],
        raw_author_name: "Author, A.",
      },
      { author: {}, institutions: [], raw_author_name: "B. Author" },
    ],
    primary_location: { landing_page_url: "https://example.org/paper" },
    locations: [{ landing_page_url: "https://arxiv.org/abs/2401.00001v2" }],
    abstract_inverted_index: { nothing: [1, 3], means: [2], "Here,": [0], "all.": [9] },
  };

  test("gives a work with its abstract put together again", () => {
    expect(parseOpenAlex(JSON.stringify(work), context).drafts).toEqual([
      expect.objectContaining({
        source: "openalex",
        sourceId: "W123",
        title: "A Made Up Paper & More",
        abstract: "Here, nothing means nothing all.",
        authors: [{ name: "A. Author", affiliations: ["Example University"] }, { name: "B. Author" }],
        authorCount: 2,
        published: "2024-05-06",
        arxiv: "2401.00001",
        doi: "10.1000/made.up",
        url: "https://example.org/paper",
      }),
    ]);
  });

  test("a DOI of arXiv's is an arXiv id", () => {
    const own = { ...work, doi: "https://doi.org/10.48550/arxiv.2401.00001", locations: [] };
    expect(parseOpenAlex(JSON.stringify(own), context).drafts[0]).toMatchObject({ arxiv: "2401.00001", doi: null });
  });

  test("a list of authors that was cut has no known length", () => {
    const cut = { ...work, is_authors_truncated: true };
    expect(parseOpenAlex(JSON.stringify(cut), context).drafts[0].authorCount).toBeNull();
  });

  test("pages have a cursor, until they have none", () => {
    const page = (next: string | null) => JSON.stringify({ meta: { count: 2, next_cursor: next }, results: [work] });
    expect(parseOpenAlex(page("abc"), context)).toMatchObject({ next: "abc", total: 2 });
    expect(parseOpenAlex(page(null), context).next).toBeNull();
  });

  test("positions far apart cost nothing", () => {
    expect(invertedAbstract({ a: [0], b: [9e15], c: [-1, 1.5, "2", null] })).toBe("c a c b");
    expect(invertedAbstract({})).toBeNull();
    expect(invertedAbstract(null)).toBeNull();
  });

  test("any damage is survived", () => {
    survivesAnything(parseOpenAlex, JSON.stringify({ meta: {}, results: [work, work] }));
    survivesAnyJson(parseOpenAlex, Object.keys(work), (entry) => ({ results: [entry] }));
  });
});

describe("Crossref", () => {
  const work = {
    DOI: "10.1000/Made.Up",
    title: ["A Made Up Paper"],
    subtitle: ["With <i>Nothing</i> in It"],
    abstract: "<jats:title>Abstract</jats:title><jats:p>One &amp; two.</jats:p><jats:p>Three.</jats:p>",
    author: [
      { given: "Ann B.", family: "Author", suffix: "Jr", affiliation: [{ name: "Example Lab" }], sequence: "first" },
      { name: "The Collaboration", affiliation: [] },
    ],
    issued: { "date-parts": [[null]] },
    "published-online": { "date-parts": [[2024, 5]] },
    created: { "date-parts": [[2024, 5, 6]], "date-time": "2024-05-06T00:00:00Z" },
    relation: { "has-preprint": [{ "id-type": "doi", id: "10.48550/arXiv.2401.00001" }] },
    URL: "https://doi.org/10.1000/made.up",
    type: "journal-article",
  };

  test("gives a work with title and subtitle, its abstract as text, and its preprint", () => {
    expect(parseCrossref(JSON.stringify({ status: "ok", message: work }), context).drafts).toEqual([
      expect.objectContaining({
        source: "crossref",
        title: "A Made Up Paper: With Nothing in It",
        abstract: "One & two.\n\nThree.",
        authors: [{ name: "Ann B. Author, Jr", affiliations: ["Example Lab"] }, { name: "The Collaboration" }],
        published: "2024-05",
        arxiv: "2401.00001",
        doi: "10.1000/made.up",
      }),
    ]);
  });

  test("an issue dated into next year is dated by what happened already", () => {
    const early = { ...work, "published-online": undefined, issued: { "date-parts": [[2027, 2]] } };
    expect(parseCrossref(JSON.stringify({ message: early }), context).drafts[0].published).toBe("2024-05-06");
  });

  test("pages have a cursor", () => {
    const page = { status: "ok", message: { items: [work, work], "next-cursor": "n", "total-results": 5 } };
    expect(parseCrossref(JSON.stringify(page), context)).toMatchObject({ next: "n", total: 5 });
  });

  test("says why there is nothing", () => {
    expect(
      parseCrossref('{"status":"failed","message":[{"type":"x","message":"rows too large"}]}', context).failure,
    ).toBe("no works in it: rows too large");
  });

  test("a work without title is rejected", () => {
    expect(
      parseCrossref(JSON.stringify({ message: { items: [{ ...work, title: [] }, work] } }), context),
    ).toMatchObject({
      drafts: [{ doi: "10.1000/made.up" }],
      rejected: [{ at: "entry 1", reason: "no title" }],
    });
  });

  test("any damage is survived", () => {
    survivesAnything(parseCrossref, JSON.stringify({ message: { items: [work, work] } }));
    survivesAnyJson(parseCrossref, Object.keys(work), (entry) => ({ message: { items: [entry] } }));
  });
});
