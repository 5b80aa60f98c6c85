/** The API as programs meet it, through the whole server: what is around the operations, and the operations themselves. */
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { walk, type Description } from "../../src/site/lib/server/api/testing/walk.ts";
import { openBrowser, violations } from "./browser.ts";
import { serveInside, type Inside } from "./inside.ts";

let site: Inside;
let reader: { readonly cookie: string };
let readerId: number;
let description: Description;
let browser: Browser;

beforeAll(async () => {
  site = await serveInside({ PAPERTAPE_TEAM: "1" });
  reader = await site.signIn("reader@example.org");
  [{ id: readerId }] = await site.library.readers.people();
  description = (await (await get("/api/openapi.json")).json()) as Description;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

const json = { "content-type": "application/json" };
const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetch(site.address + path, { headers });
const put = (path: string, headers: Readonly<Record<string, string>>, body = "{}") =>
  fetch(site.address + path, { method: "PUT", headers: { ...json, ...headers }, body });

/** A refusal as every client may expect it. */
async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = (await response.json()) as Record<string, unknown>;
  expect(Object.keys(body).sort()).toEqual(["code", "detail", "reasons", "status", "title", "type"]);
  expect(body.status).toBe(response.status);
  expect(JSON.stringify(body)).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b/);
  return {
    status: response.status,
    code: body.code,
    reasons: body.reasons as { in?: string; at?: string; rule?: string }[],
  };
}

describe("a refusal says why, in a form for programs,", () => {
  test.each([
    ["an unknown parameter", "/api/papers?limt=5", "limt", "unrecognized_keys"],
    ["a limit of -1", "/api/runs?limit=-1", "limit", "too_small"],
    ["the page 10^9", "/api/search?q=norm&page=1000000000", "page", "too_big"],
    ["a page that is no number", "/api/papers/layer-norm/comments?page=two", "page", "invalid_type"],
    ["a day that does not exist", "/api/daily_papers?date=2026-02-31", "date", "custom"],
    ["a moment that does not exist", "/api/papers?since=2026-11-31T10:00:00Z", "since", "invalid_union"],
    ["a parameter that is given twice", "/api/search?q=a&q=b", "q", "custom"],
    ["the character U+0000", "/api/search?q=a%00", "q", "invalid_format"],
  ])("of %s", async (_, path, at, rule) => {
    const { status, code, reasons } = await problemOf(await get(path));
    expect([status, code]).toEqual([400, "INVALID_PARAMETER"]);
    expect(reasons).toContainEqual(expect.objectContaining({ in: "query", at, rule }));
  });

  test("of an unknown field, and of one of the wrong type", async () => {
    const { status, code, reasons } = await problemOf(
      await put("/api/follows", reader, JSON.stringify({ kind: "nobody", value: 7, more: 1 })),
    );
    expect([status, code]).toEqual([422, "INVALID_INPUT"]);
    expect(reasons.map(({ in: where, at, rule }) => [where, at, rule])).toEqual([
      ["body", "/kind", "invalid_value"],
      ["body", "/value", "invalid_type"],
      ["body", "", "unrecognized_keys"],
    ]);
  });

  test("of a foreign page, of a token that reaches less, of one that is none, and of nobody", async () => {
    const vote = "/api/papers/layer-norm/vote";
    expect(await problemOf(await put(vote, { ...reader, origin: "https://evil.example" }))).toMatchObject({
      status: 403,
      code: "CROSS_SITE",
    });
    const token = await site.library.readers.createToken(readerId, { name: "reads", scope: "read" });
    expect(await problemOf(await put(vote, { authorization: `Bearer ${token}` }))).toMatchObject({
      status: 403,
      code: "SCOPE_TOO_SMALL",
    });
    expect(await problemOf(await get("/api/follows", { authorization: "Bearer pt_none" }))).toMatchObject({
      status: 401,
      code: "INVALID_TOKEN",
    });
    expect(await problemOf(await get("/api/follows"))).toMatchObject({ status: 401, code: "NOT_SIGNED_IN" });
  });

  test("of an address that is none, and of a method that it does not take", async () => {
    expect(await problemOf(await get("/api/nothing"))).toMatchObject({ status: 404, code: "NO_SUCH_ADDRESS" });
    const response = await fetch(`${site.address}/api/papers`, { method: "DELETE" });
    expect(response.headers.get("allow")).toContain("GET");
    expect(await problemOf(response)).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
  });

  test("of a body of 100 MB, of which most is never read", async () => {
    let sent = 0;
    const body = Readable.from(
      (function* () {
        for (; sent < 100; sent++) yield Buffer.alloc(1_000_000, 32);
      })(),
    );
    const response = await fetch(`${site.address}/api/runs`, {
      ...{ method: "POST", headers: json, body: body as unknown as BodyInit, duplex: "half" },
    } as RequestInit).catch(() => null);
    // Whoever goes on sending may find the connection closed before it has heard why.
    if (response) expect(await problemOf(response)).toMatchObject({ status: 413, code: "TOO_LARGE" });
    expect(sent).toBeLessThan(100);
    expect((await get("/api/status")).status).toBe(200);
  });

  test("clients that ask and never read keep nobody from reading", async () => {
    const { hostname, port } = new URL(site.address);
    const silent = Array.from({ length: 8 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.pause();
      for (let asked = 0; asked < 4; asked++)
        socket.write("GET /api/papers?limit=100 HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return socket;
    });
    expect((await get("/api/papers?limit=1")).status).toBe(200);
    for (const socket of silent) socket.destroy();
  });
});

describe("an answer that a client has already", () => {
  test.each(["/api/papers?limit=3", "/api/papers/layer-norm", "/api/runs", "/api/search?q=norm", "/api/openapi.json"])(
    "is not sent again: %s",
    async (path) => {
      const etag = (await get(path)).headers.get("etag")!;
      expect(etag).toMatch(/^W\/".{43}"$/);
      for (const tags of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
        const response = await get(path, { "if-none-match": tags });
        expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([304, "", etag]);
      }
      expect((await get(path, { "if-none-match": '"other"' })).status).toBe(200);
    },
  );

  test("is another one as soon as something changed, and nobody else's where somebody is signed in", async () => {
    const path = "/api/papers/curse-of-depth/comments";
    const before = await get(path);
    expect(before.headers.get("cache-control")).toBe("no-cache");
    await site.library.community.comments.add(readerId, "curse-of-depth", "Said.");
    const after = await get(path, { ...reader, "if-none-match": before.headers.get("etag")! });
    expect([after.status, after.headers.get("cache-control")]).toEqual([200, "private, no-cache"]);
  });
});

test("every operation answers as it is described, whatever it is called with", { timeout: 600_000 }, async () => {
  const { community, catalogue, bakeoffs, readers, serverRuns, db } = site.library;
  await readers.invite(readerId, "bob@example.org", "reader");
  const somebodyElse = (await readers.people()).find(({ id }) => id !== readerId)!.id;
  const [run] = await catalogue.runs({ limit: 1 });
  const [compared] = await bakeoffs.runs("normalization");
  const sent = {
    ...{ id: randomUUID(), paper: "layer-norm", preset: "quick", seeds: [1], device: "wasm", threads: 1 },
    ...{ state: "failed", startedAt: "2026-11-23T10:00:00.000Z", finishedAt: "2026-11-23T10:00:40.000Z" },
    ...{ versions: {}, machine: { cpu: "a", cores: 1, os: "b", runtime: "c" }, error: "it broke" },
    ...{ points: [], measurements: [], notes: [] },
  };
  const bodies: Readonly<Record<string, unknown>> = {
    addComment: { markdown: "Said again." },
    editComment: { markdown: "Said otherwise." },
    reportComment: { reason: "It sells watches." },
    addCollection: { title: "Made" },
    addFollow: { kind: "topic", value: "normalization" },
    removeFollow: { kind: "topic", value: "normalization" },
    sendRun: sent,
  };
  const wrong = await walk({
    description,
    times: 4,
    async send({ method, path, body }) {
      return fetch(site.address + path, { method, headers: { ...json, ...reader }, body, redirect: "manual" });
    },
    async known(operation) {
      await db.execute(sql`delete from rate_limits`);
      const comment = await community.comments.add(
        operation === "reportComment" ? somebodyElse : readerId,
        "layer-norm",
        "Said.",
      );
      const collection = await community.collections.create(readerId, { title: "Mine", visibility: "public" });
      await community.collections.add(readerId, collection.id, "layer-norm", "a note");
      const ids = [
        [/ollect|take/, collection.id],
        [/Comment/, String(comment.id)],
        [/getBakeoffRun/, compared.id],
        [/./, run.id],
      ] as const;
      const asker = { kind: "reader", id: readerId, role: "reader" } as const;
      const id =
        operation === "cancelRun"
          ? (await serverRuns.request(asker, { paper: "layer-norm" })).id
          : ids.find(([pattern]) => pattern.test(operation))![1];
      const slug = operation === "listBakeoffRuns" ? "normalization" : "layer-norm";
      return { path: { slug, id }, body: bodies[operation] ?? {} };
    },
  });
  expect(wrong).toEqual([]);
});

test("the page of the API can be read by everybody, and has a place for every kind of problem", async () => {
  const page = await browser.newPage();
  await page.goto(`${site.address}/api`);
  expect(await page.locator("h3").count()).toBeGreaterThan(30);
  // Descriptions mark code by backticks, as OpenAPI has it.
  expect(await page.locator("article p code", { hasText: "since" }).count()).toBeGreaterThan(0);
  expect(await page.locator("main").innerText()).not.toContain("`");
  const { type } = (await (await get("/api/nothing")).json()) as { type: string };
  await page.goto(site.address + type);
  expect(await page.locator(`[id="${new URL(site.address + type).hash.slice(1)}"]`).count()).toBe(1);
  expect(await violations(page as never)).toEqual([]);
  for (const width of [320, 768]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});
