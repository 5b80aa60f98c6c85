/** What any source may send one day, tried on every adapter alike. */
import { describe, expect, test } from "vitest";
import { adapters, type AdapterName } from "./adapters.ts";
import { LIMITS } from "../draft/record.ts";
import { context, problemsOf } from "./testing.ts";

const words = "An abstract of some length, with a few sentences in it. It says nothing, and goes on saying so. ".repeat(
  3,
);

/** The smallest good document of each format, with a paper of that id. */
const documents: Readonly<Record<AdapterName, (id: string) => string>> = {
  "arxiv-api": (id) =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/${id}</id><title>A Paper</title>` +
    `<published>2026-01-02T17:59:58Z</published><summary>Short.</summary></entry></feed>`,
  "arxiv-feed": (id) =>
    `<rss version="2.0"><channel><pubDate>Mon, 23 Nov 2026 00:00:00 -0500</pubDate><item><title>A Paper</title>` +
    `<link>https://arxiv.org/abs/${id}</link><guid>oai:arXiv.org:${id}</guid></item></channel></rss>`,
  "arxiv-oai": (id) =>
    `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:arXiv.org:${id}` +
    `</identifier></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>${id}</id><title>A Paper</title>` +
    `</arXiv></metadata></record></ListRecords></OAI-PMH>`,
  "hf-daily": (id) => JSON.stringify([{ paper: { id, title: "A Paper" } }]),
  "list-page": (id) => `Daily Papers\n\nA Paper ${id}\n\n${words}\n\n  • 2 authors\n·\nNov 20\n`,
  "semantic-scholar": (id) => JSON.stringify({ paperId: id, externalIds: { ArXiv: id, DOI: id }, title: "A Paper" }),
  openalex: (id) => JSON.stringify({ id: `https://openalex.org/${id}`, doi: id, title: "A Paper" }),
  crossref: (id) => JSON.stringify({ status: "ok", message: { DOI: id, title: ["A Paper"] } }),
  bibtex: (id) => `@misc{${id}, title={A Paper}, eprint={${id}}, doi={${id}}}`,
  ris: (id) => `TY  - JOUR\nID  - ${id}\nTI  - A Paper\nDO  - ${id}\nER  - \n`,
  "csl-json": (id) => JSON.stringify([{ id, type: "article", title: "A Paper", DOI: id }]),
  jsonl: (id) => JSON.stringify({ id, title: "A Paper" }),
};

const names = Object.keys(documents) as AdapterName[];
const parse = (name: AdapterName, text: string) => adapters[name].parse(text, context);

describe.each(names)("%s", (name) => {
  test("reads its smallest document", () => {
    const id = name === "crossref" ? "10.1000/made.up" : "2401.00001";
    expect(parse(name, documents[name](id)).drafts).toHaveLength(1);
  });
  test("keeps no id of 10 kB, whatever becomes of its paper", () => {
    for (const id of ["x".repeat(10_000), `10.1000/${"x".repeat(10_000)}`, "2401.00001".repeat(1_000)]) {
      const parsed = parse(name, documents[name](id));
      expect(problemsOf(parsed)).toEqual([]);
      expect(parsed.drafts.length + parsed.rejected.length).toBeGreaterThan(0);
      for (const { sourceId, arxiv, doi, url } of parsed.drafts)
        for (const kept of [sourceId, arxiv, doi, url]) expect(kept?.length ?? 0).toBeLessThanOrEqual(2_048);
      for (const { excerpt } of parsed.rejected) expect(excerpt.length).toBeLessThanOrEqual(LIMITS.excerpt);
    }
  });
  test("never takes an error page that was sent as an answer for an empty list", () => {
    const page =
      "<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head><body><h1>Busy</h1></body></html>";
    const { drafts, rejected, failure } = parse(name, page);
    expect(drafts).toEqual([]);
    expect(failure ?? rejected[0]?.reason).toBeTruthy();
  });
});

test.each(["arxiv-api", "arxiv-feed", "arxiv-oai"] as const)("%s opens no entity, and no bomb of them", (name) => {
  const inner = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join("");
  const types = [`<!DOCTYPE x [<!ENTITY e0 SYSTEM "file:///etc/passwd">]>`, `<!DOCTYPE x [<!ENTITY e0 "ha">${inner}]>`];
  for (const type of types)
    expect(parse(name, type + documents[name]("2401.00001").replace("A Paper", "&e0;&e12;"))).toMatchObject({
      drafts: [],
      failure: expect.stringContaining("DOCTYPE") as string,
    });
});

test.each(["hf-daily", "semantic-scholar", "openalex", "csl-json", "jsonl"] as const)(
  "%s takes the last of two equal keys, as JSON does everywhere",
  (name) => {
    const twice = documents[name]("2401.00001").replace('"title":"A Paper"', '"title":"First","title":"Last"');
    expect(parse(name, twice).drafts.map(({ title }) => title)).toEqual(["Last"]);
  },
);

test.each(["0000-01-01", "0000", "2031-01-01", "9999-12-31", "-0001-01-01"])("nobody published on %s", (date) => {
  const { drafts } = parse("jsonl", JSON.stringify({ title: "A Paper", date }));
  expect(drafts).toMatchObject([{ title: "A Paper", published: null }]);
});

test("an address at the end of a sentence ends before its full stop", () => {
  const { drafts } = parse("jsonl", JSON.stringify({ title: "A Paper", url: "https://example.org/paper." }));
  expect(drafts[0].url).toBe("https://example.org/paper");
});
