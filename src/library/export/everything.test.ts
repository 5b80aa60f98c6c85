import { expect, test } from "vitest";
import { createLists } from "../lists/lists.ts";
import { parseJsonl } from "../ingest/formats/jsonl.ts";
import { seed } from "../shelf/seed.ts";
import { draftOf } from "../testing/drafts.ts";
import { halves, measured, paperA, paperB, runOf, shelfOf } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { everything, type ExportLine } from "./everything.ts";

overBothDrivers("an export", (store) => {
  const lines = async () => {
    const all: ExportLine[] = [];
    for await (const line of everything({ catalogue: store.catalogue, lists: createLists(store.db) }, "1.2.3"))
      all.push(JSON.parse(JSON.stringify(line)) as ExportLine);
    return all;
  };

  test("has every paper once, every run whole, and says at its end how many", async () => {
    await seed(store.db, shelfOf());
    const run = runOf({ measurements: measured("halves", [0.5, null]) });
    await store.catalogue.saveRun(run);
    const draft = draftOf({ title: "From elsewhere", abstract: "About <b>that</b>.", authors: [{ name: "Ann Ek" }] });
    await store.catalogue.ingest({ source: "hf-daily", asOf: "2026-11-25", drafts: [draft], rejected: [] });
    const all = await lines();
    expect(all.map(({ kind }) => kind)).toEqual(["papertape", "paper", "paper", "paper", "run", "end"]);
    expect(all.at(0)).toMatchObject({ format: 1, version: "1.2.3" });
    expect(all.at(-1)).toEqual({ kind: "end", papers: 3, runs: 1 });
    expect(all.find(({ kind }) => kind === "run")).toEqual({
      kind: "run",
      title: paperA.title,
      superseded: false,
      ...run,
    });
    const claims = expect.arrayContaining([
      expect.objectContaining({ id: "halves", statement: halves.statement, judgement: expect.anything() }),
    ]) as unknown;
    expect(all).toContainEqual(expect.objectContaining({ slug: "paper-a", claims }));
    expect(all).toContainEqual(
      expect.objectContaining({ abstract: "About <b>that</b>.", authors: ["Ann Ek"], claims: [] }),
    );
  });

  test("is read again by another papertape, which tells what is no paper", async () => {
    await seed(store.db, shelfOf());
    const text = (await lines()).map((line) => JSON.stringify(line)).join("\n");
    const { drafts, rejected } = parseJsonl(text, { asOf: "2026-11-25" });
    expect(drafts).toMatchObject([
      { title: paperA.title, arxiv: "2403.00001", published: "2024-03-01" },
      { title: paperB.title, published: "2024-02-01" },
    ]);
    expect(rejected).toHaveLength(2);
  });

  test("of an empty library is a beginning and an end", async () => {
    expect((await lines()).map(({ kind }) => kind)).toEqual(["papertape", "end"]);
  });
});
