import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Fetcher } from "../../ingest/fetch/client.ts";
import { FetchError } from "../../ingest/fetch/errors.ts";
import { PoliteClient } from "../../ingest/fetch/client.ts";
import { comments, listings, papers, submissions as table } from "../../schema/index.ts";
import { overBothDrivers } from "../../testing/stores.ts";
import { createComments } from "../comments.ts";
import { createNotifications } from "../notifications.ts";
import { crowd, paper, type Crowd } from "../testing.ts";
import { createSubmissions } from "./submissions.ts";

const unreachable = (url: string) => new FetchError("no connection", { kind: "network", url });

/** A network that has these texts, and nothing else. */
function network(texts: Readonly<Record<string, string>>): { fetcher: Fetcher; asked: string[] } {
  const asked: string[] = [];
  const fetcher: Fetcher = {
    fetch(url) {
      asked.push(new URL(url).host);
      const found = Object.entries(texts).find(([start]) => url.startsWith(start));
      if (!found) return Promise.reject(unreachable(url));
      const [, body] = found;
      const headers = { "content-type": "text/html" };
      const validators = { etag: null, lastModified: null };
      return Promise.resolve({
        status: 200,
        url,
        headers,
        body: Buffer.from(body),
        text: () => body,
        unchanged: false,
        validators,
      });
    },
  };
  return { fetcher, asked };
}

const arxivAnswer = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>
  <entry><id>http://arxiv.org/abs/2401.00007v1</id><title>Brought In</title><summary>What it says.</summary>
  <published>2024-01-03T00:00:00Z</published><updated>2024-01-03T00:00:00Z</updated>
  <author><name>Jane Doe</name></author></entry></feed>`;
const crossrefAnswer = JSON.stringify({
  status: "ok",
  "message-type": "work",
  message: { DOI: "10.1000/abc", title: ["By DOI"], author: [{ given: "Jane", family: "Doe" }] },
});
const web = (tags: string) => `<html><head><meta name="citation_title" content="On the Web">${tags}</head></html>`;

overBothDrivers("submissions", (store) => {
  let people: Crowd;
  beforeEach(async () => {
    people = await crowd(store.db);
  });
  const over = (texts: Readonly<Record<string, string>>, patience?: number) => {
    const { fetcher, asked } = network(texts);
    return { ...createSubmissions(store.db, { sources: { fetcher, keys: {} }, patience }), asked };
  };

  test("by arXiv id come in once, with their first comment, under today", async () => {
    const { submit, asked, broughtBy } = over({ "https://export.arxiv.org": arxivAnswer });
    const first = await submit(people.ada.id, "arXiv:2401.00007", "Worth a look, @bob");
    expect(first).toMatchObject({ state: "done", created: true, paper: "brought-in", comment: "", problem: null });
    expect(await store.db.select({ title: papers.title, arxiv: papers.arxiv }).from(papers)).toEqual([
      { title: "Brought In", arxiv: "2401.00007" },
    ]);
    const today = new Date().toISOString().slice(0, 10);
    const seen = await store.db
      .select({ listed: listings.listed })
      .from(listings)
      .where(eq(listings.source, "submission"));
    expect(seen).toEqual([{ listed: today }]);
    const again = await submit(people.bob.id, "https://arxiv.org/abs/2401.00007v2", "Me too");
    expect(again).toMatchObject({ state: "done", created: false, paper: "brought-in" });
    expect(asked).toEqual(["export.arxiv.org"]);
    expect(await broughtBy("brought-in")).toBe("Ada Lovelace");
    const said = await createComments(store.db).discussion("brought-in", null);
    expect(said!.threads.map(({ by, isSubmitter }) => [by, isSubmitter])).toEqual([
      ["Ada Lovelace", true],
      ["Bob", false],
    ]);
  });

  test("by DOI ask Crossref, then OpenAlex", async () => {
    const { submit, asked } = over({ "https://api.crossref.org/works/10.1000%2Fabc": crossrefAnswer });
    expect(await submit(people.ada.id, "10.1000/abc")).toMatchObject({ created: true, paper: "by-doi" });
    expect(await submit(people.ada.id, "10.1000/def")).toMatchObject({ state: "failed" });
    expect(asked).toEqual(["api.crossref.org", "api.crossref.org", "api.openalex.org"]);
  });

  describe("by address", () => {
    test("read what the page says", async () => {
      const { submit } = over({ "https://press.example/": web("") });
      const done = await submit(people.ada.id, "https://press.example/1");
      expect(done).toMatchObject({ created: true, paper: "on-the-web" });
      expect(await submit(people.ada.id, "https://press.example/1")).toMatchObject({
        created: false,
        paper: "on-the-web",
      });
    });
    test("believe arXiv rather than the page", async () => {
      const page = web(`<meta name="citation_arxiv_id" content="2401.00007">`);
      const { submit } = over({ "https://press.example/": page, "https://export.arxiv.org": arxivAnswer });
      expect(await submit(people.ada.id, "https://press.example/1")).toMatchObject({ paper: "brought-in" });
    });
    test("add nothing to a paper that is here, whatever the page says of it", async () => {
      await paper(store.db, "here", { title: "On the Web", titleKey: "ontheweb" });
      const { submit } = over({ "https://press.example/": web(`<meta name="citation_abstract" content="defaced">`) });
      expect(await submit(people.ada.id, "https://press.example/1")).toMatchObject({ created: false, paper: "here" });
      const [row] = await store.db.select().from(papers);
      expect([row.abstract, row.url]).toEqual([null, null]);
    });
    test("never lead into a private network", async () => {
      const fetcher = new PoliteClient({ userAgent: "papertape test" });
      const { submit } = createSubmissions(store.db, { sources: { fetcher, keys: {} } });
      for (const host of ["127.0.0.1:1", "[::1]:1", "169.254.169.254", "10.0.0.1"]) {
        const { state, problem } = await submit(people.ada.id, `http://${host}/latest/meta-data`);
        expect([state, problem]).toEqual(["failed", expect.stringContaining("not an address of the public internet")]);
      }
    });
  });

  test("that nobody can answer say whom they asked, keep what was typed, and can be tried again", async () => {
    const down = over({});
    const failed = await down.submit(people.ada.id, "2401.00007", "My comment");
    expect(failed).toMatchObject({
      state: "failed",
      problem: "arXiv cannot be reached from this machine.",
      comment: "My comment",
      paper: null,
    });
    await expect(down.retry(people.bob.id, failed.id)).rejects.toMatchObject({ code: "NO_SUCH_REQUEST" });
    expect(await down.read(people.bob.id, failed.id)).toBeNull();
    const up = over({ "https://export.arxiv.org": arxivAnswer });
    expect(await up.retry(people.ada.id, failed.id)).toMatchObject({ state: "done", created: true, comment: "" });
    expect(await up.retry(people.ada.id, failed.id)).toMatchObject({ state: "done" });
    expect(await store.db.select().from(comments)).toHaveLength(1);
    expect(await up.own(people.ada.id)).toHaveLength(1);
  });

  test("that take long go on while the answer waits no longer", async () => {
    let answer = () => {};
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    const { fetcher } = network({ "https://export.arxiv.org": arxivAnswer });
    const slow: Fetcher = { fetch: (url) => waiting.then(() => fetcher.fetch(url)) };
    const { submit, read } = createSubmissions(store.db, { sources: { fetcher: slow, keys: {} }, patience: 20 });
    const { id, state } = await submit(people.ada.id, "2401.00007");
    expect(state).toBe("working");
    answer();
    await expect.poll(() => read(people.ada.id, id)).toMatchObject({ state: "done", paper: "brought-in" });
  });

  test("that a process left behind are taken up by the next, and tell who brought them", async () => {
    const before = sql`now() - interval '1 hour'`;
    await store.db.insert(table).values([
      { userId: people.ada.id, reference: "2401.00007", createdAt: before, updatedAt: before },
      { userId: people.ada.id, reference: "2401.00008" },
    ]);
    const { resume, own } = over({ "https://export.arxiv.org": arxivAnswer });
    await resume();
    expect((await own(people.ada.id)).map(({ state }) => state)).toEqual(["working", "done"]);
    expect(await createNotifications(store.db).list(people.ada.id)).toMatchObject([
      { kind: "submission", paper: { slug: "brought-in" }, read: false },
    ]);
  });

  test("by hand come in as they were typed, once, and change nothing that is here", async () => {
    const { enter } = over({});
    const typed = {
      title: "By Hand",
      abstract: "One.\n\nTwo.",
      authors: "Jane Doe\nRoe, Richard and Mary Major",
      published: "2025-06",
      reference: "10.1000/hand",
      comment: "typed",
    };
    expect(await enter(people.ada.id, typed)).toMatchObject({ state: "done", created: true, paper: "by-hand" });
    const [row] = await store.db.select().from(papers);
    expect(row).toMatchObject({
      abstract: "One.\n\nTwo.",
      doi: "10.1000/hand",
      published: "2025-06-01",
      authorCount: 4,
    });
    const again = { ...typed, abstract: "other", reference: "" };
    expect(await enter(people.bob.id, again)).toMatchObject({ created: false, paper: "by-hand" });
    expect((await store.db.select().from(papers))[0].abstract).toBe("One.\n\nTwo.");
    const other = { ...typed, reference: "10.1000/other" };
    expect(await enter(people.bob.id, other)).toMatchObject({ created: true, paper: "by-hand-2" });
  });

  test("are refused when they cannot be understood, and leave nothing", async () => {
    const { submit, enter } = over({});
    const refused = { code: "INVALID_INPUT" };
    await expect(submit(people.ada.id, "the best paper")).rejects.toMatchObject(refused);
    await expect(submit(people.ada.id, "2401.00007", "x".repeat(10_001))).rejects.toMatchObject(refused);
    await expect(enter(people.ada.id, { title: " " })).rejects.toMatchObject(refused);
    await expect(enter(people.ada.id, { title: "Fine", reference: "javascript:alert(1)" })).rejects.toMatchObject(
      refused,
    );
    await expect(enter(people.ada.id, { title: "Fine", published: "31-31-2025" })).rejects.toMatchObject(refused);
    await expect(enter(people.ada.id, { title: "Fine", published: "2999" })).rejects.toMatchObject(refused);
    expect(await store.db.select().from(table)).toEqual([]);
    expect(await store.db.select().from(papers)).toEqual([]);
  });
});
