import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { IngestBatch, MergeReport, StoredCursor } from "../catalogue.ts";
import { openLibrary } from "../index.ts";
import { killChildren, startChild } from "../testing/children.ts";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { savedPage } from "../testing/list-page.ts";
import { shelfOf } from "../testing/shelf.ts";
import type { Answer, Fetcher } from "./fetch/client.ts";
import { FetchError } from "./fetch/errors.ts";
import { documentJob, jsonlJob, runJob, sourceJob, type Job, type JobStep } from "./jobs.ts";
import { context, TODAY } from "./formats/testing.ts";

afterEach(async () => {
  vi.useRealTimers();
  await killChildren();
  removeTemporaryFolders();
});

/** A catalogue that remembers what it was given, and nothing else. */
function remembering() {
  const taken: IngestBatch[] = [];
  const cursors = new Map<string, StoredCursor>();
  return {
    taken,
    cursors,
    async ingest(batch: IngestBatch): Promise<MergeReport> {
      taken.push(batch);
      if (batch.job?.cursor === null) cursors.delete(batch.job.key);
      else if (batch.job) cursors.set(batch.job.key, { cursor: batch.job.cursor!, storedAt: new Date().toISOString() });
      const created = batch.drafts.map(({ title }) => ({ slug: title, title, fields: [] }));
      return { created, updated: [], unchanged: [], rejected: batch.rejected, warnings: [] };
    },
    async ingestCursor(job: string) {
      return cursors.get(job) ?? null;
    },
  };
}

type Options = Parameters<typeof runJob>[2] & { steps?: number };

async function run(
  catalogue: ReturnType<typeof remembering>,
  job: Job,
  { steps = Infinity, ...options }: Options = {},
) {
  const all: JobStep[] = [];
  for await (const step of runJob(catalogue, job, options)) if (all.push(step) === steps) break;
  return all;
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `${JSON.stringify({ title: `Paper ${from + n}` })}\n`).join("");

const file = (text: string, key: string | null = "file") =>
  jsonlJob(
    {
      key,
      read: async function* (offset) {
        yield Buffer.from(text).subarray(offset);
      },
    },
    TODAY,
    2,
  );

const titles = (batches: readonly IngestBatch[]) => batches.flatMap(({ drafts }) => drafts.map(({ title }) => title));

describe("a JSON Lines file", () => {
  test("goes on where it stopped, line numbers included, and its cursor is gone at the end", async () => {
    const catalogue = remembering();
    const text = `${lines(0, 3)}{"no":"title"}\n{\n`;
    expect((await run(catalogue, file(text), { steps: 1 }))[0].resumed).toBe(false);
    const rest = await run(catalogue, file(text));
    expect(titles(catalogue.taken)).toEqual(["Paper 0", "Paper 1", "Paper 2"]);
    expect(rest.map(({ resumed }) => resumed)).toEqual([true, true]);
    expect(catalogue.taken.flatMap(({ rejected }) => rejected.map(({ at }) => at))).toEqual(["line 4", "line 5"]);
    expect(catalogue.cursors.size).toBe(0);
  });
  test("begins anew when that is asked for", async () => {
    const catalogue = remembering();
    await run(catalogue, file(lines(0, 4)), { steps: 1 });
    expect(await run(catalogue, file(lines(0, 4)), { restart: true })).toHaveLength(2);
  });
  test("without anything in it is a failure, not a success", async () => {
    expect(await run(remembering(), file(""))).toMatchObject([{ batch: { failure: "the file is empty" } }]);
  });
  test("that the signal stops has stored every batch that was begun", async () => {
    const catalogue = remembering();
    const stop = new AbortController();
    stop.abort();
    expect(await run(catalogue, file(lines(0, 6)), { signal: stop.signal })).toHaveLength(1);
    expect(catalogue.cursors.get("jsonl file")).toMatchObject({ cursor: expect.stringMatching(/^2 /) as string });
  });
});

test("a document of thousands is stored in parts, and its rejections once", async () => {
  const catalogue = remembering();
  const long = `${JSON.stringify({ title: "Long", abstract: "x".repeat(90_000) })}\n`;
  await run(catalogue, documentJob("jsonl", `${lines(0, 2_500)}{}\n${long.repeat(100)}`, TODAY));
  expect(titles(catalogue.taken)).toHaveLength(2_600);
  for (const { drafts } of catalogue.taken) expect(drafts.length).toBeLessThanOrEqual(1_000);
  for (const { drafts } of catalogue.taken) expect(JSON.stringify(drafts).length).toBeLessThan(4_500_000);
  expect(catalogue.taken.map(({ rejected }) => rejected.length)).toEqual([1, 0, 0, 0]);
});

test("a list page's papers are of the page's own day", async () => {
  const catalogue = remembering();
  await run(catalogue, documentJob("list-page", savedPage, TODAY));
  expect(catalogue.taken[0].asOf).toBe("2026-06-17");
});

describe("a source", () => {
  const page = (from: number, total: number) =>
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>${total}</o:totalResults>${Array.from(
      { length: Math.min(500, total - from) },
      (_, n) =>
        `<entry><id>http://arxiv.org/abs/2601.${String(from + n + 1).padStart(5, "0")}v1</id><title>T ${from + n}</title></entry>`,
    ).join("")}</feed>`;
  const service = (failing: () => boolean) => {
    const asked: string[] = [];
    const fetcher: Fetcher = {
      async fetch(url): Promise<Answer> {
        const start = new URL(url).searchParams.get("start")!;
        asked.push(start);
        if (failing()) throw new FetchError("too many requests", { kind: "rate-limited", url });
        const body = page(Number(start), 1_100);
        const validators = { etag: null, lastModified: null };
        return {
          status: 200,
          url,
          headers: {},
          body: Buffer.from(body),
          text: () => body,
          unchanged: false,
          validators,
        };
      },
    };
    return { asked, job: sourceJob("arxiv-search", { query: "x", max: 2_000 }, { fetcher, context, keys: {} }) };
  };

  test("that cannot be asked any more keeps what came, and is asked for the rest the next time", async () => {
    const catalogue = remembering();
    let failing = false;
    const { asked, job } = service(() => failing && asked.length > 1);
    failing = true;
    await expect(run(catalogue, job)).rejects.toThrow("too many requests");
    failing = false;
    const rest = await run(catalogue, job);
    expect(asked).toEqual(["0", "500", "500", "1000"]);
    expect(rest.map(({ resumed }) => resumed)).toEqual([true, true]);
    expect(new Set(titles(catalogue.taken)).size).toBe(1_100);
  });
  test("is asked from the beginning when its cursor is older than a day", async () => {
    const catalogue = remembering();
    const { asked, job } = service(() => false);
    await run(catalogue, job, { steps: 1 });
    vi.useFakeTimers({ now: Date.now() + 90_000_000, toFake: ["Date"] });
    await run(catalogue, job, { steps: 1 });
    expect(asked).toEqual(["0", "0"]);
  });
});

test("an ingest killed in the middle goes on from its last batch, and ends with every paper once", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "papers.jsonl"), lines(0, 200));
  const first = startChild("ingest", folder);
  for (let step = 0; step < 3; step++) expect(await first.next()).toMatchObject({ created: 10, resumed: false });
  await first.kill();

  const second = startChild("ingest", folder);
  let [created, unchanged] = [0, 0];
  for (let said = await second.next(); said.done !== true; said = await second.next()) {
    expect(said.resumed).toBe(true);
    created += Number(said.created);
    unchanged += Number(said.unchanged);
  }
  // Cursor and papers move together: nothing is read twice.
  expect(unchanged).toBe(0);
  expect(created).toBeLessThanOrEqual(170);

  const library = await openLibrary({ dataDir: join(folder, "data"), shelf: shelfOf() });
  const all = await library.catalogue.papers({ limit: 500 });
  await library.close();
  expect(all.filter(({ title }) => /^Paper \d+$/.test(title))).toHaveLength(200);
});
