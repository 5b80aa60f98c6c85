/** What reference managers, publishers and people really write, and what is right: cases of public bug reports, in small. */
import { describe, expect, test } from "vitest";
import type { Parse } from "../draft/draft.ts";
import { cleanLine, cleanParagraphs } from "../text/clean.ts";
import { parseArxivFeed } from "./arxiv-feed.ts";
import { parseArxivOai } from "./arxiv-oai.ts";
import { parseBibtex } from "./bibtex.ts";
import { parseCrossref } from "./crossref.ts";
import { parseCslJson } from "./csl-json.ts";
import { parseRis } from "./ris.ts";
import { context } from "./testing.ts";

/** What the store will hold. */
function read(parse: Parse, text: string) {
  const { drafts, rejected, warnings = [] } = parse(text, context);
  const papers = drafts.map((draft) => ({
    ...draft,
    title: cleanLine(draft.title),
    abstract: draft.abstract && cleanParagraphs(draft.abstract),
    authors: draft.authors.map(({ name }) => cleanLine(name)),
  }));
  return { papers, rejected, warnings: warnings.map(({ reason }) => reason) };
}
const bib = (text: string) => read(parseBibtex, text);
const authorsOf = (author: string) => bib(`@misc{k, title = {T}, author = {${author}}}`).papers[0].authors;
const titleOf = (title: string) => bib(`@misc{k, title = {${title}}}`).papers[0].title;
const dateOf = (field: string) => bib(`@misc{k, title = {T}, ${field}}`).papers[0].published;
const ris = (...lines: string[]) => read(parseRis, ["TY  - JOUR", ...lines, "ER  - ", ""].join("\n"));

describe("names in BibTeX", () => {
  test.each([
    ["{Okafor}, N. and {Lind}, A. B. and {van der Meer}, Ilse", ["N. Okafor", "A. B. Lind", "Ilse van der Meer"]],
    ["{Lamp Board, Inc.} and {{Wire} Union}", ["Lamp Board, Inc.", "Wire Union"]],
    ["{\\'E}mile {Z}ola and Garc{\\'\\i}a, J.", ["Émile Zola", "J. García"]],
    [
      "family=Meer, given=Ilse, prefix=van der, useprefix=true and given={Ken}, family={Ito}",
      ["Ilse van der Meer", "Ken Ito"],
    ],
    ['"given=John R.", family=Nagell, suffix=Jr.', ["John R. Nagell, Jr."]],
    ["family=Roe given=J. P. and useprefix=false and Ito, Ken", ["J. P. Roe", "Ken Ito"]],
    [", David and Ito, Ken and Roe,", ["David", "Ken Ito", "Roe"]],
    ["Ito, Ken and Roe, Jo and et al.", ["Ken Ito", "Jo Roe"]],
    ["Ito, Ken et al.", ["Ken Ito"]],
    ["Ito, K.; Roe, J.; Lind, A.", ["K. Ito", "J. Roe", "A. Lind"]],
    ["Ito, K., Roe, J., Lind, A.", ["K. Ito", "J. Roe", "A. Lind"]],
    ["Ito, Ken \\& Roe, Jo", ["Ken Ito", "Jo Roe"]],
    ["{Simon \\& Schuster}", ["Simon & Schuster"]],
    ["Roe, Jr., Jo and de la Cruz, Ana and and Ito, Ken and", ["Jo Roe, Jr.", "Ana de la Cruz", "Ken Ito"]],
    ["Nguy\\~{\\^e}n, An and Th{\\'{\\u a}}ng, Xu{\\^a}n", ["An Nguyễn", "Xuân Thắng"]],
    ["{\\relax Yu}. Ito", ["Yu. Ito"]],
    ["Mu&ntilde;oz, Jos&eacute;", ["José Muñoz"]],
  ])("%s", (written, names) => {
    expect(authorsOf(written)).toEqual(names);
  });

  test("where not all are named, their number is not known", () => {
    for (const more of ["others", "et al.", "{et al.}"])
      expect(bib(`@misc{k, title={T}, author={Ito, Ken and ${more}}}`).papers[0]).toMatchObject({
        authors: ["Ken Ito"],
        authorCount: null,
      });
  });
});

describe("titles in BibTeX", () => {
  test.each([
    [
      "Search \\& {R}escue with 40\\% {F}ewer SPEC\\_{X} Calls in Pre\\-{T}rained Nets",
      "Search & Rescue with 40% Fewer SPEC_X Calls in PreTrained Nets",
    ],
    [
      "CO\\textsubscript{2} at 10\\textsuperscript{th} \\enquote{Gate}: AND\\slash OR, snake\\textunderscore case\\textasciitilde{}",
      "CO2 at 10th “Gate”: AND/OR, snake_case~",
    ],
    ["Owing \\$620 for Set \\{1, 2\\}", "Owing $620 for Set {1, 2}"],
    ["M\\'{\\^o}t \\d{\\^a}m \\v{\\i} \\c{\\u{e}} \\'\\ae", "Mốt ậm ǐ ḝ ǽ"],
    ["The {\\acro{LAMP}} of {\\em all} {\\small x} \\mkbibquote{so} ``and'' so", "The LAMP of all x “so” “and” so"],
    ['5 \\texttimes{} 3, \\textcurrency{} and \\CYRA\\cyrb, \\char"E9, \\char`\\%', "5 × 3, ¤ and Аб, é, %"],
    ["\\href{https://x.example/a_b}{Lamps} at \\url{https://x.example/a\\_b}", "Lamps at https://x.example/a_b"],
    ["Runs on \\VAX{} and \\XML", "Runs on VAX and XML"],
    ["{The {H$_2$O} of $\\{x\\}$ {and} \\ensuremath{\\alpha_i}}", "The H$_2$O of $\\{x\\}$ and $\\alpha_i$"],
    ["<i>Lampyris</i> &amp; CO<sub>2</sub>", "Lampyris & CO2"],
  ])("%s", (written, title) => {
    expect(titleOf(written)).toBe(title);
  });

  test("a command that nobody knows is left out, its argument is not, and a warning names it", () => {
    const { papers, warnings } = bib("@misc{k, title = {A \\madeup{Lamp} \\strange here}}");
    expect(papers[0].title).toBe("A Lamp here");
    expect(warnings).toEqual(["TeX commands that nobody knows are left out: \\madeup, \\strange"]);
  });
});

describe("entries of BibTeX", () => {
  const titles = (text: string) => {
    const { papers, rejected } = bib(text);
    expect(rejected).toEqual([]);
    return papers.map(({ title }) => title);
  };

  test("types may have underscores and hyphens", () => {
    expect(titles("@article{a, title={One}}\n@web_page{b, title={Two}}\n@conference-paper{c, title={Three}}")).toEqual([
      "One",
      "Two",
      "Three",
    ]);
  });

  test("keys may have brackets, quotes and spaces, or be forgotten", () => {
    expect(
      titles(
        '@online{Ito(2022)Lamps, title={One}}\n@book{o"neil:99, title={Two}}\n@book{de Boer 2001, title={Three}}\n' +
          "@article{\n  title = {Four}\n}\n@misc{, title={Five}}\n@misc(k, title={Six})",
      ),
    ).toEqual(["One", "Two", "Three", "Four", "Five", "Six"]);
  });

  test.each([
    ["@misc{a, title={T}, , year={2013}}", "a comma too many"],
    ["@misc{a,\n title={T}\n year={2013}}", "a comma is missing between two fields"],
    ["@misc{a title={T}, year={2013}}", "a comma is missing behind the key"],
    ["@misc{a, title={T}, year={2013}\n@misc{b, title={U}, year={2013}}", 'its closing "}" is missing'],
  ])("%s is read, with a warning", (text, reason) => {
    const { papers, rejected, warnings } = bib(text);
    expect(papers[0]).toMatchObject({ title: "T", published: "2013" });
    expect({ rejected, warnings }).toEqual({ rejected: [], warnings: [reason] });
  });

  test("what a percent sign puts away is no entry, and neither is an address", () => {
    expect(titles("%@misc{a, title={No}}\nme@example (work)\n@misc{b, title={Yes}}")).toEqual(["Yes"]);
  });
});

describe("crossref", () => {
  test("gives the date in whatever field", () => {
    const { papers } = bib(
      "@inproceedings{a, title={Child}, crossref={P}}\n@proceedings{p, title={Lamp 2019}, date={2019-07-03}, doi={10.1000/p}}",
    );
    expect(papers[0]).toMatchObject({ title: "Child", published: "2019-07-03", venue: "Lamp 2019", doi: null });
  });

  test("gives title and authors to a version, through several steps, and no date where there is one", () => {
    const { papers } = bib(
      "@softwaremodule{m, crossref={v}}\n@softwareversion{v, crossref={s}, date={2020}}\n" +
        "@software{s, title={The Tool}, author={Ito, Ken and Roe, Jo}, date={2019}}",
    );
    expect(papers.map(({ title, authors, published }) => [title, authors, published])).toEqual([
      ["The Tool", ["Ken Ito", "Jo Roe"], "2020"],
      ["The Tool", ["Ken Ito", "Jo Roe"], "2020"],
      ["The Tool", ["Ken Ito", "Jo Roe"], "2019"],
    ]);
  });

  test("in a circle ends", () => {
    expect(bib("@misc{a, title={A}, crossref={b}}\n@misc{b, crossref={a}, year={2001}}").papers[0].published).toBe(
      "2001",
    );
  });

  test("xdata gives what it holds, and is no paper", () => {
    const { papers, rejected } = bib(
      "@article{a, title={A}, xdata={x}}\n@xdata{x, journaltitle={Lamp Letters}, year={2001}}",
    );
    expect(papers).toMatchObject([{ published: "2001", venue: "Lamp Letters" }]);
    expect(rejected).toEqual([]);
  });
});

describe("dates in BibTeX", () => {
  test.each([
    ["date={2019/2020}", "2019"],
    ["date={2018/}", "2018"],
    ["date={2011-05-25~/2012-06-26~}", "2011-05-25"],
    ["date={2013-21}", "2013"],
    ["date={2004-06-XX}", "2004-06"],
    ["year={2019a}", "2019"],
    ["year={c. 2019}", "2019"],
    ["year={2019--2020}", "2019"],
    ["year=2013, month={Octobre}", "2013-10"],
    ["year=2013, month=oct # {~10}", "2013-10-10"],
    ["year=2013, month={10 } # oct", "2013-10-10"],
    ["year=2013, month={Mar./Apr.}", "2013-03"],
    ["year={forthcoming}", null],
  ])("%s", (field, date) => {
    expect(dateOf(field)).toBe(date);
  });
});

describe("ids where nobody looks for them", () => {
  test.each([
    ["journal={ArXiv}, volume={abs/1706.01234}", { arxiv: "1706.01234" }],
    ["journal={CoRR}, volume={abs/1801.04321v2}", { arxiv: "1801.04321" }],
    ["eprint={hep-th/9901001}", { arxiv: "hep-th/9901001" }],
    ["arxivid={1706.01234}", { arxiv: "1706.01234" }],
    ["journal={CoRR abs/1706.01234}", { arxiv: "1706.01234", venue: undefined }],
    ["note={See arXiv preprint 1706.01234 [cs.LG]}", { arxiv: "1706.01234" }],
    ["eprint={1706.01234}, eprinttype={jstor}", { arxiv: null }],
    ["pages={1706.01234}", { arxiv: null }],
    ["note={doi: 10.1000/abc.1}", { doi: "10.1000/abc.1" }],
    ["url={https://pub.example/doi/abs/10.1000/abc.1?x=1}", { doi: "10.1000/abc.1" }],
    ["doi={\\url{https://doi.org/10.1000/a\\_b}}", { doi: "10.1000/a_b" }],
  ])("%s", (fields, ids) => {
    expect(bib(`@article{k, title={T}, ${fields}}`).papers[0]).toMatchObject(
      Object.fromEntries(Object.entries(ids).filter(([, value]) => value !== undefined)),
    );
  });
});

describe("RIS", () => {
  test("a title may hold any separator but the end of a line", () => {
    expect(ris("T1  - Lamps in Use:\u2028Prospects", "PY  - 2014").papers[0].title).toBe("Lamps in Use: Prospects");
  });

  test("authors come in the order of the record, whatever their tags", () => {
    expect(ris("TI  - T", "A1  - Ito, Ken", "AU  - Roe, Jo", "A1  - Lind, Ann").papers[0].authors).toEqual([
      "Ken Ito",
      "Jo Roe",
      "Ann Lind",
    ]);
  });

  test("several authors may share a line", () => {
    expect(ris("TI  - T", "AU  - Ito, Ken; Roe, Jo; Lind, Ann").papers[0].authors).toEqual([
      "Ken Ito",
      "Jo Roe",
      "Ann Lind",
    ]);
    expect(ris("TI  - T", "AU  - Ito, Ken and Roe, Jo").papers[0].authors).toEqual(["Ken Ito", "Jo Roe"]);
    expect(ris("TI  - T", "AU  - Department of Health and Care").papers[0].authors).toEqual([
      "Department of Health and Care",
    ]);
  });

  test.each([
    ["Y1  - 2015/october", "2015-10"],
    ["PY  - 2016/Mar/03", "2016-03-03"],
    ["PY  - 2016///Summer", "2016"],
    ["DA  - 3 mars 2016", "2016-03-03"],
    ["PY  - 2014-2015", "2014"],
  ])("%s", (line, date) => {
    expect(ris("TI  - T", line).papers[0].published).toBe(date);
  });

  test.each([
    ["UR  - http://dx.doi.org/10.1000/abc.1", "10.1000/abc.1"],
    ["M3  - doi: 10.1000/abc.2", "10.1000/abc.2"],
    ["L3  - https://doi.org/10.1000/abc.3", "10.1000/abc.3"],
    ["UR  - https://pub.example/doi/full/10.1000/abc.4", "10.1000/abc.4"],
    ["N1  - doi:10.1000/abc.5", "10.1000/abc.5"],
    ["M3  - Article", null],
  ])("%s", (line, doi) => {
    expect(ris("TI  - T", line).papers[0].doi).toBe(doi);
  });

  test("markup and entities are read", () => {
    const [paper] = ris(
      "TI  - <i>Lampyris</i> &amp; CO<sub>2</sub>",
      "AU  - Mu&ntilde;oz, Jos&eacute;",
      "T2  - Lamps &amp; Wires",
    ).papers;
    expect(paper).toMatchObject({ title: "Lampyris & CO2", authors: ["José Muñoz"], venue: "Lamps & Wires" });
  });
});

describe("collaborations", () => {
  const oai = (authors: string) =>
    read(
      parseArxivOai,
      `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:arXiv.org:2401.00011</identifier>` +
        `</header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2401.00011</id><title>T</title><authors>${authors}</authors>` +
        `</arXiv></metadata></record></ListRecords></OAI-PMH>`,
    ).papers[0].authors;
  const author = (keyname: string, forenames = "") =>
    `<author><keyname>${keyname}</keyname>${forenames && `<forenames>${forenames}</forenames>`}</author>`;
  const raw = (authors: string) =>
    read(
      parseArxivOai,
      `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:arXiv.org:2401.00012</identifier>` +
        `</header><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2401.00012</id><title>T</title><authors>${authors}</authors>` +
        `</arXivRaw></metadata></record></ListRecords></OAI-PMH>`,
    ).papers[0].authors;

  test("a colon behind one is nobody", () => {
    expect(oai(author("Collaboration", "LUX9") + author(":") + author("Ito", "K."))).toEqual([
      "LUX9 Collaboration",
      "K. Ito",
    ]);
  });

  test("one in front of its first author is an author of its own", () => {
    expect(raw("The LUX9 Collaboration: K. Ito and J. Roe (Lamp Lab)")).toEqual([
      "The LUX9 Collaboration",
      "K. Ito",
      "J. Roe",
    ]);
    expect(authorsOf("{LUX9 Team: K. Ito} and Roe, J.")).toEqual(["LUX9 Team", "K. Ito", "J. Roe"]);
  });

  test.each(["Jo Roe for the LUX9", "Jo Roe, on behalf of the LUX9", "Jo Roe (for the LUX9"])(
    "who speaks for one is known by his own name: %s Collaboration",
    (forenames) => {
      expect(oai(author("Ito", "Ken") + author("Collaboration", forenames))).toEqual(["Ken Ito", "Jo Roe"]);
    },
  );

  test("one that signs alone stays whole", () => {
    expect(raw("The Collaboration for the Study of Lamps")).toEqual(["The Collaboration for the Study of Lamps"]);
    expect(authorsOf("{Society for the Study of Lamps}")).toEqual(["Society for the Study of Lamps"]);
  });
});

describe("markup", () => {
  test("authors of a feed may be links", () => {
    const link = (name: string) => `&lt;a href="http://arxiv.org/find/cs/1/au:+X/0/1"&gt;${name}&lt;/a&gt;`;
    const feed = (creators: string) =>
      `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><title>T</title><link>https://arxiv.org/abs/2401.00020</link>` +
      `<guid>oai:arXiv.org:2401.00020v1</guid><dc:creator>${creators}</dc:creator></item></channel></rss>`;
    expect(read(parseArxivFeed, feed(`${link("Ken Ito")}, ${link("Jo Roe")}`)).papers[0].authors).toEqual([
      "Ken Ito",
      "Jo Roe",
    ]);
  });

  const work = (fields: object) =>
    read(parseCrossref, JSON.stringify({ status: "ok", message: { DOI: "10.1000/e1", ...fields } })).papers[0];

  test("tags and entities may be escaped once more", () => {
    expect(
      work({
        title: ["Gain of &lt;scp&gt;DC‐DC&lt;/scp&gt; Lamps &lt;i&gt;in situ&lt;/i&gt;"],
        abstract: "<jats:p>&lt;p&gt;Lamps &amp;amp; wires.&lt;/p&gt;</jats:p>",
      }),
    ).toMatchObject({ title: "Gain of DC‐DC Lamps in situ", abstract: "Lamps & wires." });
  });

  test("entities are read in titles and in names", () => {
    expect(
      work({
        title: ["Le probl&egrave;me de Fran&ccedil;ois &alpha;"],
        author: [{ given: "Jos&eacute;", family: "Mu&ntilde;oz &amp; Cie" }],
      }),
    ).toMatchObject({ title: "Le problème de François α", authors: ["José Muñoz & Cie"] });
  });

  test("what only looks like a tag stays", () => {
    expect(titleOf("Bounds for a < b and c > d, AT&T and x<y")).toBe("Bounds for a < b and c > d, AT&T and x<y");
  });

  test("a subtitle that the title has in other letters is not said twice", () => {
    expect(work({ title: ["Mould in Lamps and How"], subtitle: ["MOULD IN LAMPS"] }).title).toBe(
      "Mould in Lamps and How",
    );
    expect(work({ title: ["Mould"], subtitle: ["A <i>Study</i>"] }).title).toBe("Mould: A Study");
  });
});

describe("CSL-JSON", () => {
  const item = (fields: object) => read(parseCslJson, JSON.stringify([{ title: "T", ...fields }])).papers[0];

  test.each([
    [{ raw: "circa 2019" }, "2019"],
    [{ "date-parts": [["2019", "3"]], season: "1" }, "2019-03"],
    [{ "date-parts": [[2019]], season: 2 }, "2019"],
    [
      {
        "date-parts": [
          [2019, 1],
          [2020, 2],
        ],
      },
      "2019-01",
    ],
    [{ literal: "Spring 2018" }, "2018"],
  ])("%o", (issued, date) => {
    expect(item({ issued }).published).toBe(date);
  });

  test("titles and venues may be lists, and ids may stand in notes", () => {
    expect(item({ title: ["Lamps"], "container-title": ["Lamp Letters"], note: "arXiv: 1706.01234" })).toMatchObject({
      title: "Lamps",
      venue: "Lamp Letters",
      arxiv: "1706.01234",
    });
  });
});
