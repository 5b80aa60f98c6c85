import { beforeEach, expect, test } from "vitest";
import { draftOf } from "../../testing/drafts.ts";
import { overBothDrivers } from "../../testing/stores.ts";
import { createSearch } from "../create.ts";
import { count } from "../../words/count.ts";
import { parseQuery } from "../query.ts";
import { IndexReader } from "../index/reader.ts";
import type { Search } from "../search.ts";
import { Encoder, width } from "./encoder.ts";
import type { Judgement } from "./judge.ts";
import { OwnMeaning } from "./own.ts";
import { storeEncoder } from "./store.ts";

const judgement: Judgement = {
  ...{ better: true, reason: null, share: 0.5, tasks: [] },
  gain: { value: 0.02, interval: [0.01, 0.03] },
};

/** Terms of a group have the same vector. */
function encoderOf(...groups: readonly (readonly string[])[]): Encoder {
  const terms = groups.flat();
  const table = new Float32Array(terms.length * width);
  terms.forEach((term, row) => (table[row * width + groups.findIndex((group) => group.includes(term))] = 1));
  return Encoder.of(terms, table);
}

overBothDrivers("search by the library's own encoder", (store) => {
  let search: Search;
  beforeEach(() => {
    search = createSearch(store.db, { extensions: { vector: false, trigrams: false } });
  });
  const ingest = (papers: Readonly<Record<string, string>>) =>
    store.catalogue.ingest({
      ...{ source: "arxiv", asOf: "2026-11-25", rejected: [] },
      drafts: Object.entries(papers).map(([title, abstract]) =>
        draftOf({ source: "arxiv", sourceId: title, title, abstract }),
      ),
    });
  const keep = (encoder: Encoder, judged: Judgement = judgement, abstracts = 3) =>
    storeEncoder(store.db, { encoder: encoder.toBytes(), judgement: judged }, { abstracts });
  const found = async (text: string) => (await search.find({ text })).hits.map(({ paper }) => paper.title);
  const shelf = {
    Vehicles: "An automobile drives itself.",
    Orchards: "Apples ripen in autumn.",
    Roads: "Cars need roads.",
  };

  test("papers are found that say it in other words, also those that come later", async () => {
    await ingest(shelf);
    expect(await found("cars")).toEqual(["Roads"]);
    expect((await search.status()).vectors).toEqual({
      state: "off",
      reason: `an encoder is trained once the library has ${count(2_000, "abstract")}; it has 3 abstracts`,
    });
    await keep(encoderOf(["car", "automobil", "vehicl"], ["appl", "orchard"], ["road"]));
    search = createSearch(store.db, { extensions: { vector: false, trigrams: false } });
    expect((await found("cars")).slice(0, 2)).toEqual(["Roads", "Vehicles"]);
    await ingest({ Motors: "The automobile of tomorrow." });
    expect((await found("cars")).slice(0, 3).sort()).toEqual(["Motors", "Roads", "Vehicles"]);
    expect((await search.status()).vectors).toEqual({
      state: "on",
      model: "an encoder trained on 3 abstracts of this library",
      embedded: 4,
      judged: "+0.020 nDCG@10 (95 % interval +0.010 to +0.030)",
    });
    const [{ id }] = (await search.find({ text: "vehicles" })).hits.map(({ paper }) => ({ id: paper.slug }));
    expect((await search.related(id, 1)).map(({ title }) => title)).toEqual(["Motors"]);
  });

  test("one that does not help is not used, and the reason is told", async () => {
    await ingest(shelf);
    const reason = "words and meaning together are not better than words alone";
    await keep(encoderOf(["car", "automobil"]), { ...judgement, better: false, reason });
    expect(await found("cars")).toEqual(["Roads"]);
    expect((await search.status()).vectors).toEqual({ state: "off", reason });
  });

  test("a new one takes the place of the old one without a gap", async () => {
    await ingest(shelf);
    const own = new OwnMeaning(store.db, new IndexReader(store.db));
    const nearest = async () => {
      const meaning = await own.current();
      const near = await meaning!.nearest({ text: "", query: parseQuery("cars") }, { allowed: null, limit: 1 });
      return near![0].score.toFixed(1);
    };
    await keep(encoderOf(["car", "road"], ["need"], ["automobil"]));
    await own.look();
    const [before, during] = [await nearest(), [] as string[]];
    await keep(encoderOf(["car"], ["road", "need"], ["automobil"]));
    let looked = false;
    const looking = own.look().then(() => (looked = true));
    while (!looked) {
      during.push(await nearest());
      await new Promise(setImmediate);
    }
    await looking;
    const after = await nearest();
    expect(after).not.toBe(before);
    expect(during.length).toBeGreaterThan(0);
    expect(during.every((score) => score === before || score === after)).toBe(true);
    expect(during[0]).toBe(before);
    // And one that does not help any more goes.
    await keep(encoderOf(["car"]), { ...judgement, better: false, reason: "it does not help" });
    await own.look();
    expect(await own.current()).toBeNull();
  });
});
