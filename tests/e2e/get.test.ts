/** A GET never changes state: every page and endpoint is opened, signed in, while the database writes down each row that is touched. */
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { eq, sql } from "drizzle-orm";
import { authors } from "#library/schema/index";
import { slugify } from "#library/words/count";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { serveInside, type Inside } from "./inside.ts";

const routes = fileURLToPath(new URL("../../src/site/routes/", import.meta.url));
const run = "00000000-0000-4000-8000-00000000dead";

let site: Inside;
let admin: { readonly cookie: string };
let token: string;
/** What stands for a part of an address in brackets. */
let parts: Readonly<Record<string, string>>;

beforeAll(async () => {
  site = await serveInside({ PAPERTAPE_TEAM: "1" });
  const { library } = site;
  await library.jobs.stop();
  admin = await site.signIn("admin@example.org");
  const reader = (await library.readers.people())[0];
  token = await library.readers.createToken(reader.id, { name: "test", scope: "admin" });
  const comment = await library.community.comments.add(reader.id, "layer-norm", "Said.");
  const collection = await library.community.collections.create(reader.id, { title: "Mine", visibility: "public" });
  await library.community.collections.add(reader.id, collection.id, "layer-norm", "a note");
  await library.community.follows.follow(reader.id, "topic", "normalization");
  const submission = await library.community.submissions.submit(reader.id, "1607.06450", "");
  const subscriber = await library.digests.subscribeReader({ id: reader.id, email: "admin@example.org" });
  const link = await library.readers.requestLink("admin@example.org", "/");
  const imported = await library.sources.import(
    JSON.stringify({ title: "A Paper of the Day", text: "It says.", authors: ["Ann Ek"], date: "2026-11-20" }),
    { name: "day.jsonl", asOf: "2026-11-20", startedBy: "test" },
  );
  await vi.waitUntil(async () => (await library.sources.run(imported))?.state !== "running", 10_000);
  // A run whose process is gone: whoever reads it sees that, and nobody writes it down.
  await library.catalogue.startRun({
    ...{ id: run, paper: "layer-norm", preset: "quick", seeds: [1], device: "wasm", threads: 1, origin: "cli" },
    versions: { papertape: "0" },
    machine: { cpu: "a", cores: 1, os: "b", runtime: "c" },
    startedAt: new Date(Date.now() - 600_000).toISOString(),
    process: { host: "elsewhere", pid: 1, started: null },
  });
  await library.db.execute(sql`update runs set heartbeat_at = now() - interval '5 minutes' where id = ${run}`);
  const [compared] = await library.bakeoffs.runs("normalization");
  const [chart] = Object.keys((await library.catalogue.run(run))!.charts);
  const [author] = await library.db.select({ key: authors.nameKey }).from(authors).where(eq(authors.name, "Ann Ek"));
  parts = {
    "[day=day]": "2026-11-20",
    "[feed=feed]": "feed.xml",
    "[month]": "2026-11",
    "[week]": "2026-W47",
    "[topic]": "normalization",
    "[author]": author.key,
    "[source]": "arxiv",
    "papers/[slug]": "papers/layer-norm",
    "bakeoffs/[slug]": "bakeoffs/normalization",
    "[name].onnx": "layer-norm.onnx",
    "datasets/[name]": "datasets/moby-dick",
    "[bakeoff]": "normalization",
    "sources/runs/[id]": `sources/runs/${imported}`,
    "runs/[id]": `runs/${run}`,
    "bakeoffs/runs/[id]": `bakeoffs/runs/${compared.id}`,
    "compare/[bakeoff]/runs/[id]": `compare/normalization/runs/${compared.id}`,
    "charts/[file]": `charts/${slugify(chart)}.svg`,
    "comments/[id]": `comments/${comment.id}`,
    "collections/[id]": `collections/${collection.id}`,
    "[file]": "papers.bib",
    "submit/[id]": `submit/${submission.id}`,
    "confirm/[token]": `confirm/${await library.digests.link("confirm", subscriber.id)}`,
    "digest/[token]": `digest/${await library.digests.link("manage", subscriber.id)}`,
    "unsubscribe/[token]": `unsubscribe/${await library.digests.link("manage", subscriber.id)}`,
    "sign-in/[token]": `sign-in/${link!.token}`,
    "cli/bakeoffs/[id]": `cli/bakeoffs/${run}`,
  };
  await watchWrites();
});
afterAll(() => site?.stop());

/** Every row that is written from here on leaves its table's name. */
async function watchWrites(): Promise<void> {
  const { db } = site.library;
  await db.execute(sql`create table watched_writes (written text not null)`);
  await db.execute(sql`
    create function watch_write() returns trigger language plpgsql as $$
    begin
      insert into public.watched_writes values (tg_op || ' ' || tg_table_schema || '.' || tg_table_name);
      return null;
    end $$`);
  await db.execute(sql`
    do $$
    declare one record;
    begin
      for one in select oid::regclass as name from pg_class
        where relkind in ('r', 'p') and not relispartition and oid::regclass::text <> 'watched_writes'
          and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
      loop
        execute 'create trigger watch_write after insert or update or delete on ' || one.name || ' for each row execute function watch_write()';
      end loop;
    end $$`);
}

async function written(): Promise<string[]> {
  const { db } = site.library;
  const rows = (await db.execute(sql`select distinct written from watched_writes order by 1`)) as unknown;
  await db.execute(sql`delete from watched_writes`);
  return ((rows as { rows?: { written: string }[] }).rows ?? (rows as { written: string }[])).map(
    ({ written }) => written,
  );
}

/** An address for every folder of routes that answers something. */
function addresses(): string[] {
  const files = readdirSync(routes, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(^|\/)\+(page|server)\b/.test(name),
  );
  return [...new Set(files.map((name) => dirname(name)))].map((folder) => {
    // The longer a pattern, the more it knows about where it stands.
    const patterns = Object.keys(parts).sort((a, b) => b.length - a.length);
    const path = patterns.reduce((left, pattern) => left.replaceAll(pattern, () => parts[pattern]), folder);
    return path === "." ? "/" : `/${encodeURI(path)}`;
  });
}

test("no page and no endpoint writes a row when it is opened, whoever is signed in", { timeout: 120_000 }, async () => {
  const paths = addresses();
  expect(paths.filter((path) => /[[\]]|%5B/i.test(path))).toEqual([]);
  const statuses: Record<string, number> = {};
  const askers: readonly Record<string, string>[] = [admin, {}, { authorization: `Bearer ${token}` }];
  for (const headers of askers)
    for (const path of paths) {
      const { status, body } = await fetch(site.address + path, { headers, redirect: "manual" });
      await body?.cancel();
      if (headers === admin) statuses[path] = status;
    }
  // Opened for real: what is not found, or takes no GET, says nothing about the rest.
  const unread = Object.entries(statuses).filter(([, status]) => ![200, 303, 405].includes(status));
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
