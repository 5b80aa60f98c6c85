/** Dictionaries from files into a library, and what is said of bad ones. */
import { openLibrary } from "#library/index";
import { draftOf } from "#library/testing/drafts";
import { startServer, type TestServer } from "#library/testing/server";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { exitCodes } from "../failure.ts";
import { rememberedIo, temporaryFolder } from "../testing.ts";
import link from "./link.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const file = join(folder.path, "Methods.jsonl");
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  vi.stubEnv("PAPERTAPE_DATA", data);
  vi.stubEnv("DATABASE_URL", server.url);
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  folder.remove();
});

const line = (id: string, name: string, aliases: string[] = []) => JSON.stringify({ concept_id: id, canonical_name: name, aliases }); // prettier-ignore
const write = (...lines: string[]) => writeFileSync(file, lines.join("\n"));

/** What a command prints, and its exit code. */
async function run(args: Readonly<Record<string, unknown>>) {
  const { io, out, err } = rememberedIo();
  const code = await link.run({ _: [], ...args } as never, io);
  return { code, out: out(), err: err() };
}

test("a bad dictionary is refused by line, before a library is touched", async () => {
  write(line("LN", "layer normalization"), "{", '{"concept_id": "BN"}');
  for (const what of ["dict", "index"])
    await expect(run({ what, dictionary: file })).rejects.toThrow(
      /Methods\.jsonl is no dictionary; nothing was changed\nline 2: is not JSON.*\nline 3: has no canonical_name/,
    );
  await expect(run({ what: "dict", dictionary: join(folder.path, "none") })).rejects.toThrow("no such file");
  await expect(run({ what: "dict" })).rejects.toThrow("dict needs a dictionary");
  await expect(run({ what: "learn" })).rejects.toThrow('link does dict, index and run, not "learn"');
});

test("dict merges equal concepts and writes what index reads", async () => {
  write(line("LN", "layer normalization", ["LayerNorm"]), line("LN", "layer norm"));
  const merged = join(folder.path, "merged.jsonl");
  expect((await run({ what: "dict", dictionary: file, out: merged })).out).toBe(`1 concept with 3 names, written to ${merged}.\n`); // prettier-ignore
  expect(JSON.parse(readFileSync(merged, "utf8"))).toMatchObject({ concept_id: "LN", aliases: ["LayerNorm", "layer norm"] }); // prettier-ignore
});

test("a dictionary goes into a library, its names are linked, once, and it leaves with its links", async () => {
  const library = await openLibrary({ dataDir: data, databaseUrl: server.url });
  const drafts = [draftOf({ title: "A Paper", abstract: "LayerNorm and layer norms." })];
  await library.catalogue.ingest({ source: "test", asOf: "2026-11-23", drafts, rejected: [] });
  await library.close();

  await expect(run({ what: "run" })).rejects.toThrow("there is no dictionary to link by");
  expect((await run({})).out).toContain("No dictionary is there");
  write(line("LN", "layer normalization", ["LayerNorm", "layer norm"]));
  expect((await run({ what: "index", dictionary: file })).out).toContain("methods: 1 concept with 3 names.");
  const first = await run({ what: "run" });
  expect(first).toMatchObject({ code: undefined, out: "2 mentions in 1 abstract.\n" });
  expect(first.err).toContain("1 of 1 abstract");
  expect((await run({ what: "run" })).out).toBe("Every abstract was read by today's dictionaries already.\n");
  expect(JSON.parse((await run({ json: true })).out)).toEqual([{ name: "methods", concepts: 1, aliases: 3, notice: null }]); // prettier-ignore
  expect((await run({ what: "index", dictionary: "methods", remove: true })).out).toContain("methods is gone");
  await expect(run({ what: "index", dictionary: "methods", remove: true })).rejects.toMatchObject({ exitCode: exitCodes.usage }); // prettier-ignore
}, 300_000);
