/** A GET never changes state: every page and endpoint is opened, signed in, while the database writes down each row that is touched. */
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveInside, type Inside } from "./inside.ts";
import { furnish, watchWrites, type Places } from "./places.ts";

const routes = fileURLToPath(new URL("../../src/site/routes/", import.meta.url));

let site: Inside;
let admin: { readonly cookie: string };
let token: string;
let places: Places;
let written: () => Promise<string[]>;

beforeAll(async () => {
  site = await serveInside({ PAPERTAPE_TEAM: "1" });
  admin = await site.signIn("admin@example.org");
  const [{ id }] = await site.library.readers.people();
  token = await site.library.readers.createToken(id, { name: "test", scope: "admin" });
  places = await furnish(site.library, "admin@example.org");
  ({ written } = await watchWrites(site.library));
});
afterAll(() => site?.stop());

/** An address for every folder of routes that answers something. */
function addresses(): string[] {
  const files = readdirSync(routes, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(^|\/)\+(page|server)\b/.test(name),
  );
  const folders = new Set(files.map((name) => dirname(name)));
  return [...folders].map((folder) => places.at(folder === "." ? "/" : `/${folder}`));
}

test("no page and no endpoint writes a row when it is opened, whoever is signed in", { timeout: 120_000 }, async () => {
  const paths = addresses();
  const statuses: Record<string, number> = {};
  const askers: readonly Record<string, string>[] = [admin, {}, { authorization: `Bearer ${token}` }];
  for (const headers of askers)
    for (const path of paths) {
      const { status, body } = await fetch(site.address + path, { headers, redirect: "manual" });
      await body?.cancel();
      if (headers === admin) statuses[path] = status;
    }
  // Opened for real: what is not found, or takes no GET, says nothing about the rest.
  const unread = Object.entries(statuses).filter(
    ([path, status]) => ![200, 303, 307, 405, ...(path.startsWith("/api/cli/") ? [401] : [])].includes(status),
  );
  expect(unread).toEqual([]);
  // A personal token remembers, to the hour, when it was used.
  expect(await written()).toEqual(["UPDATE public.api_tokens"]);
});

test("a query makes no action of it, and a page's data are read like the page", async () => {
  for (const path of [
    "/papers/layer-norm?/vote",
    "/account?/everywhere",
    "/notifications?/read",
    "/?hide=seen&after=x",
  ])
    await fetch(site.address + path, { headers: admin, redirect: "manual" });
  for (const path of ["/__data.json", "/papers/layer-norm/__data.json", "/notifications/__data.json"])
    await fetch(site.address + path, { headers: admin });
  expect(await written()).toEqual([]);
});

test("all that is kept of a GET is when a session was last seen, to the hour", async () => {
  await site.library.db.execute(sql`update sessions set seen_at = now() - interval '2 hours'`);
  await written();
  for (let opened = 0; opened < 3; opened++) await fetch(site.address, { headers: admin });
  expect(await written()).toEqual(["UPDATE public.sessions"]);
});

test("who is alone on this machine reads without writing, too", async () => {
  const place = Symbol.for("papertape.site");
  const all = globalThis as unknown as Record<symbol, object>;
  const handed = all[place];
  all[place] = { ...handed, team: false };
  for (const path of ["/", "/papers/layer-norm", "/account", "/subscribe", "/runs"])
    expect((await fetch(site.address + path, { redirect: "manual" })).status).toBeLessThan(400);
  all[place] = handed;
  expect(await written()).toEqual([]);
});

test("what a reader has read is said by a POST: to the API by a script, to the list by a form", async () => {
  const title = /A Paper of the Day/;
  const read = () => fetch(`${site.address}/2026-11-20?hide=seen`, { headers: admin }).then((page) => page.text());
  expect(await read()).toMatch(title);
  const post = (path: string, headers: Record<string, string>, body: string) =>
    fetch(site.address + path, { method: "POST", headers: { ...admin, ...headers }, body, redirect: "manual" });
  const json = { "content-type": "application/json" };
  const seen = JSON.stringify({ seen: ["a-paper-of-the-day"] });
  expect((await post("/api/reading", { ...json, origin: "https://evil.example" }, seen)).status).toBe(403);
  expect((await fetch(`${site.address}/api/reading`, { method: "POST", headers: json, body: seen })).status).toBe(401);
  expect((await post("/api/reading", json, seen)).status).toBe(204);
  expect(await read()).not.toMatch(title);
  await site.library.db.execute(sql`delete from seen_papers`);
  const form = { "content-type": "application/x-www-form-urlencoded", origin: site.address };
  expect((await post("/lists/seen", form, "slug=a-paper-of-the-day&back=/trending")).headers.get("location")).toBe(
    "/trending",
  );
  expect(await read()).not.toMatch(title);
});
