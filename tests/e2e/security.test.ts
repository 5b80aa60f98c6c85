/** What strangers and other sites try, on a team's server: scripts in every field, requests in somebody else's name, ways around limits. */
import { createServer, request as rawRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openBrowser, openPage } from "./browser.ts";
import { serveInside, type Inside } from "./inside.ts";
import { all, effects, payloads, short } from "./payloads.ts";

const paper = "/papers/layer-norm";
const run = randomUUID();
const routes = fileURLToPath(new URL("../../src/site/routes/", import.meta.url));

let site: Inside;
let browser: Browser;
let admin: { readonly cookie: string };
let reader: { readonly cookie: string };
let readerId: number;
let manage: string;

beforeAll(async () => {
  [site, browser] = await Promise.all([serveInside({ PAPERTAPE_TEAM: "1" }), openBrowser()]);
  const { readers, digests } = site.library;
  admin = await site.signIn("admin@example.org");
  await readers.invite((await readers.people())[0].id, "reader@example.org", "reader");
  reader = await site.signIn("reader@example.org", short);
  readerId = (await readers.people()).find(({ email }) => email === "reader@example.org")!.id;
  const { id } = await digests.subscribeReader({ id: readerId, email: "reader@example.org" });
  manage = `/digest/${await digests.link("manage", id)}`;
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

type Who = Readonly<Record<string, string>>;

const ask = (path: string, init: RequestInit = {}) => fetch(site.address + path, { redirect: "manual", ...init });
const submit = (who: Who, path: string, fields: Record<string, string>, headers: Who = {}) =>
  ask(path, {
    method: "POST",
    headers: { accept: "text/html", origin: site.address, ...who, ...headers },
    body: new URLSearchParams(fields),
  });
const send = (who: Who, method: string, path: string, body: unknown) =>
  ask(path, { method, headers: { "content-type": "application/json", ...who }, body: JSON.stringify(body) });
const aRun = (changes: object = {}) => ({
  ...{ id: run, paper: "layer-norm", preset: "quick", seeds: [1], device: "wasm", threads: 1, origin: "browser" },
  ...{ state: "failed", startedAt: "2026-11-23T10:00:00.000Z", finishedAt: "2026-11-23T10:00:40.000Z" },
  versions: { [short]: short },
  machine: { cpu: short, cores: 1, os: short, runtime: short },
  ...{ error: all, points: [], measurements: [], notes: payloads },
  ...changes,
});

/** As after a long pause. */
const forgetLimits = () => site.library.db.execute(sql`delete from rate_limits`);

/** As after doing something as often as one may. */
const spend = (key: string) =>
  site.library.db.execute(sql`insert into rate_limits (key, tokens) values (${key}, 0)
    on conflict (key) do update set tokens = 0, at = now()`);

/** Puts payloads into every field that anybody can write to; answers where they can be seen. */
async function plant(chart: string): Promise<string[]> {
  const seen: string[] = [];
  /** A form that was taken leads somewhere; one that was refused comes back, and its page is looked at with what was typed. */
  const taken = async (who: Who, path: string, fields: Record<string, string>): Promise<string> => {
    const { status, headers } = await submit(who, path, fields);
    expect([path, status]).toEqual([path, 303]);
    return headers.get("location")!;
  };
  await taken(reader, "/account?/rename", { name: short });
  expect((await submit(reader, "/account?/createToken", { name: short, scope: "read" })).status).toBe(200);
  const said = await taken(reader, `${paper}?/comment`, { markdown: all });
  const comment = /comment-(\d+)/.exec(said)![1];
  await taken(reader, `${paper}?/comment`, { markdown: all, parent: comment });
  const other = /comment-(\d+)/.exec(await taken(reader, `${paper}?/comment`, { markdown: all }))![1];
  await taken(admin, `${paper}?/report`, { comment, reason: payloads[0] });
  await taken(admin, `${paper}?/report`, { comment: other, reason: short });
  await taken(admin, `${paper}?/hide`, { comment: other, reason: payloads[3] });
  await taken(reader, `${paper}?/claim`, { author: short, note: all });
  for (const payload of payloads)
    await taken(reader, "/notifications?/follow", { kind: "search", value: payload, on: "yes" });
  for (const payload of payloads.slice(0, 8)) {
    const words = { title: payload, description: all.slice(0, 1_900), visibility: "public" };
    seen.push(await taken(reader, "/collections?/create", words));
  }
  await taken(reader, `${seen[0]}?/note`, { slug: "layer-norm", note: all.slice(0, 1_900) });
  const byHand = { title: short, abstract: all, authors: payloads.join("\n"), published: "2026-11-20", comment: all };
  seen.push((await taken(reader, "/submit?/byHand", { ...byHand, reference: "https://example.org/p" })).split("?")[0]);
  const preferences = { frequency: "daily", weekday: "1", hour: "6", zone: "UTC", minVotes: "0", maxPapers: "50" };
  const interests = {
    topic: short,
    authors: payloads
      .slice(0, 9)
      .map((text) => text.slice(0, 99))
      .join("\n"),
    searches: short,
  };
  expect((await submit({}, `${manage}?/save`, { ...preferences, ...interests })).status).toBe(200);
  const points = [0, 1].map((x) => ({ chart, series: short, x, y: x, seed: 1 }));
  expect((await send(reader, "POST", "/api/runs", aRun({ points }))).status).toBe(201);
  seen.push(`/runs/${run}`, "/runs?visitors", "/papers/layer-norm?visitors");
  // An import: titles, abstracts, authors, topics, and records that are refused.
  const lines = payloads.map((title, n) =>
    JSON.stringify({
      id: `p${n}`,
      title,
      text: all,
      authors: [title],
      categories: [title],
      date: "2026-11-20",
      url: "https://example.org/x",
    }),
  );
  const form = new FormData();
  form.set("format", "jsonl");
  form.set("file", new File([[...lines, `{"title": ${JSON.stringify(all)}`, all].join("\n")], `${short}.jsonl`));
  const imported = await ask("/admin/sources?/import", {
    method: "POST",
    headers: { accept: "text/html", origin: site.address, ...admin },
    body: form,
  });
  const report = imported.headers.get("location")!;
  const id = Number(report.split("/").at(-1));
  await vi.waitUntil(async () => (await site.library.sources.run(id))?.state !== "running", 20_000);
  expect((await site.library.sources.run(id))?.papers).toBe(payloads.length);
  const { entries } = await site.library.lists.page({ of: { kind: "source", source: "jsonl" }, limit: 50 });
  return [...seen, report, ...entries.slice(0, 12).map(({ paper: { slug } }) => `/papers/${slug}`)];
}

test("what anybody writes runs nowhere, on none of the pages that show it", { timeout: 240_000 }, async () => {
  const [shipped] = await site.library.catalogue.runs({ paper: "layer-norm", limit: 1 });
  const chart = Object.keys((await site.library.catalogue.run(shipped.id))!.charts)[0];
  const planted = await plant(chart);
  const asked = encodeURIComponent(short);
  const pages = [
    ...planted,
    ...[paper, "/", "/2026-11-20", "/week/2026-W47", "/month/2026-11", "/trending", "/topics", "/runs", "/status"],
    ...["/collections", "/bookmarks", "/notifications", "/submit", "/account", "/subscribe", manage],
    ...["/digest/preview?date=2026-11-20", "/digest/preview/mail?date=2026-11-20"],
    ...["/admin", "/admin/reports", "/admin/claims", "/admin/audit", "/admin/people", "/admin/subscribers"],
    ...["/admin/sources", "/admin/sources/rejected", `/admin/subscribers?address=${asked}`],
    ...["/feed.xml", "/rss.xml", "/feed.json", "/2026-11-20/feed.xml", "/api/papers", "/api/runs", `/api/runs/${run}`],
    ...payloads.slice(0, 4).map((text) => `/search?q=${encodeURIComponent(text)}`),
    ...[`/search?q=a&author=${asked}&topic=${asked}&source=${asked}`, `/sign-in?next=${asked}`],
    ...[`/papers/${asked}`, `/topics/${asked}`, `/authors/${asked}`, `/runs/${asked}`, `/compare/${asked}`],
  ];
  /** As an admin and as the reader who wrote it: each sees what the other does not. */
  const look = async (who: Who, paths: readonly string[]) => {
    const page = await openPage(browser, { baseURL: site.address });
    const [name, value] = who.cookie.split(/=(.*)/s);
    await page.context().addCookies([{ name, value, url: site.address }]);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => void (dialogs.push(dialog.message()), dialog.dismiss()));
    for (const path of paths) {
      await page.goto(path, { waitUntil: "load" });
      const refused = page.problems.splice(0).filter((problem) => !/status of 404/.test(problem));
      expect([path, ...(await page.evaluate(effects)), ...refused, ...dialogs]).toEqual([path]);
    }
    await page.context().close();
  };
  const own = [paper, planted[0], "/account", "/notifications", "/submit", "/collections"];
  await Promise.all([
    look(
      admin,
      pages.filter((_, n) => n % 2 === 0),
    ),
    look(
      admin,
      pages.filter((_, n) => n % 2 === 1),
    ),
  ]);
  await look(reader, own);
});

test("what looks for effects sees them, where nobody defends", async () => {
  const page = await openPage(browser);
  // Without the one that leads away at once.
  await page.setContent(payloads.filter((text) => !text.includes("refresh")).join("\n"), { waitUntil: "load" });
  const found = (await page.evaluate(effects)).join("\n");
  for (const effect of ["it ran", "onerror on", "onload on", "href=javascript:", "a script:", "<object"])
    expect(found).toContain(effect);
  await page.context().close();
});

describe("a change in somebody else's name", () => {
  /** Every address and method that changes something, with its brackets as they are: refused before anybody reads them. */
  const changing = readdirSync(routes, { recursive: true, encoding: "utf8" })
    .filter((name) => /\+(page\.)?server\.ts$/.test(name))
    .flatMap((name) => {
      const source = readFileSync(join(routes, name), "utf8");
      const path = `/${dirname(name) === "." ? "" : dirname(name)}`.replaceAll("[day=day]", "2026-11-20");
      if (name.endsWith("+page.server.ts")) return /\bactions\b/.test(source) ? [["POST", path]] : [];
      return ["POST", "PUT", "PATCH", "DELETE"]
        .filter((method) => new RegExp(`export const (\\{.*)?\\b${method}\\b`).test(source))
        .map((method) => [method, path]);
    });

  test.each(changing)("%s %s is refused when a page of another site asks", async (method, path) => {
    const body = method === "DELETE" ? undefined : "a=1";
    const from = (headers: Who) => ask(encodeURI(path), { method, body, headers: { ...admin, ...headers } });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    // For the commands of this machine a session counts for nothing, wherever the page is from.
    const refused = path.startsWith("/api/cli/") ? 401 : 403;
    for (const origin of ["https://evil.example", "null", site.address.replace("http:", "https:")])
      expect((await from({ ...form, origin })).status).toBe(refused);
  });
  test("covers what there is", () => expect(changing.length).toBeGreaterThan(45));
});

test("nobody is led to another site, whatever a form or an address says", async () => {
  const elsewhere = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "/a/..//evil.example",
  ];
  for (const next of elsewhere) {
    const places = [
      await ask(`/sign-in?next=${encodeURIComponent(next)}`, { headers: reader }),
      await submit(reader, `${paper}?/vote`, { on: "yes", next }),
      await submit(reader, "/lists/seen", { slug: "layer-norm", back: next }),
      await submit(reader, "/notifications?/follow", { kind: "topic", value: "normalization", on: "yes", next }),
      await submit({}, "/notifications?/follow", { kind: "topic", value: "normalization", on: "yes", next }),
    ].map(({ status, headers }) => [status, new URL(headers.get("location")!, site.address).origin]);
    expect([next, ...places]).toEqual([next, ...places.map(() => [303, site.address])]);
  }
});

test("a session's cookie is for this site's requests alone, and out of reach of scripts", async () => {
  const { token } = (await site.library.readers.requestLink("reader@example.org", "/"))!;
  const [cookie] = (await submit({}, `/sign-in/${token}`, {})).headers.getSetCookie();
  expect(cookie).toMatch(/^papertape=[\w-]{43};/);
  for (const flag of [/; Path=\/(;|$)/, /; HttpOnly/, /; SameSite=Lax/]) expect(cookie).toMatch(flag);
  expect(cookie).not.toMatch(/Domain/i);
});

test("every answer has the headers that keep it where it belongs", async () => {
  const script = /\/_app\/immutable\/entry\/start[\w.-]+\.js/.exec(await (await ask("/search")).text())![0];
  const answers = {
    page: await ask("/"),
    missing: await ask("/nope"),
    json: await ask("/api/papers?limit=1"),
    refusal: await ask("/api/notifications"),
    feed: await ask("/feed.xml"),
    static: await ask(script),
    redirect: await ask("/account"),
    form: await submit({}, "/subscribe?/quick", { email: "no address" }),
    foreign: await submit({ origin: "https://evil.example" }, "/sign-in", {}),
  };
  for (const [what, { headers }] of Object.entries(answers)) {
    const has = (name: string) => [what, name, headers.get(name)];
    expect(has("x-content-type-options").at(-1), what).toBe("nosniff");
    expect(has("x-frame-options").at(-1), what).toBe("DENY");
    expect(has("referrer-policy").at(-1), what).toBe("same-origin");
    expect(has("cross-origin-opener-policy").at(-1), what).toBe("same-origin");
    expect(has("cross-origin-resource-policy").at(-1), what).toBe("same-origin");
    expect(has("permissions-policy").at(-1), what).toContain("camera=()");
    expect(headers.get("access-control-allow-origin"), what).toBeNull();
    if (what === "static" || what === "redirect") continue;
    const policy = headers.get("content-security-policy");
    expect(policy, what).toMatch(/default-src '(self|none)'/);
    expect(policy, what).not.toMatch(/'unsafe-(inline|eval)'/);
    expect(policy, what).toContain("frame-ancestors 'none'");
  }
  expect((await ask("/account", { headers: reader })).headers.get("cache-control")).toMatch(/private|no-store/);
});

test("asking tells nobody who has an account or a subscription", async () => {
  const answer = async (path: string, email: string) => {
    const response = await submit({}, path, { email });
    const text = (await response.text()).replaceAll(email, "<address>").replaceAll(/nonce[-=]"?[\w+/=]+/g, "");
    return { status: response.status, location: response.headers.get("location"), text };
  };
  for (const path of ["/sign-in", "/subscribe?/quick"]) {
    const [known, unknown] = [await answer(path, "reader@example.org"), await answer(path, "nobody@example.org")];
    expect(known).toEqual(unknown);
    expect([200, 303]).toContain(known.status);
  }
});

test("what is too large is refused, whoever sends it and whatever it is", async () => {
  const large = "x".repeat(210_000);
  expect((await submit(reader, `${paper}?/comment`, { markdown: large })).status).toBe(413);
  expect((await submit(reader, "/admin/sources?/import", { text: large })).status).toBe(413);
  expect((await submit({}, "/sign-in", { email: large })).status).toBe(413);
  expect((await send(reader, "POST", "/api/papers/layer-norm/comments", { markdown: large })).status).toBe(413);
  expect((await send(reader, "POST", "/api/runs", { notes: "x".repeat(4_100_000) })).status).toBe(413);
  const file = new FormData();
  file.set("text", "x".repeat(33_000_000));
  const upload = { method: "POST", headers: { origin: site.address, ...admin }, body: file };
  expect((await ask("/admin/sources?/import", upload)).status).toBe(413);
});

test("no address reaches a file that is not meant for it", async () => {
  /** As it is written: fetch would tidy the path up. */
  const raw = (path: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { hostname, port } = new URL(site.address);
      rawRequest({ hostname, port, path, headers: { connection: "close" } }, async (response) => {
        let text = "";
        for await (const chunk of response) text += String(chunk);
        resolve({ status: response.statusCode!, text });
      })
        .on("error", reject)
        .end();
    });
  const up = [
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "..%252f..%252fetc%252fpasswd",
    "....//....//package.json",
    "..%5c..%5cpackage.json",
    "%2e%2e/%2e%2e/package.json",
  ];
  const roots = [
    "/",
    "/_app/immutable/",
    "/datasets/",
    `/runs/${run}/charts/`,
    "/papers/",
    "/api/papers/",
    "/api/runs/",
  ];
  for (const root of roots)
    for (const path of up) {
      const { status, text } = await raw(root + path);
      expect([root + path, status >= 400 && status < 500]).toEqual([root + path, true]);
      expect(text).not.toMatch(/root:.*:0:0:|"devDependencies"/);
    }
});

test("an address of this machine or its network is never asked for a paper", async () => {
  let visits = 0;
  const canary = createServer((_, response) => void (visits++, response.end("secret"))).listen(0, "127.0.0.1");
  await new Promise((resolve) => canary.once("listening", resolve));
  const { port } = canary.address() as AddressInfo;
  const hosts = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0x7f000001",
    "2130706433",
    "127.1",
    "0.0.0.0",
  ];
  const addresses = [
    ...hosts.map((host) => `http://${host}:${port}/secret`),
    ...["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://192.168.1.1/", "http://[fd00::1]/"],
    ...["file:///etc/passwd", "gopher://127.0.0.1/"],
  ];
  await forgetLimits();
  for (const [n, reference] of addresses.entries()) {
    if (n === 9) await forgetLimits();
    const answer = await submit(reader, "/submit?/reference", { reference });
    const led = answer.headers.get("location") ?? "/submit";
    expect(led).toMatch(/^\/submit/);
    const said = answer.status === 303 ? await (await ask(led, { headers: reader })).text() : await answer.text();
    expect([reference, /not an address of the public internet|neither|is no /.test(said)]).toEqual([reference, true]);
  }
  expect(visits).toBe(0);
  canary.close();
});

describe("whoever does too much at once waits, and is told how long", () => {
  const waits = (response: Response) => [response.status, Number(response.headers.get("retry-after")) > 0];

  test("runs, by network, before they are read", async () => {
    await forgetLimits();
    for (let sent = 0; sent < 30; sent++) expect((await send({}, "POST", "/api/runs", {})).status).toBe(422);
    expect(waits(await send({}, "POST", "/api/runs", aRun()))).toEqual([429, true]);
    expect((await send(reader, "POST", "/api/runs", {})).status).toBe(422);
  });

  test("a form, with what was typed still there", async () => {
    await spend(`comment user ${readerId}`);
    const refused = await submit(reader, `${paper}?/comment`, { markdown: "kept words" });
    expect(waits(refused)).toEqual([429, true]);
    expect(await refused.text()).toContain("kept words");
    for (let asked = 0; asked < 20; asked++) await submit({}, "/sign-in", { email: "often@example.org" });
    expect(waits(await submit({}, "/sign-in", { email: "often@example.org" }))).toEqual([429, true]);
    for (let asked = 0; asked < 20; asked++) await submit({}, "/subscribe?/quick", { email: `n${asked}@example.org` });
    expect(waits(await submit({}, "/subscribe?/quick", { email: "late@example.org" }))).toEqual([429, true]);
  });

  test("anything at all: as JSON, as a page, and as our script reads it", async () => {
    await spend(`change user ${readerId}`);
    const asJson = await send(reader, "PUT", "/api/papers/layer-norm/vote", {});
    expect([...waits(asJson), ((await asJson.json()) as { code: string }).code]).toEqual([429, true, "TOO_MANY"]);
    const asPage = await submit(reader, `${paper}?/vote`, { on: "yes" });
    expect([...waits(asPage), asPage.headers.get("content-type")]).toEqual([429, true, "text/html; charset=utf-8"]);
    const scripted = await submit(reader, `${paper}?/vote`, { on: "yes" }, { "x-sveltekit-action": "true" });
    expect([...waits(scripted), ((await scripted.json()) as { type: string }).type]).toEqual([429, true, "error"]);
    // Nobody else waits with them.
    expect((await submit(admin, `${paper}?/vote`, { on: "yes" })).status).toBe(303);
  });
});
