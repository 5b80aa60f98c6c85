import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { letterEmbedder } from "../testing.ts";
import { readCollection } from "./collection.ts";
import { evaluateSearch } from "./evaluate.ts";
import { percentile, quality } from "./measures.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "papertape-eval-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (docs: string, queries: string, qrels: string) => {
  writeFileSync(join(folder, "docs.jsonl"), docs);
  writeFileSync(join(folder, "queries.jsonl"), queries);
  writeFileSync(join(folder, "qrels.tsv"), qrels);
};

const docs = [
  { id: "a", title: "Bees of the northern meadows", text: "How bees find flowers after rain." },
  { _id: "b", title: "Granite", text: "Cooling of granite, and its crystals." },
  // The same title as another one: still a document of its own.
  { id: 3, title: "Granite", abstract: "Quarries and their history." },
]
  .map((each) => JSON.stringify(each))
  .join("\n");
const queries =
  '{"id": "q1", "text": "meadow bees"}\n{"_id": "q2", "query": "granite quarry"}\n{"id": "q3", "text": "nobody judged this"}\n';

describe("measures", () => {
  test("are those of graded judgements, by hand", () => {
    const found = quality(
      ["x", "b", "a"],
      new Map([
        ["a", 3],
        ["b", 1],
        ["c", 2],
        ["d", 0],
      ]),
    );
    const ideal = 3 + 2 / Math.log2(3) + 1 / 2;
    expect(found["nDCG@10"]).toBeCloseTo((1 / Math.log2(3) + 3 / 2) / ideal, 12);
    expect(found).toMatchObject({ "MRR@10": 1 / 2, "recall@10": 2 / 3, "recall@100": 2 / 3 });
  });
  test("of a ranking past ten count for recall at a hundred alone", () => {
    const ranked = [...Array(10).keys()].map(String).concat("a");
    expect(quality(ranked, new Map([["a", 1]]))).toEqual({
      "nDCG@10": 0,
      "MRR@10": 0,
      "recall@10": 0,
      "recall@100": 1,
    });
  });
  test("percentiles are by nearest rank", () => {
    expect([0.5, 0.95, 1].map((share) => percentile([4, 1, 3, 2], share))).toEqual([2, 4, 4]);
  });
});

describe("a collection", () => {
  test.each([
    ["with a first line of names", "query\tdoc\tgrade\nq1\ta\t2\nq2\t3\t1\n"],
    ["as TREC writes it", "q1 0 a 2\r\nq2 0 3 1\r\n"],
  ])("%s is read, and every document is one, whatever its title", async (_, qrels) => {
    write(`\ufeff${docs}\n\n`, queries, qrels);
    const collection = await readCollection(folder);
    expect(collection.documents.map(({ id }) => id)).toEqual(["a", "b", "3"]);
    const {
      documents,
      queries: judged,
      results,
      withoutVectors,
    } = await evaluateSearch(collection, { missing: "none" });
    expect({ documents, judged, withoutVectors }).toEqual({ documents: 3, judged: 2, withoutVectors: "none" });
    expect(results).toMatchObject([{ mode: "lexical", quality: { "nDCG@10": 1, "MRR@10": 1, "recall@10": 1 } }]);
  });
  test("is asked by words, by meaning and by both where there is a model", async () => {
    write(docs, queries, "q1 a 1\nq2 3 1\n");
    const { results } = await evaluateSearch(await readCollection(folder), { embedder: letterEmbedder });
    expect(results.map(({ mode }) => mode)).toEqual(["lexical", "vector", "fused"]);
    for (const { quality: found } of results) expect(found["recall@10"]).toBe(1);
  });
  test("may be gzipped", async () => {
    write(docs, queries, "q1 a 1\n");
    rmSync(join(folder, "docs.jsonl"));
    writeFileSync(join(folder, "docs.jsonl.gz"), gzipSync(docs));
    expect((await readCollection(folder)).documents).toHaveLength(3);
    rmSync(join(folder, "docs.jsonl.gz"));
  });
  test.each([
    ["half a record", '{"id": "a", "text": "cut of', queries, "q1 a 1", /docs\.jsonl: line 1/],
    ["no id", '{"text": "x"}', queries, "q1 a 1", /docs\.jsonl: line 1: no "id"/],
    ["a grade that is none", docs, queries, "q1 a 1\nq1 b much", /qrels\.tsv: line 2: "much" is not a grade/],
    ["other queries' judgements", docs, queries, "q9 a 1", /judges none/],
    ["nothing", "", queries, "q1 a 1", /there is no document/],
  ])("with %s is refused, with the file and what is wrong", async (_, docs, queries, qrels, message) => {
    write(docs, queries, qrels);
    await expect(readCollection(folder)).rejects.toMatchObject({
      code: "INVALID_COLLECTION",
      message: expect.stringMatching(message) as string,
    });
  });
});
