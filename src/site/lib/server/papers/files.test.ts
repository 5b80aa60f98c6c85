import { describe, expect, test } from "vitest";
import type { Catalogue, PaperPage } from "#library/catalogue";
import { XMLValidator } from "fast-xml-parser";
import { paperFiles } from "./files.ts";
import { paperHead } from "./head.ts";

const judgement = { verdict: "holds", mean: 0.25, interval: [0.2, 0.3] };
const claim = { id: "a", statement: "Less | *more*\nand <b>", unit: "nats", better: "higher", neutral: 0 };
const paper = {
  ...{ slug: "a-paper", title: 'A Paper </script> & "more" [x](y)', authors: ["Ann Ek", "Bo Dahl"], authorCount: 2 },
  ...{ published: "2026-11", venue: null, summary: "It says.", code: null, abstract: null, unverified: [] },
  source: { name: "arXiv", id: "2611.00001", url: "https://arxiv.org/abs/2611.00001" },
  claims: [{ verdict: "holds", proxy: false }],
  reproduced: { direct: 1, proxy: 0, total: 1 },
  ledger: [{ id: "a", claim, judgement, evidence: "committed", groups: [], runs: 1, latest: null }],
} as unknown as PaperPage;
const at = "https://papers.example";
const catalogue = { runs: async () => [], run: async () => null } as unknown as Catalogue;
const making = { address: at, catalogue, version: "1.2.3" };

describe("a paper leaves", () => {
  test("as references that name it", () => {
    for (const name of ["paper.bib", "paper.ris", "paper.csl.json"] as const)
      expect(paperFiles[name].write(paper, making)).toMatch(/A Paper[^]*Ek/);
  });

  test("as Markdown with every claim on a line of its own, whatever its words are", async () => {
    const lines = String(await paperFiles["paper.md"].write(paper, making)).split("\n");
    expect(lines[0]).toBe('# A Paper \\</script\\> & "more" \\[x\\](y)');
    expect(lines).toContain(`- Here: <${at}/papers/a-paper>`);
    expect(lines.filter((line) => line.startsWith("|"))).toHaveLength(3);
    expect(lines.at(-2)).toBe("| Less \\| \\*more\\* and \\<b\\> | above 0 nats | 0.250 ± 0.050 nats | holds |");
  });

  test("as a badge that is a picture, and says what the strip says", async () => {
    const svg = String(await paperFiles["badge.svg"].write(paper, making));
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain("papertape: 1 of 1 claim holds");
  });

  test.each(["codecheck.yml", "logbook.md", "bundle.zip"] as const)("as %s only what was measured", async (name) => {
    await expect(paperFiles[name].write(paper, making)).rejects.toMatchObject({ code: "NOTHING_MEASURED" });
  });
});

test("a paper that only came in is described by the first sentence of its abstract, and reference managers get the whole", () => {
  const imported = { ...paper, summary: null, brief: "It is so.", abstract: "It is so. And more." };
  const { citation, openGraph, description } = paperHead(imported, `${at}/papers/a-paper`, null);
  expect(description).toBe("It is so.");
  expect(openGraph).toContainEqual(["og:description", "It is so."]);
  expect(citation).toContainEqual(["citation_abstract", "It is so. And more."]);
});

test("its page tells reference managers and search engines what it shows, and no title ends the script", () => {
  const { citation, openGraph, jsonLd } = paperHead(paper, `${at}/papers/a-paper`, "https://arxiv.org/pdf/2611.00001");
  expect(citation.filter(([name]) => name === "citation_author").map(([, content]) => content)).toEqual(paper.authors);
  expect(citation).toContainEqual(["citation_publication_date", "2026/11"]);
  expect(citation).toContainEqual(["citation_arxiv_id", "2611.00001"]);
  expect(openGraph).toContainEqual(["og:description", "It says."]);
  expect(jsonLd).not.toContain("<");
  expect(JSON.parse(jsonLd)).toMatchObject({
    "@type": "ScholarlyArticle",
    name: paper.title,
    datePublished: "2026-11",
  });
});
