import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { countFacets } from "../search/facets.ts";
import { allowedPapers } from "../search/filters.ts";
import { papers } from "../schema/index.ts";
import { rowsOf } from "../store/rows.ts";
import { draftOf } from "../testing/drafts.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { createEntities } from "./entities.ts";

const concept = (id: string, name: string, aliases: string[] = []) => ({ id, name, aliases, types: ["method"] });
const methods = [
  concept("LN", "layer normalization", ["LayerNorm"]),
  { ...concept("BN", "batch normalization"), definition: "over the batch" },
];

overBothDrivers("entities", (store) => {
  const abstracts = [
    "Layer normalization beats batch normalization.",
    "We keep LayerNorm $layer normalization$.",
    "Nothing of the kind.",
    null,
  ];
  async function papersWith(texts: readonly (string | null)[]): Promise<void> {
    const drafts = texts.map((abstract, at) => draftOf({ title: `Paper Number ${at}`, abstract }));
    await store.catalogue.ingest({ source: "test", asOf: "2026-11-23", drafts, rejected: [] });
  }
  const slugs = async () =>
    (await rowsOf<{ slug: string }>(store.db, sql`select ${papers.slug} as slug from ${papers} order by id`)).map(
      ({ slug }) => slug,
    );

  test("of a dictionary are linked where abstracts mention them, once for each state of both", async () => {
    await papersWith(abstracts);
    const own = createEntities(store.db);
    expect(await own.link()).toEqual({ read: 0, mentions: 0 });
    expect(await own.load("methods", methods, "by us")).toEqual({
      name: "methods",
      concepts: 2,
      aliases: 3,
      notice: "by us",
    });
    const heard: [number, number][] = [];
    expect(await own.link({ onProgress: (done, total) => heard.push([done, total]) })).toEqual({
      read: 3,
      mentions: 3,
    });
    expect(heard).toEqual([[3, 3]]);
    expect(await own.link()).toEqual({ read: 0, mentions: 0 });

    const [first, second] = await slugs();
    expect(await own.inAbstract(first)).toEqual([
      { start: 0, end: 19, entity: "methods:LN", name: "layer normalization", definition: null, score: 1, foundBy: "name" },
      { start: 26, end: 45, entity: "methods:BN", name: "batch normalization", definition: "over the batch", score: 1, foundBy: "name" },
    ]); // prettier-ignore
    expect((await own.inAbstract(second)).map(({ entity }) => entity)).toEqual(["methods:LN"]);
    expect(await own.inAbstract("nobody")).toEqual([]);

    const filtered = async (entity: string) => (await allowedPapers(store.db, { entity }))?.size;
    expect([await filtered("methods:LN"), await filtered("methods:BN"), await filtered("other:LN")]).toEqual([2, 1, 0]);
    const { entities } = await countFacets(store.db, [1, 2, 3, 4]);
    expect(entities).toEqual([{ value: "methods:LN", name: "layer normalization", count: 2 }]);
  });

  test("another abstract is read again, and shows no old link until then", async () => {
    await papersWith(abstracts.slice(0, 1));
    const own = createEntities(store.db);
    await own.load("methods", methods);
    await own.link();
    const [slug] = await slugs();
    await store.db.update(papers).set({ abstract: "A batch normalization." });
    expect(await own.inAbstract(slug)).toEqual([]);
    expect(await own.link()).toEqual({ read: 1, mentions: 1 });
    expect((await own.inAbstract(slug)).map(({ entity }) => entity)).toEqual(["methods:BN"]);
  });

  test("a dictionary takes the place of the one of its name: what stays keeps its links, what went loses them", async () => {
    await papersWith(abstracts);
    const own = createEntities(store.db);
    await own.load("methods", methods);
    await own.link();
    const [slug] = await slugs();
    await own.load("methods", methods);
    expect(await own.link()).toEqual({ read: 0, mentions: 0 });
    await own.load("methods", methods.slice(0, 1));
    expect((await own.inAbstract(slug)).map(({ entity }) => entity)).toEqual(["methods:LN"]);
    expect(await own.link()).toEqual({ read: 3, mentions: 2 });
    expect(await own.dictionaries()).toEqual([{ name: "methods", concepts: 1, aliases: 2, notice: null }]);
    expect([await own.remove("methods"), await own.remove("methods")]).toEqual([true, false]);
    expect([await own.inAbstract(slug), await own.dictionaries()]).toEqual([[], []]);
  });

  test("a dictionary that cannot be one is refused, and the one before stays", async () => {
    const own = createEntities(store.db);
    await own.load("methods", methods);
    await expect(own.load("methods", [])).rejects.toMatchObject({ code: "INVALID_DICTIONARY" });
    await expect(own.load("My Methods", methods)).rejects.toMatchObject({ code: "INVALID_DICTIONARY" });
    await expect(own.load("methods", [methods[0], methods[0]])).rejects.toThrow();
    expect((await own.dictionaries()).map(({ concepts }) => concepts)).toEqual([2]);
  });

  test("linking that was stopped goes on where it was", async () => {
    await papersWith(Array.from({ length: 250 }, (_, at) => `Layer normalization, paper ${at}.`));
    const own = createEntities(store.db);
    await own.load("methods", methods);
    const stop = new AbortController();
    const stopped = own.link({ signal: stop.signal, onProgress: () => stop.abort(new Error("stopped")) });
    await expect(stopped).rejects.toThrow("stopped");
    expect(await own.link()).toEqual({ read: 50, mentions: 50 });
  });
});
