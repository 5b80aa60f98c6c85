/** Pages that all strangers share: each is as the store is now, and nobody gets what was made for somebody else. */
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runs } from "#library/schema/index";
import { serveInside, type Inside } from "./inside.ts";

let site: Inside;
let admin: { readonly cookie: string };
beforeAll(async () => {
  site = await serveInside({ PAPERTAPE_TEAM: "1" });
  admin = await site.signIn("olive@example.org");
});
afterAll(() => site?.stop());

const paper = "/papers/layer-norm";
const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(site.address + path, { method, headers, redirect: "manual" });
const textOf = async (path: string, headers: Record<string, string> = {}) => (await get(path, headers)).text();
const tagOf = async (path: string) => (await get(path)).headers.get("etag")!;
const olive = async () => (await site.library.readers.people())[0];

test("a stranger's browser may keep a page and is told when it is still right; each copy's scripts have a nonce of their own", async () => {
  const first = await get(paper);
  const etag = first.headers.get("etag")!;
  expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
  expect(first.headers.get("cache-control")).toBe("no-cache");
  const again = await get(paper, { "if-none-match": etag });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  // A policy here would take the place of the one that the browser has with its copy.
  expect(again.headers.has("content-security-policy")).toBe(false);

  const second = await get(paper);
  const nonceOf = ({ headers }: Response) => /'nonce-([^']+)'/.exec(headers.get("content-security-policy")!)![1];
  expect(nonceOf(second)).not.toBe(nonceOf(first));
  for (const response of [first, second]) {
    const nonces = [...(await response.text()).matchAll(/ nonce="([^"]*)"/g)].map(([, nonce]) => nonce);
    expect(new Set(nonces)).toEqual(new Set([nonceOf(response)]));
  }
  const head = await get(paper, {}, "HEAD");
  expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
});

test("who is signed in, by a cookie or a token, gets a page of their own, before and after strangers", async () => {
  const reader = await olive();
  const token = await site.library.readers.createToken(reader.id, { name: "all", scope: "admin" });
  const known = [admin, { authorization: `Bearer ${token}` }];
  for (const path of ["/", paper, "/topics", "/search?q=norm"]) {
    for (const headers of known) {
      const own = await get(path, { ...headers });
      expect(own.headers.get("cache-control"), path).toBe("private, no-cache");
      expect(await own.text(), path).toContain(reader.name);
      expect(await textOf(path), path).not.toContain(reader.name);
      const etag = await tagOf(path);
      expect((await get(path, { ...headers, "if-none-match": etag })).status, path).toBe(200);
    }
  }
  for (const path of ["/account", "/bookmarks", "/admin"]) {
    expect((await get(path, admin)).status, path).toBe(200);
    expect((await get(path)).status, path).toBe(303);
  }
});

test("a form that sets a cookie, and a page that is not there, are for nobody else", async () => {
  for (const path of ["/sign-in", "/subscribe", "/nowhere", "/papers/nobody-wrote-it"])
    expect((await get(path)).headers.get("etag") ?? "", path).not.toMatch(/^W\//);
});

test("every address is a page of its own", async () => {
  expect(await textOf("/search?q=norm")).not.toBe(await textOf("/search?q=depth"));
  expect(await tagOf("/topics?")).toBe(await tagOf("/topics"));
});

/** What strangers see before and after something; they looked before, so that there is something to forget. */
async function across(path: string, change: () => Promise<unknown>): Promise<[string, string]> {
  const etag = await tagOf(path);
  const before = await textOf(path);
  await change();
  const after = await get(path, { "if-none-match": etag });
  expect(after.status, `${path} has changed`).toBe(200);
  return [before, await after.text()];
}

test("after a vote, a comment, a hidden comment, an ingest, a run and its removal, strangers see what is so now", async () => {
  const { library } = site;
  const reader = await olive();
  const votes = (text: string) =>
    /(\d+)<[^>]*>(?:<[^>]*>)*\s*(?:&nbsp;|\u00a0)votes?/.exec(text.replaceAll(/<!--.*?-->/g, ""))?.[1];
  const [none, one] = await across(paper, () =>
    fetch(`${site.address}/api${paper}/vote`, {
      method: "PUT",
      body: "{}",
      headers: { ...admin, origin: site.address, "content-type": "application/json" },
    }),
  );
  expect([votes(none), votes(one)]).toEqual(["0", "1"]);

  let comment = 0;
  const said = "Shared words of a comment.";
  const [, spoken] = await across(paper, async () => {
    comment = (await library.community.comments.add(reader.id, "layer-norm", said)).id;
  });
  expect(spoken).toContain(said);
  const [, hidden] = await across(paper, () => library.community.moderation.hide(reader, comment, "spam"));
  expect(hidden).not.toContain(said);

  const title = "A Paper That Came In Just Now";
  const [, listed] = await across("/2026-11-20", async () => {
    const line = JSON.stringify({ title, text: "It says.", authors: ["Ann Ek"], date: "2026-11-20" });
    const about = { name: "day.jsonl", asOf: "2026-11-20", startedBy: "test" };
    const imported = await library.sources.import(line, about);
    await vi.waitUntil(async () => (await library.sources.run(imported))?.state !== "running", 10_000);
  });
  expect(listed).toContain(title);

  const id = "00000000-0000-4000-8000-00000000beef";
  const [, ran] = await across("/runs", () =>
    library.catalogue.startRun({
      ...{ id, paper: "layer-norm", preset: "quick", seeds: [1], device: "wasm", threads: 1, origin: "cli" },
      versions: { papertape: "0" },
      machine: { cpu: "a", cores: 1, os: "b", runtime: "c" },
      startedAt: new Date().toISOString(),
      process: { host: "here", pid: process.pid, started: null },
    }),
  );
  expect(ran).toContain(id);
  const [, gone] = await across("/runs", () => library.db.delete(runs).where(eq(runs.id, id)));
  expect(gone).not.toContain(id);
  expect((await get(`/runs/${id}`)).status).toBe(404);
});

test("visits and changes that no page shows leave the pages as they are", async () => {
  const before = site.library.revision();
  await get(paper, admin);
  await site.library.limits.take("somebody", { capacity: 3, perHour: 3 });
  expect(site.library.revision()).toBe(before);
});
