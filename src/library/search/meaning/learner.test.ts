import { sql } from "drizzle-orm";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { searchEncoderParts, searchEncoders } from "../../schema/index.ts";
import { openEmbedded, type Database } from "../../store/database.ts";
import { emptyImage } from "../../store/empty-image.ts";
import { migrateStore } from "../../store/migrate.ts";
import { removeTemporaryFolders, temporaryFolder } from "../../testing/folders.ts";
import { createSearch } from "../create.ts";
import { indexStore } from "../index/write.ts";
import type { Search } from "../search.ts";
import { ENCODER } from "./encoder.ts";
import { madeUpPapers } from "./testing.ts";

let database: Database;
let search: Search;
let folder: string;
beforeAll(async () => {
  database = await openEmbedded(await emptyImage());
  await database.exclusively((db) => migrateStore(db, database.kind));
});
beforeEach(() => {
  folder = temporaryFolder();
  search = createSearch(database.db, { extensions: { vector: false, trigrams: false }, folder });
});
afterEach(() =>
  database.db.execute(sql`truncate papers, search_segments, search_encoders, search_encoder_parts cascade`),
);
afterAll(async () => {
  await database.close();
  removeTemporaryFolders();
});

const fill = (papers: number) =>
  database.db.execute(sql`
    insert into papers (slug, title, title_key, abstract)
    select 'p' || n, 'Paper ' || n, 'p' || n, 'An abstract.' from generate_series(1, ${papers}) n on conflict do nothing`);

/** Whether a training would begin. */
async function isDue(): Promise<boolean> {
  const stop = new Error("stop before it begins");
  return search.learn({ signal: AbortSignal.abort(stop) }).then(
    () => false,
    (error: Error) => {
      if (error !== stop) throw error;
      return true;
    },
  );
}

test("is due with 2,000 abstracts, and again when they have grown by a fifth", async () => {
  await fill(1_999);
  expect(await isDue()).toBe(false);
  await fill(2_000);
  expect(await isDue()).toBe(true);
  await database.db.insert(searchEncoders).values({
    ...{ id: "a", version: ENCODER, abstracts: 2_000, used: false },
    judgement: { better: false, reason: "x", share: 0, tasks: [], gain: { value: 0, interval: [0, 0] } },
  });
  expect(await isDue()).toBe(false);
  await fill(2_399);
  expect(await isDue()).toBe(false);
  await fill(2_400);
  expect(await isDue()).toBe(true);
  // One that is made in another way than today's is none.
  await database.db.update(searchEncoders).set({ version: 0, abstracts: 2_399 });
  expect(await isDue()).toBe(true);
});

test("of a few papers nothing is learnt, and that is said", async () => {
  await fill(199);
  await expect(search.learn({ now: true })).rejects.toMatchObject({
    code: "TOO_FEW_ABSTRACTS",
    message: expect.stringContaining("the library has 199") as string,
  });
});

test("a process of its own trains, says how far it is, and its encoder is used from then on", async () => {
  const papers = madeUpPapers(420);
  await database.db.execute(sql`
    insert into papers (slug, title, title_key, abstract)
    select 'p' || id, title, 'p' || id, abstract
    from json_to_recordset(cast(cast(${JSON.stringify(papers)} as text) as json)) as p (id integer, title text, abstract text)`);
  await indexStore(database.db);
  // A word that few papers have: whoever else is found is near in meaning.
  const [text] = papers[0].title.split(" ");
  const found = async () => (await search.find({ text })).total;
  const before = await found();
  const shares: number[] = [];
  const heard: number[] = [];
  const learning = search.learn({ now: true, onProgress: (share) => void shares.push(share) });
  // Whoever wants the same meanwhile waits for the same.
  const joined = search.learn({ now: true, onProgress: (share) => void heard.push(share) });
  const { abstracts, judgement } = (await learning)!;
  expect(await joined).toBe(await learning);
  expect({ abstracts, better: judgement.better }).toEqual({ abstracts: 420, better: true });
  expect(shares.at(-1)).toBe(1);
  expect(heard.at(-1)).toBe(1);
  expect((await search.status()).vectors).toMatchObject({ state: "on", embedded: 420 });
  const after = await found();
  expect(after).toBeGreaterThan(before);
  expect(existsSync(join(folder, "training.safetensors"))).toBe(false);
  expect((await database.db.select().from(searchEncoderParts)).length).toBeGreaterThan(0);
  // It is what another process finds, too.
  search = createSearch(database.db, { extensions: { vector: false, trigrams: false } });
  expect(await found()).toBe(after);
}, 300_000);

test("whoever waits can leave, and the last one ends it", async () => {
  await fill(400);
  const stop = new AbortController();
  const left = search.learn({ now: true, signal: stop.signal, onProgress: () => stop.abort(new Error("left")) });
  await expect(left).rejects.toThrow("left");
  expect(await database.db.select().from(searchEncoders)).toEqual([]);
  // The next one begins anew rather than wait for what is ending.
  const next = new AbortController();
  const again = search.learn({ now: true, signal: next.signal, onProgress: () => next.abort(new Error("left too")) });
  await expect(again).rejects.toThrow("left too");
});
