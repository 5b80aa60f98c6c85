import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyText } from "../formats/testing.ts";
import { arxivId, arxivMonth, familyKey, normalizeDoi, paperKey, titleKey, webAddress } from "./identity.ts";

describe("arXiv ids", () => {
  test.each([
    "2401.00001",
    "2401.00001v12",
    "arXiv:2401.00001v2",
    "ARXIV: 2401.00001",
    "arXiv:2401.00001 [cs.LG]",
    "oai:arXiv.org:2401.00001v1",
    "https://arxiv.org/abs/2401.00001",
    "http://export.arxiv.org/abs/2401.00001v3",
    "https://www.arxiv.org/abs/2401.00001.",
    "https://arxiv.org/pdf/2401.00001v1.pdf",
    "https://arxiv.org/pdf/2401.00001.pdf).",
    "arxiv.org/html/2401.00001v2#S3",
    "https://arxiv.org/abs/2401.00001?context=cs",
    "https://www.alphaxiv.org/abs/2401.00001",
    "https://ar5iv.labs.arxiv.org/html/2401.00001",
    "https://huggingface.co/papers/2401.00001",
    "hf.co/papers/2401.00001",
    "10.48550/arXiv.2401.00001",
    "https://doi.org/10.48550/ARXIV.2401.00001",
    "doi:10.48550/arXiv.2401.00001",
  ])("%s is 2401.00001", (text) => {
    expect(arxivId(text)).toBe("2401.00001");
  });

  test("old ids lose their subject class and their version", () => {
    expect(arxivId("math.GT/0309136v2")).toBe("math/0309136");
    expect(arxivId("arXiv:hep-th/9901001")).toBe("hep-th/9901001");
    expect(arxivId("https://arxiv.org/abs/cond-mat.stat-mech/0101001")).toBe("cond-mat/0101001");
    expect(arxivId("https://arxiv.org/pdf/cs/0112017v1")).toBe("cs/0112017");
  });

  test.each([
    ["", "nothing"],
    ["2413.00001", "month 13"],
    ["2401.0001", "four digits after 2014"],
    ["1412.00001", "five digits before 2015"],
    ["0703.0001", "before the scheme began"],
    ["2401.00000", "number zero"],
    ["foo/9901001", "no such archive"],
    ["hep-th/0704001", "old form after it ended"],
    ["https://example.org/abs/2401.00001x", "something else behind"],
    ["10.1234/2401.00001", "another DOI"],
    ["1".repeat(10_000), "10 kB"],
  ])("%s is none: %s", (text) => {
    expect(arxivId(text)).toBeNull();
  });

  test("the announcement month can be read from them", () => {
    expect(arxivMonth("2401.00001")).toBe("2024-01");
    expect(arxivMonth("hep-th/9901001")).toBe("1999-01");
    expect(arxivMonth("math/0309136")).toBe("2003-09");
  });

  test("an id is its own normal form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(arxiv:)?[0-9]{4}\.[0-9]{4,5}(v[0-9])?[.)]?$/)), (text) => {
        const id = arxivId(text);
        if (id !== null) expect(arxivId(id)).toBe(id);
      }),
    );
  });
});

describe("DOIs", () => {
  test.each([
    "10.1000/ABC.Def",
    "doi:10.1000/abc.def",
    "DOI 10.1000/abc.def",
    "https://doi.org/10.1000/abc.def",
    "http://dx.doi.org/10.1000/ABC.def.",
    "https://doi.org/10.1000%2Fabc.def",
  ])("%s is 10.1000/abc.def", (text) => {
    expect(normalizeDoi(text)).toBe("10.1000/abc.def");
  });

  test("brackets that belong to a DOI stay", () => {
    expect(normalizeDoi("(10.1016/0022-0000(79)90044-8)")).toBeNull();
    expect(normalizeDoi("10.1016/0022-0000(79)90044-8).")).toBe("10.1016/0022-0000(79)90044-8");
  });

  test("a DOI of arXiv's own is an arXiv id, not a second identity", () => {
    expect(normalizeDoi("10.48550/arXiv.2401.00001")).toBeNull();
  });

  test.each(["", "11.1000/x", "10.1/x", "10.1000/", "10.1000/a b", `10.1000/${"x".repeat(10_000)}`])(
    "%s is none",
    (text) => {
      expect(normalizeDoi(text)).toBeNull();
    },
  );
});

describe("web addresses", () => {
  test.each([
    ["https://example.org/code.", "https://example.org/code"],
    ["https://example.org/a_(b)", "https://example.org/a_(b)"],
    ["https://example.org/a).", "https://example.org/a"],
    ["HTTP://Example.ORG", "http://example.org/"],
  ])("%s becomes %s", (text, url) => {
    expect(webAddress(text)).toBe(url);
  });

  test.each([
    "javascript:alert(1)",
    "ftp://example.org",
    "https://u:p@example.org",
    "example.org",
    "https://a b.org",
    "https://",
  ])("%s is refused", (text) => {
    expect(webAddress(text)).toBeNull();
  });
});

describe("titles", () => {
  test("case, spaces, hyphens, accents and punctuation do not tell papers apart", () => {
    const key = titleKey("Pre-Training of Poincaré Embeddings");
    expect(titleKey("pretraining of Poincare\u0301  embeddings.")).toBe(key);
    expect(titleKey("Pre\u00adTraining of Poincar\\'{e} Embeddings")).toBe(key);
  });

  test("TeX and Unicode spellings of a letter agree", () => {
    expect(titleKey("$\\alpha$-entmax")).toBe(titleKey("α-Entmax"));
    expect(titleKey("$\\mathcal{L}_2$ loss")).toBe(titleKey("L_2 Loss"));
  });

  test("other scripts keep their letters", () => {
    expect(titleKey("深度学习")).toBe("深度学习");
  });

  test("titles without letters still differ", () => {
    expect(titleKey("???")).not.toBe(titleKey("!!!"));
  });

  test("a key never exceeds 250 characters", () => {
    expect(titleKey("word ".repeat(2_000)).length).toBeLessThanOrEqual(250);
    fc.assert(fc.property(anyText(), (title) => !/\p{Cs}/u.test(titleKey(title)) && titleKey(title).length <= 250));
  });
});

describe("papers without an id", () => {
  const paper = { title: "A Title", published: "2020-05-01", authors: [{ name: "B. Author" }] };

  test("title, year and first author's family name identify them", () => {
    expect(paperKey(paper)).toBe("atitle|2020|author");
    expect(
      paperKey({ title: "a title", published: "2020", authors: [{ name: "Author, Bea" }, { name: "C. Other" }] }),
    ).toBe(paperKey(paper));
  });

  test("without year or author there is no key", () => {
    expect(paperKey({ ...paper, published: null })).toBeNull();
    expect(paperKey({ ...paper, authors: [] })).toBeNull();
  });

  test("particles, suffixes and accents of a name do not tell people apart", () => {
    for (const name of ["van der Berg, Jan", "Jan van der Berg", "J. van der BERG, Jr.", "Jan van der B\\'{e}rg"]) {
      expect(familyKey(name)).toBe("berg");
    }
  });
});
