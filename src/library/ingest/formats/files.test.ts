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

  const titled = (title: Buffer, head = "") =>
    Buffer.concat([Buffer.from(`${head}@misc{a, title={`), title, Buffer.from("}}")]);
  const titleIn = (bytes: Uint8Array) => {
    const { text, warning } = decodeFile(bytes);
    return { title: /\{([^{}]*)\}/.exec(text.slice(text.indexOf("title")))?.[1], warning };
  };
  const western = Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x96, 0x20, 0x93, 0x61, 0x94]);

  test.each([
    ["% Encoding: windows-1252\n", western, "Größe – “a”"],
    ["% Encoding: Cp1252\n", western, "Größe – “a”"],
    ["% Encoding: ISO8859_2\n", Buffer.from([0xa3, 0xf3, 0x64, 0xbc]), "Łódź"],
    ["@comment{x-kbibtex-encoding=macintosh}\n", Buffer.from([0x9a, 0x8a]), "öä"],
    ["% -*- coding: latin-1 -*-\n", Buffer.from([0xe9]), "é"],
    ["% Encoding: SJIS\n", Buffer.from([0x83, 0x89, 0x83, 0x93, 0x83, 0x76]), "ランプ"],
  ])("that say what they are in are read so: %s", (head, title, text) => {
    expect(titleIn(titled(title, head))).toEqual({ title: text, warning: null });
  });

  test.each([
    ["windows-1252", western, "Größe – “a”"],
    [
      "windows-1251",
      Buffer.from("cbe0eceff320ede020f1f2eee5ec20f1eef1f2ee7fede8e820ea20f2e5eceff2e0eceff3", "hex"),
      expect.stringContaining("Лам"),
    ],
    [
      "shift_jis",
      Buffer.from("838983938376828cc290e68a778f4b82c982e682e9909692e882c68cf58cb982cc95aa90cd", "hex"),
      expect.stringContaining("ランプ"),
    ],
  ])("that say nothing are read as what is likeliest, %s, with a warning", (encoding, title, text) => {
    expect(titleIn(titled(title))).toEqual({
      title: text,
      warning: `the file is not UTF-8 and names no encoding; it was read as ${encoding}`,
    });
  });

  test("put together from two encodings are read line by line", () => {
    const { text, warning } = decodeFile(
      Buffer.concat([Buffer.from("Łódź\n"), Buffer.from([0x4d, 0xfc]), Buffer.from("\nß")]),
    );
    expect(text).toBe("Łódź\nMü\nß");
    expect(warning).toBe("1 lines of the file are not UTF-8; they were read as windows-1252");
  });

  test("in UTF-16 need no mark", () => {
    expect(decodeFile(Buffer.from("@misc{a, title={Lamps}}", "utf16le")).text).toBe("@misc{a, title={Lamps}}");
  });
});
