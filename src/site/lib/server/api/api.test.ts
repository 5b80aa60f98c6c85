/** The API and its description: a linter reads it, every operation keeps it, and every route is one of its operations. */
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { openLibrary, type Library } from "#library/index";
import { removeTemporaryFolders, temporaryFolder } from "#library/testing/folders";
import { committedRun, runOf, shelfOf, visitorsRun } from "#library/testing/shelf";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problems } from "../http/problem.ts";
import { describeApi, refusalsOf } from "./openapi.ts";
import { operations } from "./operations/index.ts";
import { siteOf, type Site } from "./testing/inside.ts";
import { walk, type Description } from "./testing/walk.ts";

let library: Library;
let site: Site;
let somebodyElse: number;
beforeAll(async () => {
  const shelf = shelfOf({ runs: { "paper-a": [committedRun([0.5, 0.51, 0.49]), committedRun([0.5, null])] } });
  library = await openLibrary({ dataDir: temporaryFolder(), shelf });
  site = await siteOf(library);
  const { readers, catalogue } = library;
  await readers.invite(site.reader.id, "bob@example.org", "reader");
  somebodyElse = (await readers.people()).find(({ id }) => id !== site.reader.id)!.id;
  await catalogue.saveRun(runOf({ preset: "full" }));
  await catalogue.saveRun(visitorsRun());
}, 120_000);
afterAll(async () => {
  await library?.close();
  removeTemporaryFolders();
});

const description = describeApi("0.0.0") as unknown as Description;

test("the description is OpenAPI 3.1 as a linter knows it", async () => {
  const config = await createConfig({
    extends: ["recommended-strict"],
    // Paths of a self-hosted site have no host; every operation names its problems, not one of them as 4XX.
    rules: { "no-server-example.com": "off", "operation-4xx-response": "error" },
  });
  const found = await lintFromString({ source: JSON.stringify(description), config });
  expect(found.map(({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer}`)).toEqual([]);
});

test("every operation has a name and an address of its own, and every problem a status and a title", () => {
  const names = operations.map(({ definition: { id } }) => id);
  expect(new Set(names).size).toBe(names.length);
  const places = operations.map(({ definition: { method, path } }) => `${method} ${path}`);
  expect(new Set(places).size).toBe(places.length);
  for (const { definition } of operations)
    for (const code of [...refusalsOf(definition).values()].flat()) expect(problems[code], code).toBeDefined();
});

test("every route of the API is an operation that the description has, and every operation has its route", async () => {
  const folder = fileURLToPath(new URL("../../../routes/api/", import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith("+server.ts") && !name.startsWith("cli/"),
  );
  const found: string[] = [];
  for (const file of files) {
    const path = `/api/${file.replace("/+server.ts", "").replace(/\[(\w+)\]/g, "{$1}")}`;
    const route = (await import(/* @vite-ignore */ `${folder}${file}`)) as Record<string, unknown>;
    for (const [method, handle] of Object.entries(route)) {
      const named = operations.find(({ definition }) => definition.method === method && definition.path === path);
      expect(named?.handle, `${method} ${path}`).toBe(handle);
      found.push(`${method} ${path}`);
    }
  }
  expect(found.length).toBe(operations.length);
});

describe("every operation", () => {
  test("answers as it is described, whatever it is called with", { timeout: 600_000 }, async () => {
    const { community, catalogue, bakeoffs, db } = library;
    const [aRun] = await catalogue.runs({ limit: 1 });
    const [compared] = await bakeoffs.runs("normalization");
    const asker = { kind: "reader", ...site.reader } as const;
    const known = async (operation: string) => {
      await db.execute(sql`delete from rate_limits`);
      await db.execute(sql`update server_runs set state = 'cancelled' where state = 'waiting'`);
      const whose = operation === "reportComment" ? somebodyElse : site.reader.id;
      const comment = await community.comments.add(whose, "paper-a", "Said.");
      const collection = await community.collections.create(site.reader.id, { title: "Mine", visibility: "public" });
      await community.collections.add(site.reader.id, collection.id, "paper-a", "a note");
      const ids = [
        [/ollect|take/, collection.id],
        [/Comment/, String(comment.id)],
        [/getBakeoffRun/, compared.id],
        [/cancelRun/, (await library.serverRuns.request(asker, { paper: "paper-a" })).id],
        [/./, aRun.id],
      ] as const;
      const id = ids.find(([pattern]) => pattern.test(operation))![1];
      const slug = operation === "listBakeoffRuns" ? "normalization" : "paper-a";
      return { path: { slug, id }, body: bodies()[operation] ?? {} };
    };
    const wrong = await walk({ description, send: (call) => site.send(call), known, times: 6 });
    expect(wrong).toEqual([]);
  });
});

const bodies = (): Readonly<Record<string, unknown>> => ({
  addComment: { markdown: "Said again." },
  editComment: { markdown: "Said otherwise." },
  reportComment: { reason: "It sells watches." },
  addCollection: { title: "Made" },
  changeCollection: { title: "Made anew", order: ["paper-a"] },
  collectPaper: { note: "noted" },
  addFollow: { kind: "topic", value: "things" },
  removeFollow: { kind: "topic", value: "things" },
  markNotifications: {},
  markRead: { seen: ["paper-a"] },
  sendRun: visitorsRun({ id: randomUUID() }),
});
