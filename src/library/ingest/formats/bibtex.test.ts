import { describe, expect, test } from "vitest";
import { parseBibtex } from "./bibtex.ts";
import { context, survivesAnything } from "./testing.ts";

const file = String.raw`% a comment, and an address: somebody@example.org
@comment{ignored, title = {No}}
@string{ jml = "Journal of Made Up " # {Learning} }

@misc{author2024made,
  title         = {{BERT} and {\"O}zg{\"u}n: a {S}tudy of $\ell_{2}$ Norms},
  author        = {Author, Ann B. and van der Other, Jan and {The Collaboration} and others},
  year          = 2024, month = jan # "~10",
  eprint        = {2401.00001v2}, archivePrefix = {arXiv}, primaryClass = {cs.LG},
  url           = {https://arxiv.org/abs/2401.00001},
}

@article(plain,
  title = "Quoted {"}Title{"}", author = "B. Author",
  journal = jml, year = "1999", doi = {10.1000/Made\_Up}, abstract = {Half a
  sentence.}
)`;
const parse = (text: string) => parseBibtex(text, context);

describe("a BibTeX file", () => {
  const { drafts, rejected, failure } = parse(file);

  test("gives a draft of every entry, and of nothing else", () => {
    expect(failure).toBeUndefined();
    expect(rejected).toEqual([]);
    expect(drafts.map(({ sourceId }) => sourceId)).toEqual(["author2024made", "plain"]);
  });

  test("reads values as the text that they are, and leaves formulas TeX", () => {
    expect(drafts[0].title).toBe(String.raw`BERT and Özgün: a Study of $\ell_{2}$ Norms`);
  });

  test("turns names into reading order, and knows that there are others", () => {
    expect(drafts[0].authors.map(({ name }) => name)).toEqual([
      "Ann B. Author",
      "Jan van der Other",
      "The Collaboration",
    ]);
    expect(drafts[0].authorCount).toBeNull();
    expect(drafts[1].authorCount).toBe(1);
  });

  test("knows arXiv ids, DOIs, classes and days", () => {
    expect(drafts[0]).toMatchObject({
      arxiv: "2401.00001",
      categories: ["cs.LG"],
      published: "2024-01-10",
      url: "https://arxiv.org/abs/2401.00001",
    });
    expect(drafts[1]).toMatchObject({
      doi: "10.1000/made_up",
      published: "1999",
      arxiv: null,
      title: 'Quoted "Title"',
    });
  });

  test("finds an arXiv id where people write it", () => {
    const [a, b] = parse(
      "@article{a, title={T}, journal={arXiv preprint arXiv:2401.00002}}\n@misc{b, title={T}, howpublished={\\url{https://arxiv.org/abs/2401.00003v1}}, note={arXiv: hep-th/9901001}}",
    ).drafts;
    expect(a.arxiv).toBe("2401.00002");
    expect(b).toMatchObject({ arxiv: "hep-th/9901001", url: "https://arxiv.org/abs/2401.00003v1" });
  });

  test("takes the year of a chapter from its book", () => {
    expect(
      parse("@inproceedings{a, title={T}, crossref={p}}\n@proceedings{p, title={P}, year={2001}}").drafts[0].published,
    ).toBe("2001");
  });

  test("takes BibLaTeX dates", () => {
    expect(parse("@online{a, title={T}, date={2024-06-05}}").drafts[0].published).toBe("2024-06-05");
  });
});

describe("what goes wrong", () => {
  test("an entry with a mistake is rejected with its line, the rest is in", () => {
    const { drafts, rejected } = parse(
      "@misc{a,\n title = {A}\n 2000}\n\n@misc{b, title = {B}}\n@misc{c, year = 2000}",
    );
    expect(drafts.map(({ title }) => title)).toEqual(["B"]);
    expect(rejected.map(({ at, reason }) => [at, reason])).toEqual([
      ["c", "no title"],
      ["line 1", 'expected "," or "}", found "2"'],
    ]);
  });

  test("half a file: the last entry is rejected, the others are in", () => {
    const { drafts, rejected } = parse(file.slice(0, -40));
    expect(drafts).toHaveLength(1);
    expect(rejected[0]).toMatchObject({ at: "line 13", reason: expect.stringContaining("the file ends inside it") });
  });

  test("a brace that is never closed takes only its own entry", () => {
    const { drafts, rejected } = parse("@misc{a, title = {A { B},\n}\n@misc{b, title = {B}}");
    expect(drafts.map(({ title }) => title)).toEqual(["B"]);
    expect(rejected).toHaveLength(1);
  });

  test("a key used twice is warned about, and both papers are in", () => {
    const { drafts, warnings } = parse("@misc{a, title={One}}\n@misc{a, title={Two}}");
    expect(drafts).toHaveLength(2);
    expect(warnings).toEqual([{ at: "line 2", reason: "the key a is used a second time" }]);
  });

  test("a key of 10 kB is rejected", () => {
    expect(parse(`@misc{${"k".repeat(10_000)}, title={T}}`).rejected[0].reason).toBe(
      "id of 10000 characters (at most 300)",
    );
  });

  test("a file of something else is a failure", () => {
    expect(parse("hello").failure).toContain("no BibTeX entry");
    expect(parse("").failure).toContain("no BibTeX entry");
  });

  test("strings that name each other grow no further than they are written", () => {
    const bomb = Array.from({ length: 25 }, (_, i) => `@string{s${i + 1} = s${i} # s${i}}`).join("\n");
    const { rejected } = parse(`@string{s0 = "${"ha".repeat(50)}"}\n${bomb}\n@misc{a, title = s25}`);
    expect(rejected.map(({ reason }) => reason)).toContain("a value of more than 1000000 characters");
  });

  test("any damage is survived", () => {
    survivesAnything(parseBibtex, file);
  });
});
