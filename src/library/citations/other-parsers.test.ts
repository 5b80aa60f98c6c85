/** Citations as a reader that is not ours takes them: citation-js, for BibTeX and for RIS. */
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import type { Facts } from "./facts.ts";
import { listFormats } from "./list.ts";

/** The part of CSL-JSON that is looked at. */
interface Read {
  readonly id?: string;
  readonly "citation-key"?: string;
  readonly type: string;
  readonly title: string;
  readonly author?: readonly {
    readonly family: string;
    readonly given?: string;
    readonly "non-dropping-particle"?: string;
  }[];
  readonly issued?: { readonly "date-parts": readonly (readonly number[])[] };
  readonly "container-title"?: string;
  readonly "event-title"?: string;
  readonly DOI?: string;
  readonly URL?: string;
}

// Its ES modules import JSON in a way that Node refuses, and it has no types.
const require = createRequire(import.meta.url);
const { plugins } = require("@citation-js/core") as {
  plugins: { input: { chain(text: string, how: object): Read[] } };
};
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-ris");
/** Told what it reads: it takes a title with BibTeX in it for BibTeX. */
const kinds = { bib: "@biblatex/text", ris: "@ris/file" };
const read = (format: keyof typeof kinds) =>
  plugins.input.chain(written(format), { generateGraph: false, forceType: kinds[format] });

const arxiv = { name: "arXiv", id: "1607.06450", url: "https://arxiv.org/abs/1607.06450" };
const paper: Facts = {
  slug: "a-paper",
  title: "A Paper",
  authors: ["Ann Other", "Bo van der Third"],
  published: "2016-07-21",
  source: arxiv,
  venue: null,
};
const doi = { name: "DOI", id: "10.1000/(a)b_c%d", url: "https://doi.org/10.1000/(a)b_c%d" };
const papers: readonly Facts[] = [
  paper,
  {
    ...paper,
    slug: "b-paper",
    title: "100% of #1 & {braces}: a_b ~ c^d \\ e",
    authors: [],
    published: null,
    source: null,
  },
  {
    ...paper,
    slug: "c-paper",
    title: "Über Größen, naïve",
    authors: ["Łukasz Żółty", "Plato"],
    published: "2020-05",
    source: doi,
  },
  { ...paper, slug: "d-paper", title: "Lamps", venue: "Lamps & Wires 100%", source: doi },
  { ...paper, slug: "e-paper", title: "A\r\nER - \r\n} @misc{x, title = {y}}", venue: "Proceedings of Lamps" },
];
const written = (format: "bib" | "ris") =>
  listFormats[format].write({
    title: "",
    description: "",
    address: "https://papers.example",
    papers: papers.map((one) => ({ paper: one, note: "" })),
  });

describe.each(["bib", "ris"] as const)("in %s", (format) => {
  const items = read(format);

  test("every paper is one, and none more", () => expect(items).toHaveLength(papers.length));

  test("titles, years, venues and addresses are what they were", () => {
    expect(items[0]).toMatchObject({ title: "A Paper", URL: arxiv.url });
    expect(items.map(({ issued }) => issued?.["date-parts"][0][0])).toEqual([2016, undefined, 2020, 2016, 2016]);
    expect(items[2].title).toBe("Über Größen, naïve");
    expect(items[3]).toMatchObject({ "container-title": "Lamps & Wires 100%", type: "article-journal" });
    expect(items[4].type).toBe("paper-conference");
    // In RIS it is the conference that a paper of one names.
    expect(items[4]["container-title"] ?? items[4]["event-title"]).toBe("Proceedings of Lamps");
    for (const item of items.slice(2, 4)) expect(item.DOI).toBe(doi.id);
  });

  test("signs that mean something to the format are signs of the title", () => {
    for (const sign of ["100%", "#1", "&", "braces", "a_b"]) expect(items[1].title).toContain(sign);
  });

  test("names have their parts", () => {
    const [{ author: two }, { author: none }, { author: others }] = items;
    expect(two?.map(({ given }) => given)).toEqual(["Ann", "Bo"]);
    expect(two?.map((name) => [name["non-dropping-particle"], name.family].filter(Boolean).join(" "))).toEqual([
      "Other",
      "van der Third",
    ]);
    expect(none ?? []).toEqual([]);
    expect(others?.map(({ family }) => family)).toEqual(["Żółty", "Plato"]);
  });
});

test("in BibTeX the keys are those by which papers are cited", () => {
  expect(read("bib").map((item) => item["citation-key"])).toEqual([
    "a-paper-2016",
    "b-paper",
    "c-paper-2020",
    "d-paper-2016",
    "e-paper-2016",
  ]);
});
