import { describe, expect, test } from "vitest";
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { sampleFilings } from "#lab/datasets/filings/filings";
import { readAlignedTables, writeAligned } from "#lab/extraction/table/aligned";
import { readHtmlTables, writeHtml } from "#lab/extraction/table/html";
import { readLatexTables, writeLatex } from "#lab/extraction/table/latex";
import { readMarkdownTables, writeMarkdown } from "#lab/extraction/table/markdown";
import { tableOf, textsOf, type Table } from "#lab/extraction/table/table";
import { toJson } from "#lab/extraction/json";
import { validator } from "#lab/extraction/schema";
import { classify, candidatesOf, joined, scoreOf, threshold, type Candidate } from "./agents/detect.ts";
import { extract, mapColumns } from "./agents/extract.ts";
import { hits, matchRows, scoreRows } from "./agents/metrics.ts";
import { recommend } from "./agents/recommend.ts";
import { extractResults } from "./agents/results.ts";
import { apply, covers, jsonSchemaOf, portfolio, type Schema } from "./agents/schema.ts";
import { extractDocument, gain, readDocument, taser, type Options } from "./method.ts";

const header = ["Security", "Type", "Market Value"];
const holding = (at: number, type = "Equity") => [
  `Fund${"abcdefghij"[at % 10]}${"klmnopqrst"[Math.floor(at / 10) % 10]} plc`,
  type,
  (1_000_000 + 10_007 * at).toLocaleString("en-US"),
];
const page = (rows: readonly (readonly string[])[], caption = "Schedule of Investments") => [
  caption,
  ...writeAligned(tableOf(rows)).split("\n"),
];
const run = (documents: Parameters<typeof taser>[0], schema: Schema, options: Options) => {
  const work = taser(documents, schema, options);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
};

test("a table of results becomes one row for each number, with metric, data set, direction and bold", () => {
  const html =
    "<table><tr><th rowspan=2>Method</th><th colspan=2>CIFAR-10</th></tr><tr><th>Acc. (%) ↑</th><th>Params (M) ↓</th></tr>" +
    "<tr><td>BN only</td><td>82.0 ± 0.3</td><td>0.02</td></tr><tr><td>Full</td><td><b>93.1</b></td><td>0.27</td></tr></table>";
  const rows = extractResults(readHtmlTables(html).tables[0]);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual({
    ...{
      method: "BN only",
      dataset: "CIFAR-10",
      metric: "accuracy",
      value: 82,
      std: 0.3,
      unit: "%",
      better: "higher",
      bold: false,
    },
    provenance: { row: 2, column: 1, caption: "" },
  });
  expect(rows[1]).toMatchObject({ metric: "parameters", unit: "M", better: "lower" });
  expect(rows[2]).toMatchObject({ method: "Full", value: 93.1, bold: true });
  expect(
    extractResults(
      readMarkdownTables("| Model | WikiText |\n|---|---|\n| A | 18.2 |").tables[0],
      "Perplexity by model",
    )[0],
  ).toMatchObject({
    ...{ dataset: "WikiText", metric: "perplexity", value: 18.2, better: "lower" },
  });
});

describe("pieces of a table", () => {
  const rows = Array.from({ length: 92 }, (_, at) => holding(at));
  const pages = [
    page([header, ...rows.slice(0, 40)]),
    page([header, ...rows.slice(40, 80), ["Subtotal", "", "9,999"]], "Schedule of Investments (continued)"),
    page([header, ...rows.slice(80)]),
  ];
  test("of three pages are one table of 92 rows, and the subtotal is none of them", () => {
    const tables = joined("a", candidatesOf({ id: "a", pages }));
    expect(tables).toHaveLength(1);
    expect(tables[0].body).toHaveLength(93);
    const { rows: found, misfits } = extract(portfolio, "a", tables[0]);
    expect([found.length, misfits.length]).toEqual([92, 0]);
    expect(found[41]).toEqual({
      key: "a:2:4",
      values: { name: holding(41)[0], type: "equity", marketValue: 1_410_287 },
    });
  });

  test("without a header go on with the table of the page before, and not with one of other columns", () => {
    const parts = [page([header, ...rows.slice(0, 8)]), writeAligned(tableOf(rows.slice(8, 16), 0)).split("\n")];
    expect(extractDocument(portfolio, readDocument({ id: "a", pages: parts })).rows).toHaveLength(16);
    const other = [parts[0], ["1  2", "3  4", "5  6", "7  8"]];
    expect(joined("a", candidatesOf({ id: "a", pages: other }))).toHaveLength(2);
  });
});

describe("the loop", () => {
  const known: Schema = {
    ...portfolio,
    fields: portfolio.fields.map((field) => (field.name === "type" ? { ...field, values: ["equity", "bond"] } : field)),
  };
  const futures = (id: string, types: readonly string[]) =>
    readDocument({ id, pages: [page([header, ...types.map((type, at) => holding(at, type)), holding(9)])] });
  const documents = [futures("a", ["Future", "Future", "Future", "Future"]), futures("b", ["Future", "Future", "Xyz"])];

  test("learns a kind of rows that six of two tables ask for, and not one that a single row does", () => {
    const { schema, decisions } = run(documents, known, { batch: 7 });
    const made = decisions.map(({ proposal, outcome }) => [proposal.change.value, proposal.evidence.length, outcome]);
    expect(made.slice(0, 2)).toEqual([
      ["future", 6, "used"],
      ["xyz", 1, "too little support"],
    ]);
    expect(made.slice(2).every(([value, , outcome]) => value === "xyz" && outcome === "too little support")).toBe(true);
    const rows = (one: Schema) =>
      documents.reduce((sum, document) => sum + extractDocument(one, document).rows.length, 0);
    expect(rows(schema) - rows(known)).toBe(6);
    expect(run(documents.slice(0, 1), schema, { batch: 7 }).decisions).toEqual([]);
  });

  test("uses nothing where a batch holds one misfit, for a change needs two", () =>
    expect(run(documents, known, { batch: 1 }).schema).toBe(known));

  test("drops a change that would alter what is read already", () => {
    const both = readDocument({
      id: "c",
      pages: [page([[...header, "Fair value estimate"], ...[1, 2, 3].map((at) => [...holding(at), "77"])])],
    });
    const wrong = {
      ...portfolio,
      fields: portfolio.fields.map((field) =>
        field.name === "marketValue" ? { ...field, aliases: ["fair value estimate"] } : field,
      ),
    };
    expect(gain(portfolio, wrong, [both])).toBe("alters rows");
    expect(gain(portfolio, apply(portfolio, { op: "addType", field: "type", value: "swap" }), [both])).toBe("no gain");
  });

  test("learns two names at once where a row lacks both", () => {
    const unknown = readDocument({
      id: "d",
      pages: [page([["Description", "Type", "Valuation"], ...Array.from({ length: 12 }, (_, at) => holding(at))])],
    });
    const { schema, decisions } = run([unknown], portfolio, { batch: 12 });
    expect(
      decisions
        .filter(({ outcome }) => outcome === "used")
        .map(({ proposal }) => proposal.change.value)
        .sort(),
    ).toEqual(["description", "valuation"]);
    expect(extractDocument(schema, unknown).rows).toHaveLength(12);
  });

  test("takes no column for a field that another table has beside it", () => {
    const misfit = (names: string[], cells: string[], mapping: [string, number][], missing?: string) => ({
      ...{ key: names.join(), document: "d", table: names.join(), names, cells, mapping: new Map(mapping) },
      reasons: missing
        ? [{ kind: "missing" as const, field: missing }]
        : [{ kind: "label" as const, field: "type", text: "swap" }],
    });
    const cost = misfit(
      ["security", "type", "cost"],
      ["A plc", "Equity", "1,000,000"],
      [
        ["name", 0],
        ["type", 1],
      ],
      "marketValue",
    );
    const beside = misfit(
      ["security", "type", "market value", "cost"],
      ["B plc", "Swap", "2,000,000", "1,900,000"],
      [
        ["name", 0],
        ["type", 1],
        ["marketValue", 2],
      ],
    );
    const changes = (batch: Parameters<typeof recommend>[1]) =>
      recommend(portfolio, batch).map(({ change }) => `${change.op} ${change.value}`);
    expect(changes([cost])).toEqual(["addAlias cost"]);
    expect(changes([cost, beside])).toEqual(["addField cost", "addType swap"]);
  });

  test("ends with a schema of more versions that takes all that an earlier one took", () => {
    const filings = sampleFilings(new Draw(random(7).stream("filings")), 14, 40).map(readDocument);
    const { schema, decisions } = run(filings, portfolio, { batch: 25 });
    const used = decisions.filter(({ outcome }) => outcome === "used");
    expect(schema.version).toBe(1 + used.length);
    for (const { proposal } of used) expect(covers(schema, proposal.change)).toBe(true);
    const sources = filings.map((filing) =>
      filing.candidates.flatMap(({ body }) => body.flatMap(({ cells }) => cells)),
    );
    const isValid = validator(jsonSchemaOf(schema));
    for (const [at, filing] of filings.entries())
      for (const { values } of extractDocument(schema, filing).rows) {
        expect(isValid(toJson(values))).toBe(true);
        const digits = Math.abs(Number(values.marketValue)).toLocaleString("en-US");
        expect(sources[at].some((cell) => cell.includes(digits))).toBe(true);
      }
  });
});

describe("extraction", () => {
  const rows = Array.from({ length: 8 }, (_, at) => [...holding(at, at % 2 ? "Bond" : "Equity"), `${at + 1},500`]);
  const table = tableOf([[...header, "Shares"], ...rows]);
  const read = (one: Table) => {
    const [first, ...rest] = textsOf(one);
    const body = rest.map((cells, at) => ({ cells, key: String(at) }));
    const plainNames = first.map((name) => name.toLowerCase());
    return extract(portfolio, "a", { id: "a", caption: "", names: first, plainNames, body, parts: [] }).rows.map(
      ({ values }) => values,
    );
  };

  test("is the same from HTML, LaTeX, Markdown and aligned text", () => {
    const formats = [
      readHtmlTables(writeHtml(table)),
      readLatexTables(writeLatex(table)),
      readMarkdownTables(writeMarkdown(table)),
      readAlignedTables(writeAligned(table)),
    ];
    for (const { tables } of formats) expect(read(tables[0])).toEqual(read(table));
    expect(read(table)).toHaveLength(8);
  });

  test("does not depend on the order of rows and columns", () => {
    const order = [3, 1, 0, 2];
    const permuted = tableOf(textsOf(table).map((cells) => order.map((at) => cells[at])));
    const sorted = (values: readonly unknown[]) =>
      values.map((one) => JSON.stringify(Object.entries(one as object).sort())).sort();
    expect(sorted(read(permuted))).toEqual(sorted(read(table)));
    expect(sorted(read(tableOf([textsOf(table)[0], ...textsOf(table).slice(1).reverse()])))).toEqual(
      sorted(read(table)),
    );
  });

  test("gives a field one column and a column one field", () => {
    const mapping = mapColumns(portfolio, ["fair value", "market value", "security", "issuer"]);
    expect(new Set(mapping.values()).size).toBe(mapping.size);
    expect(mapping.has("marketValue") && mapping.has("name")).toBe(true);
  });
});

test("the detector counts fields, lines with numbers and words of the caption", () => {
  const [candidate] = candidatesOf({ id: "a", pages: [page([header, holding(1), holding(2), holding(3)])] });
  expect(scoreOf(portfolio, candidate)).toBeCloseTo(2 * 3 + 4 * (3 / 4) + 1, 12);
  const [accounts] = candidatesOf({ id: "a", pages: [["Fees  1  2", "Custody  3  4", "Audit  5  6"]] });
  expect(scoreOf(portfolio, accounts)).toBeLessThan(threshold);
  const names = (plainNames: string[]): Pick<Candidate, "plainNames"> => ({ plainNames });
  expect(classify([{ ...portfolio, fields: [] }, portfolio], names(["security"]))).toBe(portfolio);
  expect(classify([portfolio], names(["weather"]))).toBeNull();
});

test("rows are matched by name and value, once each; tables by half of their lines", () => {
  const right = [
    { name: "Alder plc", marketValue: 100 },
    { name: "Birch Ltd", marketValue: -50 },
    { name: "Cedar AG", marketValue: 100 },
  ];
  const found = [
    { name: "Alder plc.", marketValue: 100.4 },
    { name: "Alder plc", marketValue: 100 },
    { name: "Birch", marketValue: -50 },
    { name: "Cedar AG", marketValue: 90 },
  ];
  expect(matchRows(found, right)).toEqual([
    [1, 0],
    [2, 1],
  ]);
  expect(scoreRows(found, right)).toMatchObject({ matched: 2, precision: 0.5, recall: 2 / 3, matchedValue: 50 / 150 });
  expect(scoreRows(right, right)).toEqual({ matched: 3, precision: 1, recall: 1, f1: 1, fidelity: 1, matchedValue: 1 });
  expect(scoreRows([], [])).toMatchObject({ precision: 1, recall: 1, fidelity: 1, matchedValue: 1 });
  const lines = (from: number, to: number, page = 0) => ({ page, from, to });
  expect(hits([lines(0, 10)], [lines(0, 20), lines(0, 21), lines(0, 10, 1)])).toBe(1);
});
