/** What strangers send changes nothing that a reader sees first, makes no page large, hangs nothing, and can be taken away. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sql } from "drizzle-orm";
import { serveInside, type Inside } from "./inside.ts";

let site: Inside;
beforeAll(async () => {
  // The built handler reads this one itself, when it is imported.
  vi.stubEnv("ADDRESS_HEADER", "x-visitor");
  site = await serveInside({ PAPERTAPE_TEAM: "1", ADDRESS_HEADER: "x-visitor", PAPERTAPE_VISITOR_RUNS: "300 kB" });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await site.stop();
});

type Drawn = { chart: string; series: string; x: number; y: number | null; seed: number };
const point = (fields: Partial<Drawn> = {}): Drawn => ({
  chart: "Digits",
  series: "a",
  x: 1,
  y: 1,
  seed: 1,
  ...fields,
});
const forged = (fields: object = {}) => ({
  id: randomUUID(),
  paper: "layer-norm",
  preset: "full",
  seeds: [1, 2, 3, 4, 5],
  device: "wasm",
  threads: 2,
  versions: {},
  machine: { cpu: "", cores: 2, os: "", runtime: "" },
  origin: "browser",
  state: "finished",
  startedAt: "2026-11-23T10:00:00.000Z",
  finishedAt: "2026-11-23T10:00:40.000Z",
  error: null,
  points: [point({ y: 99 })],
  measurements: [1, 2, 3, 4, 5].map((seed) => ({ claim: "faster-training", value: 99, exact: false, seed })),
  notes: [],
  ...fields,
});

/** A refusal leaves the rest of a request unread, and its connection is not used again. */
const anew = { connection: "close" };
let visitors = 0;
/** Each from a network of its own, as somebody with many machines would. */
async function post(run: object): Promise<{ status: number; said: string }> {
  const headers = {
    "content-type": "application/json",
    ...anew,
    "x-visitor": `10.0.${visitors >> 8}.${visitors++ & 255}`,
  };
  const response = await fetch(`${site.address}/api/runs`, { method: "POST", body: JSON.stringify(run), headers });
  return { status: response.status, said: await response.text() };
}
const page = async (path: string) =>
  (
    await fetch(site.address + path, {
      headers: { ...anew, "x-visitor": "10.9.9.9" },
    })
  ).text();
/** Without what is new in every answer. */
const constant = (html: string) => html.replace(/nonce="[^"]*"/g, "").replace(/\d+ (?:second|minute)s? ago/g, "");

const firstSeen = [
  "/",
  "/papers/layer-norm",
  "/papers/layer-norm?page=1",
  "/runs",
  "/shelf",
  "/trending",
  "/search?q=normalization",
  "/api/papers/layer-norm",
  "/api/papers",
  "/api/runs",
];

test("a hundred forged runs change nothing that a reader sees first, and stand where a reader asks for them", async () => {
  const look = () => Promise.all(firstSeen.map(async (path) => [path, constant(await page(path))] as const));
  const before = await look();
  for (let index = 0; index < 100; index++) {
    const at = Date.now() - index * 86_400_000;
    const times = { startedAt: new Date(at - 40_000).toISOString(), finishedAt: new Date(at).toISOString() };
    expect((await post(forged(times))).status).toBe(201);
  }
  for (const [index, [path, html]] of (await look()).entries())
    expect(html === before[index][1], `${path} is as it was`).toBe(true);
  expect(await page("/papers/layer-norm?visitors")).toContain("Runs of visitors");
  expect((await page("/runs?visitors")).match(/href="\/runs\/[0-9a-f-]{36}"/g)).toHaveLength(100);
});

test.each([
  ["numbers that no experiment reaches", { points: [point({ x: 1.7e308, y: 1.7e308 })] }, /computes beyond/],
  ["20,000 series", { points: Array.from({ length: 20_000 }, (_, at) => point({ series: `s${at}` })) }, /20000 series/],
  ["20,000 points in one series", { points: Array.from({ length: 20_000 }, (_, x) => point({ x })) }, /20000 points/],
])("a run with %s is refused, and the reason is told", async (_, fields, reason) => {
  const { status, said } = await post(forged(fields));
  expect([status, said]).toEqual([422, expect.stringMatching(reason)]);
});

describe("a run that an earlier version stored", () => {
  const stored = async (packed: object, count: number) => {
    const id = randomUUID();
    const { db } = site.library;
    await db.execute(sql`
      insert into runs (id, paper_id, preset, seeds, device, threads, versions, machine, origin, state, started_at, finished_at)
      select ${id}::uuid, id, 'quick', '[1]', 'wasm', 1, '{}', '{"cpu":"","cores":1,"os":"","runtime":""}', 'browser', 'finished', now(), now()
      from papers where slug = 'layer-norm'`);
    await db.execute(sql`insert into point_batches values (${id}::uuid, 0, ${count}, ${JSON.stringify(packed)})`);
    return id;
  };
  test("has a page, whatever its numbers are", async () => {
    const xs = [1.7e308, 5e-324, -1.7e308, 0];
    const charts = ["Digits", "Text", "Gradients through time", "Hidden state"];
    const id = await stored(
      {
        lines: charts.map((chart) => [chart, "a", 1]),
        at: charts.flatMap((_, at) => xs.map(() => at)),
        x: charts.flatMap(() => xs),
        y: charts.flatMap(() => xs),
      },
      16,
    );
    expect(await page(`/runs/${id}`)).toContain("</html>");
    for (const file of ["digits.svg", "digits.csv", "hidden-state.svg"])
      expect(await page(`/runs/${id}/charts/${file}`)).not.toMatch(/NaN|Infinity/);
  });
  test("with 20,000 series in four charts has a page of less than a megabyte, which says what it leaves out", async () => {
    const charts = ["Digits", "Text", "Gradients through time", "Hidden state"];
    const numbers = Array.from({ length: 20_000 }, (_, at) => at);
    const lines = numbers.map((at) => [charts[at % 4], `series ${at} ${"x".repeat(80)}`, 1]);
    const id = await stored(
      { lines, at: numbers, x: numbers.map((at) => at % 7), y: numbers.map((at) => at + 1) },
      20_000,
    );
    const html = await page(`/runs/${id}`);
    expect(html.length).toBeLessThan(1_000_000);
    expect(html).toContain("are only in the CSV file");
  });
});

describe("an admin", () => {
  test("sees them, hides and deletes them; a reader does not get there", async () => {
    const admin = {
      ...(await site.signIn("first@example.org")),
      ...anew,
      "x-visitor": "10.8.8.8",
      origin: site.address,
    };
    const run = forged();
    expect((await post(run)).status).toBe(201);
    const get = async (path: string) => fetch(site.address + path, { headers: admin });
    expect(await (await get("/admin/runs")).text()).toContain(run.id);
    const act = (action: string, fields: Record<string, string>) =>
      fetch(`${site.address}/admin/runs?/${action}`, {
        method: "POST",
        headers: { ...admin, accept: "text/html" },
        body: new URLSearchParams(fields),
        redirect: "manual",
      });
    expect((await act("hide", { run: run.id })).status).toBe(303);
    expect((await get(`/runs/${run.id}`)).status).toBe(404);
    expect((await act("show", { run: run.id })).status).toBe(303);
    expect((await get(`/runs/${run.id}`)).status).toBe(200);
    expect((await act("delete", { run: run.id })).status).toBe(303);
    expect((await get(`/api/runs/${run.id}`)).status).toBe(404);
    const anonymous = await fetch(`${site.address}/admin/runs`, {
      headers: { "x-visitor": "10.7.7.7" },
      redirect: "manual",
    });
    expect(anonymous.status).toBe(303);
    expect((await act("deleteAll", {})).status).toBe(303);
    expect(await (await get("/admin/runs")).text()).toContain("No visitor has added a run");
  });
});
