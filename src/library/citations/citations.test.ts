import { expect, test } from "vitest";
import { parseBibtex } from "../ingest/formats/bibtex.ts";
import { parseCslJson } from "../ingest/formats/csl-json.ts";
import { parseRis } from "../ingest/formats/ris.ts";
import { bibtex } from "./bibtex.ts";
import { cslItem } from "./csl-json.ts";
import { nameOf, type Facts } from "./facts.ts";
import { listFormats } from "./list.ts";
import { ris } from "./ris.ts";

const facts: Facts = {
  slug: "layer-norm",
  title: "Layer Normalization & $x_{i}$ {in} 100%",
  authors: ["Ann Other", "Bo van der Third"],
  published: "2016-07-21",
  source: { name: "arXiv", id: "1607.06450", url: "https://arxiv.org/abs/1607.06450" },
  venue: null,
};

test("a citation has the facts that are known; TeX stays in formulas and is escaped elsewhere", () => {
  expect(bibtex(facts)).toBe(
    [
      "@misc{layer-norm-2016,",
      "  title = {{Layer Normalization \\& $x_{i}$ in 100\\%}},",
      "  author = {Ann Other and Bo van der Third},",
      "  year = {2016},",
      "  eprint = {1607.06450},",
      "  archivePrefix = {arXiv},",
      "  url = {https://arxiv.org/abs/1607.06450}",
      "}",
    ].join("\n"),
  );
});

test.each([
  ["Lamp Letters", "@article{", "journal", "JOUR", "article-journal"],
  ["Proceedings of the Lamp Conference", "@inproceedings{", "booktitle", "CPAPER", "paper-conference"],
])("what appeared in %s is no preprint", (venue, type, field, kind, csl) => {
  const paper = { ...facts, venue };
  expect(bibtex(paper)).toMatch(type);
  expect(bibtex(paper)).toContain(`  ${field} = {${venue}}`);
  expect(ris({ paper, note: "" })).toContain(`TY  - ${kind}\r\n`);
  expect(ris({ paper, note: "" })).toContain(`T2  - ${venue}\r\n`);
  expect(cslItem({ paper, note: "" })).toMatchObject({ type: csl, "container-title": venue });
});

test("a citation leaves out what nobody knows", () => {
  expect(bibtex({ ...facts, title: "T", authors: [], published: null, source: null })).toBe(
    "@misc{layer-norm,\n  title = {{T}}\n}",
  );
});

test("a formula whose braces do not match takes nothing with it", () => {
  expect(bibtex({ ...facts, title: "$x_{i$ and $y}$" })).toContain("{\\$x\\_i\\$ and \\$y\\$}}");
});

test.each([
  ["Ann Other", "Other", "Ann"],
  ["Bo van der Third", "van der Third", "Bo"],
  ["Third, Bo", "Third", "Bo"],
  ["Plato", "Plato", ""],
])("%s is of the family %s", (name, family, given) => {
  expect(nameOf(name)).toEqual({ family, given });
});

const list = {
  title: "To *read*",
  description: "Later",
  address: "https://papers.example",
  papers: [
    { paper: facts, note: "why\nthis one" },
    {
      paper: {
        slug: "b",
        title: "B",
        authors: [],
        published: "2024-05",
        source: { name: "DOI", id: "10.1000/b", url: "https://doi.org/10.1000/b" },
        venue: "Lamps & Wires",
      },
      note: "",
    },
  ],
};

test.each([
  ["bib", parseBibtex],
  ["ris", parseRis],
  ["csl.json", parseCslJson],
] as const)("what leaves as %s can come in again", (format, parse) => {
  const { drafts, rejected } = parse(listFormats[format].write(list), { asOf: "2026-11-23" });
  expect(rejected).toEqual([]);
  expect(drafts).toMatchObject([
    { arxiv: "1607.06450", authors: [{ name: "Ann Other" }, { name: "Bo van der Third" }] },
    { title: format === "bib" ? expect.stringContaining("B") : "B", doi: "10.1000/b", venue: "Lamps & Wires" },
  ]);
  expect(drafts[0].published?.slice(0, 4)).toBe("2016");
});

test("Markdown is a list of links with the notes below", () => {
  expect(listFormats.md.write(list)).toBe(
    [
      "# To \\*read\\*\n",
      "Later\n",
      "- [Layer Normalization & $x\\_{i}$ {in} 100%](<https://papers.example/papers/layer-norm>). Ann Other, Bo van der Third, 2016. [arXiv 1607.06450](<https://arxiv.org/abs/1607.06450>)\n",
      "  why this one",
      "- [B](<https://papers.example/papers/b>). 2024. [DOI 10.1000/b](<https://doi.org/10.1000/b>)\n",
    ].join("\n"),
  );
});

test("JSON has everything as it is", () => {
  expect(JSON.parse(listFormats.json.write(list))).toMatchObject({
    title: "To *read*",
    papers: [{ slug: "layer-norm", note: "why\nthis one" }, { slug: "b" }],
  });
});
