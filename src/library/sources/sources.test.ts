import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Answer, Fetcher } from "../ingest/fetch/client.ts";
import { FetchError } from "../ingest/fetch/errors.ts";
import { documentJob } from "../ingest/jobs.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import { followedSources, sourceRuns } from "../schema/index.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { recordedJob } from "./recorded.ts";
import { runSource } from "./run.ts";
import { createSources, type Sources } from "./sources.ts";
import { due } from "./status.ts";

/** A Tuesday afternoon; Daily Papers is due at 6:00 New York time. */
const now = new Date("2026-11-24T16:00:00Z");
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000);
const week = new Date("2026-11-19T12:00:00Z");

const entry = (n: number, day: string) => ({
  paper: {
    id: `2611.${String(n).padStart(5, "0")}`,
    title: `Paper ${n}`,
    summary: `About ${n}.`,
    authors: [{ name: "Ann Ek", hidden: false }],
    publishedAt: `${day}T00:00:00.000Z`,
    submittedOnDailyAt: `${day}T00:00:00.000Z`,
    upvotes: n,
  },
  title: `Paper ${n}`,
  numComments: 1,
});
const list = (count: number, day = "2026-11-24") =>
  JSON.stringify(Array.from({ length: count }, (_, n) => entry(n + 1, day)));

overBothDrivers("sources", (store) => {
  let jobs: Jobs;
  let sources: Sources;
  let asked: URL[];
  let answer: (url: URL) => string | Error;
  const fetcher: Fetcher = {
    fetch(address): Promise<Answer> {
      const url = new URL(address);
      asked.push(url);
      const body = answer(url);
      if (body instanceof Error) return Promise.reject(body);
      const validators = { etag: null, lastModified: null };
      const text = () => body;
      return Promise.resolve({
        status: 200,
        url: address,
        headers: {},
        body: Buffer.from(body),
        text,
        unchanged: false,
        validators,
      });
    },
  };
  const access = { fetcher, keys: {} };
  beforeEach(() => {
    asked = [];
    answer = () => list(3);
    jobs = createJobs(store.database, { poll: 0.5 });
    sources = createSources(store.db, { catalogue: store.catalogue, jobs, access });
  });
  afterEach(() => jobs.stop());

  const follow = async (source = "hf-daily", words = {}, since = week) => {
    await sources.set(source, { on: true, words });
    await store.db.update(followedSources).set({ since }).where(eq(followedSources.source, source));
  };
  const look = (at = now, signal = new AbortController().signal) =>
    runSource(store.db, "hf-daily", { catalogue: store.catalogue, access, signal, startedBy: "test", now: at });
  /** As if looked at a while ago: rows have the database's clock. */
  const backdate = (id: number, startedAt: Date) =>
    store.db.update(sourceRuns).set({ startedAt }).where(eq(sourceRuns.id, id));
  const statusOf = async (at = now) => (await sources.status(at)).find(({ source }) => source === "hf-daily")!;
  const catchUp = async () => {
    for (const at of ["2026-11-19", "2026-11-20", "2026-11-23"]) {
      answer = () => list(3, at);
      const { id } = await look();
      await backdate(id, hours(-5));
    }
    answer = () => list(3);
  };

  test("are all off at first: nothing is due, nothing is fetched", async () => {
    expect(await due(store.db, now)).toEqual([]);
    expect((await sources.status(now)).map(({ state }) => state)).toEqual(Array(8).fill("off"));
    expect(await sources.explain("2026-11-24", now)).toEqual({ why: "unfollowed", reasons: [] });
    expect(asked).toEqual([]);
  });

  test("that are switched on say what they still need", async () => {
    await expect(sources.set("arxiv-feed", { on: true, words: {} })).rejects.toMatchObject({
      code: "INVALID_SOURCE",
      message: expect.stringContaining("cs.LG") as string,
    });
    await expect(sources.set("none", { on: true, words: {} })).rejects.toMatchObject({ code: "INVALID_SOURCE" });
    await follow("arxiv-feed", { categories: " cs.LG, cs.CL ", other: "x" });
    const [status] = (await sources.status(now)).filter(({ on }) => on);
    expect(status).toMatchObject({ source: "arxiv-feed", request: { categories: "cs.LG, cs.CL" } });
  });

  test("bring the days that were missed first, then today's, and again while it is filled", async () => {
    await follow();
    expect(await due(store.db, now)).toEqual(["hf-daily"]);
    await catchUp();
    expect(asked.map((url) => url.searchParams.get("date"))).toEqual(["2026-11-19", "2026-11-20", "2026-11-23"]);
    const run = await look();
    expect(run).toMatchObject({ day: "2026-11-24", state: "fresh", papers: 3, good: true, says: "3 papers" });
    await backdate(run.id, now);
    expect(await due(store.db, hours(1))).toEqual([]);
    expect(await due(store.db, hours(4.1))).toEqual(["hf-daily"]);
    const status = await statusOf(hours(1));
    expect(status).toMatchObject({ state: "fresh", lastGood: { day: "2026-11-24", papers: 3 } });
    expect(status.nextRun).toBe(hours(4).toISOString());
    expect(status.days.map(({ day, state }) => `${day} ${state}`)).toEqual([
      "2026-11-24 fresh",
      "2026-11-23 fresh",
      "2026-11-22 weekend",
      "2026-11-21 weekend",
      "2026-11-20 fresh",
      "2026-11-19 fresh",
    ]);
  });

  test("whose list has shrunk keep the fuller one", async () => {
    await follow("hf-daily", {}, now);
    await look();
    answer = () => list(1);
    const run = await look(hours(4));
    expect(run).toMatchObject({ state: "shrunken", good: false, papers: 1 });
    expect(await statusOf(hours(5))).toMatchObject({ state: "fresh", lastGood: { papers: 3 } });
    expect(await store.catalogue.papers()).toHaveLength(3);
  });

  test("that have nothing yet say whether that is late, and are asked again within the hour", async () => {
    await follow("hf-daily", {}, now);
    answer = () => "[]";
    const run = await look();
    await backdate(run.id, now);
    expect(run).toMatchObject({ state: "not-yet", good: false });
    expect(await due(store.db, hours(0.9))).toEqual([]);
    expect(await due(store.db, hours(1))).toEqual(["hf-daily"]);
    expect(await statusOf(hours(12))).toMatchObject({ state: "late" });
    const { reasons } = await sources.explain("2026-11-24", hours(12));
    expect(reasons).toMatchObject([{ source: "hf-daily", state: "late" }]);
    expect(await sources.explain("2026-11-22", now)).toMatchObject({ why: "unfollowed" });
    expect(await sources.explain("2027-01-01", now)).toMatchObject({ why: "future" });
  });

  test("that ask for patience get it, and say so", async () => {
    await follow("hf-daily", {}, now);
    answer = () =>
      new FetchError("rate-limited: HTTP 429", {
        kind: "rate-limited",
        url: "https://huggingface.co/",
        status: 429,
        retryAfter: 7_200_000,
      });
    const run = await look();
    await backdate(run.id, now);
    expect(run).toMatchObject({ state: "rate-limited", says: expect.stringContaining("429") as string });
    expect(await due(store.db, hours(1.9))).toEqual([]);
    expect(await due(store.db, hours(2.1))).toEqual(["hf-daily"]);
    expect((await sources.explain("2026-11-24", now)).reasons).toMatchObject([{ state: "rate-limited" }]);
  });

  test("that answer with an error page have failed, and took nothing away", async () => {
    await follow("hf-daily", {}, now);
    await look();
    answer = () => "<!doctype html><title>Bad gateway</title>";
    expect(await look(hours(4))).toMatchObject({ state: "failed", good: false });
    expect(await statusOf(hours(4))).toMatchObject({ state: "fresh", lastGood: { papers: 3 } });
  });

  test("are followed by a word, category by category, and left the same way", async () => {
    expect(await sources.names()).toEqual([]);
    expect(await sources.follow("arxiv-rss:cs.LG")).toMatchObject({ source: "arxiv-feed", changed: true });
    expect(await sources.follow("arxiv-rss:cs.CL")).toMatchObject({ follows: "arxiv-rss:cs.LG+cs.CL", changed: true });
    expect(await sources.follow("arxiv-rss:cs.LG")).toMatchObject({ changed: false });
    expect((await sources.followed()).map(({ follows }) => follows)).toEqual(["arxiv-rss:cs.LG+cs.CL"]);
    expect(await sources.unfollow("arxiv-rss:cs.LG")).toMatchObject({ follows: "arxiv-rss:cs.CL" });
    expect(await sources.unfollow("arxiv-rss:cs.CL")).toMatchObject({ follows: null });
    expect(await sources.unfollow("arxiv-rss:cs.CL")).toBeNull();
    expect(await sources.names()).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("bring their first list when they are followed, and say plainly where there is no network", async () => {
    const signal = new AbortController().signal;
    await sources.follow("hf-daily");
    const run = await sources.look("hf-daily", { by: "the command line", signal });
    expect(run).toMatchObject({ papers: 3, created: 3, startedBy: "the command line" });
    answer = () =>
      new FetchError("the name cannot be resolved", { kind: "network", url: "https://huggingface.co/api" });
    await expect(sources.look("hf-daily", { by: "me", signal })).rejects.toMatchObject({
      code: "SOURCE_UNREACHABLE",
      message: expect.stringContaining("this machine cannot reach huggingface.co") as string,
    });
  });

  test("count what a command imports, batch by batch, among the latest imports", async () => {
    const title = "two.bib (BibTeX)";
    const bib = "@article{a, title={One}, year=2020}\n@article{b, title={Two}, year=2021}";
    const id = await store.catalogue.startImport({ title, asOf: "2026-11-24", startedBy: "the command line" });
    for await (const _ of recordedJob(store.catalogue, documentJob("bibtex", bib, "2026-11-24"), { id, title }));
    const page =
      "Daily Papers\n\nNov 20\n\nA Title\n\n" + "Words of an abstract. ".repeat(9) + "\n\n  • 2 authors\n·\nNov 2\n";
    await store.catalogue.importList(page, { asOf: "2026-11-24", name: "page.txt" });
    expect(await sources.runs({ source: "import" })).toMatchObject([
      { title: "page.txt (Daily Papers list page (text or HTML))", day: "2026-11-20", state: "done", papers: 1 },
      {
        title,
        state: "done",
        papers: 2,
        created: 2,
        startedBy: "the command line",
        says: "2 created, 0 updated, 0 unchanged, 0 rejected",
      },
    ]);
    expect((await sources.run(id))!.report!.created.map(({ slug }) => slug)).toEqual(["one", "two"]);
  });

  test("that cannot be reached are tried again by their job", async () => {
    await follow("hf-daily", {}, now);
    answer = () => new FetchError("connection refused", { kind: "network", url: "https://huggingface.co/" });
    await expect(look()).rejects.toThrow("connection refused");
    expect((await statusOf()).lastRun).toMatchObject({
      state: "failed",
      says: expect.stringContaining("refused") as string,
    });
  });

  test("stop where they are told to, and go on behind their last batch", async () => {
    await follow("hf-daily", {}, now);
    const stop = new AbortController();
    answer = () => (stop.abort(new Error("this process stops")), list(3));
    await expect(look(now, stop.signal)).rejects.toThrow("this process stops");
    expect(await store.catalogue.papers()).toHaveLength(3);
    expect((await statusOf()).lastRun).toMatchObject({ state: "failed", papers: 3 });
  });

  test("are looked at by a job, at once where somebody asks for it", async () => {
    await follow();
    await jobs.start((error) => {
      throw error;
    });
    expect(await sources.runNow("hf-daily")).not.toBeNull();
    for (;;) {
      const [run] = await sources.runs();
      if (run?.finishedAt) break;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect((await sources.runs({ source: "hf-daily" }))[0]).toMatchObject({ startedBy: "a person" });
    await expect(sources.runNow("nowhere")).rejects.toMatchObject({ code: "INVALID_SOURCE" });
  });

  describe("imports by hand", () => {
    const done = async (id: number) => {
      for (;;) {
        const run = (await sources.run(id))!;
        if (run.state !== "running") return run;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const facts = { name: "pasted text", asOf: "2026-11-24", startedBy: "Ann" };

    test("say what was created, updated, unchanged and rejected, and keep what was rejected", async () => {
      const bib = "@article{a, title={One}, year={2024}, author={Ek, Ann}}\n@article{b, year={2020}}";
      const first = await done(await sources.import(bib, { ...facts, name: "my.bib" }));
      expect(first).toMatchObject({ state: "done", created: 1, rejected: 1, source: "import", startedBy: "Ann" });
      expect(first.report).toMatchObject({ title: "my.bib (BibTeX)", created: [{ title: "One" }] });
      const again = await done(await sources.import(bib, { ...facts, name: "my.bib" }));
      expect(again).toMatchObject({ created: 0, unchanged: 1, says: "0 created, 0 updated, 1 unchanged, 1 rejected" });
      expect(await sources.rejections({ source: "bibtex" })).toMatchObject([
        { source: "bibtex", reason: expect.any(String) as string },
      ]);
    });

    test("of JSON Lines are watched batch by batch", async () => {
      const lines = Array.from({ length: 1_200 }, (_, n) => JSON.stringify({ title: `Line ${n}` })).join("\n");
      expect(await done(await sources.import(lines, { ...facts, format: "jsonl" }))).toMatchObject({ created: 1_200 });
    });

    test("of half a file keep what could be read, and say that it was half", async () => {
      const half = await done(await sources.import(list(3).slice(0, -40), facts));
      expect(half).toMatchObject({
        state: "failed",
        created: 2,
        says: expect.stringContaining("not all of it") as string,
      });
    });

    test("that are nothing anybody knows are refused at once", async () => {
      await expect(sources.import("  ", facts)).rejects.toMatchObject({ code: "INVALID_LIST" });
      await expect(sources.import("some prose", facts)).rejects.toMatchObject({
        message: expect.stringContaining("BibTeX") as string,
      });
      expect(await sources.run(0)).toBeNull();
      expect(await sources.run(NaN)).toBeNull();
    });
  });
});
