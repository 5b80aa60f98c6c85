import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { instruments, headers } from "#lab/datasets/filings/words";
import { sampleFilings } from "#lab/datasets/filings/filings";
import { apply, portfolio } from "./agents/schema.ts";
import { normal } from "./agents/similarity.ts";
import { extractDocument, readDocument } from "./method.ts";

const file = (name: string) => new URL(`golden/${name}`, import.meta.url);

/** The schema of somebody who has been told every name of the three columns, and every kind. */
const told = [
  ...(["name", "type", "marketValue"] as const).flatMap((field) =>
    headers[field].map((header) => ({ op: "addAlias" as const, field, value: normal(header) })),
  ),
  ...Object.values(instruments).flatMap((labels) =>
    labels.map((label) => ({ op: "addType" as const, field: "type", value: normal(label) })),
  ),
  // What else may stand in a row is no reason to leave it out.
  ...["chf", "jpy", "sek"].map((value) => ({ op: "addEnum" as const, field: "currency", value })),
  { op: "widenType" as const, field: "maturity", value: "perpetual" },
].reduce(apply, portfolio);
const filings = sampleFilings(new Draw(random(11).stream("filings")), 8, 90);

if (process.env.PAPERTAPE_GOLDEN)
  writeFileSync(
    file("filings.json"),
    JSON.stringify({ fields: told.fields, filings: filings.map(({ id, pages }) => ({ id, pages })) }),
  );

test("rows are those that a program of its own reads (golden/make.py)", () => {
  const golden = JSON.parse(readFileSync(file("rows.json"), "utf8")) as unknown[];
  const rows = filings.flatMap((filing) =>
    extractDocument(told, readDocument(filing)).rows.map(({ values }) => [
      filing.id,
      values.name,
      values.type,
      values.marketValue,
    ]),
  );
  expect(rows.length).toBeGreaterThan(200);
  expect(rows).toEqual(golden);
});
