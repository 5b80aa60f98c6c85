import { describe, expect, test } from "vitest";
import { parseCslJson } from "./csl-json.ts";
import { decodeFile } from "../wire/decode.ts";
import { parseRis } from "./ris.ts";
import { context, survivesAnything, survivesAnyJson } from "./testing.ts";

describe("RIS", () => {
  const file = [
    "TY  - JOUR",
    "ID  - made2024",
    "TI  - A Made Up Paper",
    "AU  - Author, Ann B.",
    "AU  - Author, Carl, Jr.",
    "AB  - First half,",
    "second half.",
    "PY  - 2024",
    "DA  - 2024/05/06/",
    "DO  - https://doi.org/10.1000/Made.Up",
    "UR  - https://example.org/paper.",
    "ER  - ",
    "",
    "TY  - UNPB",
    "T1  - Another One",
    "A1  - Author, B.",
    "M3  - preprint",
    "AN  - arXiv:2401.00001",
    "Y1  - 2024",
    "ER  -",
  ].join("\r\n");

  test("gives a draft of every entry, whatever its line ends and spaces", () => {
    const { drafts, rejected, warnings } = parseRis(file, context);
    expect({ rejected, warnings }).toEqual({ rejected: [], warnings: undefined });
    expect(drafts[0]).toMatchObject({
      source: "ris",
      sourceId: "made2024",
      title: "A Made Up Paper",
      abstract: "First half, second half.",
      authors: [{ name: "Ann B. Author" }, { name: "Carl Author, Jr." }],
      published: "2024-05-06",
      doi: "10.1000/made.up",
      url: "https://example.org/paper",
    });
    expect(drafts[1]).toMatchObject({ title: "Another One", arxiv: "2401.00001", published: "2024" });
  });

  test("an entry that never ends is in, with a warning", () => {
    expect(parseRis("TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two", context)).toMatchObject({
      drafts: [{ title: "One" }, { title: "Two" }],
      warnings: [
        { at: "line 1", reason: "the next entry begins before its ER" },
        { at: "line 3", reason: "the file ends before its ER" },
      ],
    });
  });

  test("an entry without title is rejected with its line", () => {
    expect(parseRis("TY  - JOUR\nAU  - A\nER  - \n", context).rejected).toEqual([
      { at: "line 1", reason: "no title", excerpt: "TY  - JOUR\nAU  - A\nER  - " },
    ]);
  });

  test("a file of something else is a failure", () => {
    expect(parseRis("<html>", context).failure).toContain("no RIS entry");
  });

  test("any damage is survived", () => survivesAnything(parseRis, file));
});

describe("CSL-JSON", () => {
  const item = {
    id: "made2024",
    type: "article",
    title: "A <span>Made Up</span> Paper",
    author: [
      { family: "Berg", given: "Jan", "non-dropping-particle": "van der" },
      { literal: "The Collaboration" },
      { family: "Author", given: "Carl", suffix: "Jr." },
    ],
    issued: { "date-parts": [["2024", 5, "06"]] },
    number: "arXiv:2401.00001",
    publisher: "arXiv",
    DOI: "10.1000/Made.Up",
    URL: "https://example.org/",
    abstract: "Short.",
  };

  test("gives a draft of every item", () => {
    expect(parseCslJson(JSON.stringify([item]), context).drafts).toEqual([
      expect.objectContaining({
        source: "csl-json",
        title: "A Made Up Paper",
        authors: [{ name: "Jan van der Berg" }, { name: "The Collaboration" }, { name: "Carl Author, Jr." }],
        published: "2024-05-06",
        arxiv: "2401.00001",
        doi: "10.1000/made.up",
        url: "https://example.org/",
      }),
    ]);
  });

  test.each([
    ["2024-05", "2024-05"],
    [{ raw: "6 May 2024" }, "2024-05-06"],
    [{ literal: "May 2024" }, "2024-05"],
    [{ "date-parts": [[2024], [2025]] }, "2024"],
    [{ "date-parts": [] }, null],
  ])("a date may be written %j", (issued, date) => {
    expect(parseCslJson(JSON.stringify([{ ...item, issued }]), context).drafts[0].published).toBe(date);
  });

  test("a number alone is no arXiv id", () => {
    const report = { ...item, number: "2401.00001", publisher: "Example University", URL: undefined };
    expect(parseCslJson(JSON.stringify([report]), context).drafts[0].arxiv).toBeNull();
  });

  test("an item alone, and items in a wrapper, are read too", () => {
    expect(parseCslJson(JSON.stringify(item), context).drafts).toHaveLength(1);
    expect(parseCslJson(JSON.stringify({ items: [item] }), context).drafts).toHaveLength(1);
  });

  test("other JSON is a failure", () => {
    expect(parseCslJson("{}", context).failure).toBe("neither a list of CSL items nor one with a title");
  });

  test("any damage is survived", () => {
    survivesAnything(parseCslJson, JSON.stringify([item, item]));
    survivesAnyJson(parseCslJson, Object.keys(item), (entry) => [entry]);
  });
});

describe("bytes of a file", () => {
  test("are UTF-8, with or without its mark", () => {
    expect(decodeFile(Buffer.from("\ufeffé"))).toEqual({ text: "é", warning: null });
  });

  test("may be UTF-16 with its mark", () => {
    expect(decodeFile(Buffer.from("\ufeffé", "utf16le"))).toEqual({ text: "é", warning: null });
  });

  test("of another encoding are read, with a warning", () => {
    expect(decodeFile(Buffer.from([0x61, 0xe9, 0x62]))).toEqual({
      text: "a\ufffdb",
      warning: "the file is not UTF-8: 1 places could not be read and show as \ufffd",
    });
  });
});
