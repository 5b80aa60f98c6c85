import { beforeEach, describe, expect, test } from "vitest";
import type { PaperDraft } from "../ingest/draft/draft.ts";
import { anyText } from "../ingest/formats/testing.ts";
import { searchSegments, settings } from "../schema/index.ts";
import { seed } from "../shelf/seed.ts";
import { prepareExtensions } from "../store/extensions.ts";
import { committedRun, shelfOf } from "../testing/shelf.ts";
import { draftOf } from "../testing/drafts.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createSearch, prepareSearch } from "./create.ts";
import { indexStore } from "./index/write.ts";
import type { Search, SearchRequest } from "./search.ts";
import { letterEmbedder } from "./testing.ts";
import fc from "fast-check";

const draft = (title: string, abstract: string, fields: Partial<PaperDraft> = {}): PaperDraft =>
  draftOf({ source: "arxiv", sourceId: title, title, abstract, ...fields });

const shelf = [
  draft("Pressing apples", "Cider is pressed from apples in autumn. Pears wait until winter.", {
    published: "2024-02-03",
    authors: [{ name: "Ann Åkerström" }, { name: "Bo Dahl" }],
    arxiv: "2402.00001",
    categories: ["cs.LG"],
  }),
  draft("Storing pears", "Pears are stored in cold cellars. Apples need less care.", {
    published: "2023-05-01",
    authors: [{ name: "Bo Dahl" }],
    source: "crossref",
  }),
  draft("Keeping bees", "Bees visit blossoms of many trees, $O(n \\log n)$ of them a day.", {
    published: "2022-01-01",
  }),
];

overBothDrivers("search", (store) => {
  let search: Search;
  beforeEach(async () => {
    const extensions = await prepareExtensions(store.db);
    await prepareSearch(store.db, extensions);
    search = createSearch(store.db, { extensions });
  });
  const ingest = (drafts: readonly PaperDraft[]) =>
    store.catalogue.ingest({ source: "arxiv", asOf: "2026-11-25", drafts, rejected: [] });
  const titles = async (request: SearchRequest) => (await search.find(request)).hits.map(({ paper }) => paper.title);

  test("finds a paper as soon as it is stored, and what it says later", async () => {
    await ingest(shelf);
    expect(await titles({ text: "pressed apple" })).toEqual(["Pressing apples", "Storing pears"]);
    expect(await titles({ text: "quinces" })).toEqual([]);
    await ingest([draft("Pressing apples", "Now about quinces.", { arxiv: "2402.00001" })]);
    expect(await titles({ text: "quinces" })).toEqual(["Pressing apples"]);
    expect(await titles({ text: "cider" })).toEqual([]);
    expect((await search.status()).papers).toBe(3);
  });

  test("leaves out what has an unwanted word, with and without other words and filters", async () => {
    await ingest(shelf);
    expect(await titles({ text: "apples -cider" })).toEqual(["Storing pears"]);
    expect(await titles({ text: "apples", filters: { without: '"cold cellar", winters' } })).toEqual(["Storing pears"]);
    expect(await titles({ text: 'apples -"cold cellars"' })).toEqual(["Pressing apples"]);
    expect(await titles({ text: "-pears" })).toEqual(["Keeping bees"]);
    expect(await titles({ text: "-pears", filters: { author: "Bo Dahl" } })).toEqual([]);
    expect(await titles({ text: "trees -dahl", order: "newest" })).toEqual(["Keeping bees"]);
    const { total, read } = await search.find({ text: "apples -cider -pears" });
    expect(total).toBe(0);
    expect(read.chips.map(({ says }) => says)).toEqual(["without “cider”", "without “pears”"]);
  });

  test("is warm when its index and its model are in memory", async () => {
    await ingest(shelf);
    let loaded = 0;
    const embedder = async () => {
      loaded++;
      return { embedder: letterEmbedder };
    };
    const extensions = await prepareExtensions(store.db);
    const warmed = createSearch(store.db, { extensions, embedder });
    await warmed.warm();
    // Without pgvector no model is asked for.
    const models = extensions.vector ? 1 : 0;
    expect(loaded).toBe(models);
    await store.db.delete(searchSegments);
    await store.db.insert(searchSegments).values({ batch: 1, papers: 0, postings: new Uint8Array([0, 0]) });
    // What was read is not read again: an empty segment in its place changes nothing.
    expect((await warmed.find({ text: "cider" })).total).toBeGreaterThan(0);
    expect(loaded).toBe(models);
  });

  test("knows nothing of a batch that was not stored", async () => {
    await ingest(shelf);
    const failing = store.db.transaction(async (tx) => {
      const { indexDocuments } = await import("./index/write.ts");
      await indexDocuments(tx, [{ id: 99, title: "Ghosts", body: "", names: "" }]);
      throw new Error("the batch fails");
    });
    await expect(failing).rejects.toThrow("the batch fails");
    expect(await titles({ text: "ghosts" })).toEqual([]);
  });

  test("finds papers by names without accents, and by their ids", async () => {
    await ingest(shelf);
    expect(await titles({ text: "akerstrom" })).toEqual(["Pressing apples"]);
    expect(await titles({ text: "arXiv:2402.00001v2" })).toEqual(["Pressing apples"]);
  });

  test("filters by date, author, topic, source and experiment", async () => {
    await seed(store.db, shelfOf());
    await ingest(shelf);
    const text = "apples pears bees things";
    expect(await titles({ text, filters: { from: "2023-01-01", to: "2023-12-31" } })).toEqual(["Storing pears"]);
    expect(await titles({ text, filters: { author: "ann akerstrom" } })).toEqual(["Pressing apples"]);
    expect(await titles({ text, filters: { topic: "cs.LG" } })).toEqual(["Pressing apples"]);
    expect(await titles({ text, filters: { source: "crossref" } })).toEqual(["Storing pears"]);
    expect(await titles({ text, filters: { experiment: true } })).toEqual(["Paper A: On Made-Up Things"]);
    expect(await titles({ text, filters: { author: "Nobody" } })).toEqual([]);
    expect(await titles({ text: "", filters: { author: "Bo Dahl" } })).toEqual(["Pressing apples", "Storing pears"]);
    expect(await titles({ text: "" })).toEqual([]);
  });

  test("filters by verdict, and counts it", async () => {
    await seed(store.db, shelfOf({ runs: { "paper-a": [committedRun([0.5, 0.51, 0.49])] } }));
    expect(await titles({ text: "things", filters: { verdict: "matches" } })).toEqual(["Paper A: On Made-Up Things"]);
    expect(await titles({ text: "things", filters: { verdict: "contradicted" } })).toEqual([]);
    const { facets } = await search.find({ text: "things", facets: true });
    expect(facets!.verdicts).toContainEqual({ value: "matches", name: "matches", count: 1 });
  });

  test("reads filters and orders from the words", async () => {
    await ingest(shelf);
    const find = (text: string) => search.find({ text, today: "2026-11-30" });
    const found = async (text: string) => (await find(text)).hits.map(({ paper }) => paper.title);
    expect(await found("papers on pears since 2024")).toEqual(["Pressing apples"]);
    expect(await found("apples pears before 2024")).toEqual(["Storing pears"]);
    expect(await found("papers by Åkerström")).toEqual(["Pressing apples"]);
    expect(await found("papers by Dahl, oldest first")).toEqual(["Storing pears", "Pressing apples"]);
    expect(await found("apples, oldest first")).toEqual(["Storing pears", "Pressing apples"]);
    expect(await found("apples #cs.LG")).toEqual(["Pressing apples"]);
    expect(await found("top 1 papers on apples")).toEqual(["Pressing apples"]);
    expect(await found("arXiv:2402.00001")).toEqual(["Pressing apples"]);
    expect(await found("papers from 2022 to 2023, newest first")).toEqual(["Storing pears", "Keeping bees"]);
    const { read, order, total } = await find("apples since 2024, most discussed first");
    expect([order, total, read.normal]).toEqual(["comments", 1, "apples published>=2024-01-01 sort:comments"]);
  });

  test("gives up filters of the words one at a time where nothing passes them, and says which", async () => {
    await ingest(shelf);
    const found = await search.find({ text: "pears with code since 2024 by Bo Dahl" });
    expect(found.hits.map(({ paper }) => paper.title)).toEqual(["Pressing apples"]);
    expect(found.read.relaxed.map(({ words }) => words)).toEqual(["with code"]);
    expect(found.read.chips.map(({ words }) => words)).toEqual(["since 2024", "by Bo Dahl"]);
    const strict = await search.find({ text: "pears with code since 2024", relax: false });
    expect([strict.total, strict.read.relaxed]).toEqual([0, []]);
    // Without the words there is nothing to be had by giving up a filter.
    const nothing = await search.find({ text: "quinces since 2024" });
    expect([nothing.total, nothing.read.relaxed]).toEqual([0, []]);
    const nobody = await search.find({ text: "papers by Bo Dahl since 2030" });
    expect(nobody.hits.map(({ paper }) => paper.title)).toEqual(["Pressing apples", "Storing pears"]);
    expect(nobody.read.relaxed.map(({ words }) => words)).toEqual(["since 2030"]);
  });

  test("answers whatever the words and the request hold", async () => {
    await ingest(shelf);
    for (const text of ["topic:a\u0000b pears", 'author:"\ud800" pears', "pears last 999 years", "pears before 1950"])
      expect((await search.find({ text })).hits.length, text).toBeGreaterThan(0);
    const odd = { text: "pears this week", today: "soon", order: "cited" } as unknown as SearchRequest;
    expect((await search.find(odd)).order).toBe("best");
  });

  test("never takes quoted words for a filter, and searches for a name that nobody here has", async () => {
    await ingest(shelf);
    expect((await search.find({ text: '"since 2024" pears' })).read.chips).toEqual([]);
    const { read, hits } = await search.find({ text: "pears by Monte Carlo" });
    expect([read.chips, hits.length]).toEqual([[], 2]);
  });

  test("counts facets over the results", async () => {
    await ingest(shelf);
    const { facets, total } = await search.find({ text: "apples pears", facets: true, limit: 1 });
    expect(total).toBe(2);
    expect(facets).toMatchObject({
      years: [
        { value: "2024", count: 1 },
        { value: "2023", count: 1 },
      ],
      authors: [{ name: "Bo Dahl", count: 2 }],
      sources: [
        { value: "arxiv", count: 1 },
        { value: "crossref", count: 1 },
      ],
      experiments: 0,
      counted: 2,
    });
  });

  test("pages through the results without repeating or leaving out one", async () => {
    const many = Array.from({ length: 120 }, (_, n) =>
      draft(`Apple number ${n}`, `About apples${" and trees".repeat(n % 7)}.`),
    );
    await ingest(many);
    const seen: string[] = [];
    for (let offset = 0; offset < 120; offset += 25)
      seen.push(...(await titles({ text: "apple tree", offset, limit: 25 })));
    expect(new Set(seen).size).toBe(120);
  });

  test("marks the words of the query in title and excerpt, and none in a formula", async () => {
    await ingest(shelf);
    const [hit] = (await search.find({ text: "bee blossom log n" })).hits;
    const words = (text: string, marks: readonly (readonly [number, number])[]) =>
      marks.map(([from, to]) => text.slice(from, to));
    expect(words(hit.paper.title, hit.titleMarks)).toEqual(["bees"]);
    expect(words(hit.excerpt!.text, hit.excerpt!.marks)).toEqual(["Bees", "blossoms"]);
  });

  test("takes any text, and answers a mistyped word with its neighbour where pg_trgm is", async () => {
    await ingest(shelf);
    const texts = fc.sample(
      fc.oneof(
        anyText(),
        fc.constantFrom(
          "\0",
          "'; drop table papers; --",
          "a & | ! ( b:*",
          "“apples”",
          "💥",
          "تفاح",
          "x".repeat(10_000),
        ),
      ),
      { numRuns: 25, seed: 4 },
    );
    for (const text of texts) expect((await search.find({ text, facets: true })).text).toBe(text);
    const { typos } = await search.status();
    const answer = await search.find({ text: "pressng" });
    expect([answer.corrected, answer.hits[0]?.paper.title]).toEqual(
      typos ? ["pressing", "Pressing apples"] : [null, undefined],
    );
    const other = await search.find({ text: "apples storng" });
    expect([other.total, other.suggestion]).toEqual([2, typos ? "apples storing" : null]);
  });

  test("names the papers nearest to one", async () => {
    await ingest(shelf);
    const related = await search.related("pressing-apples");
    expect(related.map(({ title }) => title)).toEqual(["Storing pears"]);
    expect(await search.related("no-such-paper")).toEqual([]);
  });

  test("indexes a store that an earlier version left, once", async () => {
    await ingest(shelf);
    await store.db.delete(searchSegments);
    await store.db.delete(settings);
    expect(await titles({ text: "cider" })).toEqual([]);
    await indexStore(store.db);
    expect(await titles({ text: "cider" })).toEqual(["Pressing apples"]);
    await store.db.delete(searchSegments);
    await indexStore(store.db);
    expect(await titles({ text: "cider" })).toEqual([]);
  });

  test("merges segments, and finds the same papers afterwards", async () => {
    for (let n = 0; n < 18; n++) await ingest([draft(`Plum ${n}`, `Plums of tree ${n}.`)]);
    const levels = await store.db.select({ level: searchSegments.level }).from(searchSegments);
    expect(levels.map(({ level }) => level).sort()).toEqual([0, 0, 1]);
    expect((await titles({ text: "plum", limit: 50 })).length).toBe(18);
    const fresh = createSearch(store.db, { extensions: { vector: false, trigrams: false } });
    expect((await fresh.find({ text: "plum" })).total).toBe(18);
  });

  describe("with an embedding model", () => {
    test("fuses words and meaning where pgvector is, and says that it does not elsewhere", async () => {
      const extensions = await prepareExtensions(store.db);
      const fused = createSearch(store.db, { extensions, embedder: async () => ({ embedder: letterEmbedder }) });
      await ingest(shelf);
      expect(await fused.embed()).toBe(extensions.vector ? 3 : 0);
      expect(await fused.embed()).toBe(0);
      const answer = await fused.find({ text: "pressings" });
      if (!extensions.vector) {
        expect((await fused.status()).vectors).toEqual({ state: "off", reason: "the database server has no pgvector" });
        expect(answer.ranking).toBe("bm25");
        return;
      }
      expect((await fused.status()).vectors).toEqual({
        state: "on",
        model: letterEmbedder.model,
        embedded: 3,
        judged: null,
      });
      expect([answer.ranking, answer.total, answer.hits[0].paper.title]).toEqual(["fused", 3, "Pressing apples"]);
      // No word in common: only meaning finds it.
      expect((await fused.find({ text: "beekeeper" })).hits[0].paper.title).toBe("Keeping bees");
      const filtered = await fused.find({ text: "beekeeper", filters: { author: "Bo Dahl" } });
      expect(filtered.hits.map(({ paper }) => paper.title).sort()).toEqual(["Pressing apples", "Storing pears"]);
      expect((await fused.related("keeping-bees")).length).toBe(2);
    });
  });
});
