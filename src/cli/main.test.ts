/** What the commands answer, without a process of their own (papertape.test.ts has those). */
import { openLibrary } from "#library/index";
import type { SearchAnswer } from "#library/search/search";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { commands } from "./commands.ts";
import { main } from "./main.ts";
import { rememberedIo, temporaryFolder } from "./testing.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const page = join(folder.path, "page.txt");

async function papertape(...args: string[]) {
  const { io, out, err } = rememberedIo();
  return { code: await main(args, io), out: out(), err: err() };
}

beforeAll(async () => {
  await (await openLibrary({ dataDir: data })).close();
  writeFileSync(page, "x");
});
afterAll(() => folder.remove());
afterEach(() => vi.unstubAllEnvs());

const on = (dataDir: string) => vi.stubEnv("PAPERTAPE_DATA", dataDir);

describe("help", () => {
  test("`papertape`, `--help` and `help` print the same overview with every command and the exit codes", async () => {
    const bare = await papertape();
    expect(bare).toMatchObject({ code: 0, err: "" });
    for (const name of Object.keys(commands)) expect(bare.out).toContain(`\n  ${name}`);
    expect(bare.out).toMatch(/\n {2}130 {2}stopped by Ctrl-C/);
    expect(await papertape("--help")).toEqual(bare);
    expect(await papertape("help")).toEqual(bare);
  });
  test("every command has help with examples that name it, and its lines fit a terminal", async () => {
    for (const [name, { load, takes }] of Object.entries(commands)) {
      const { examples, args } = await load();
      const positionals = Object.entries(args).filter(([, { type }]) => type === "positional");
      // The last one can be said several times.
      expect(takes.replace(/\.{3}$/, "")).toBe(
        positionals.map(([word, { required }]) => (required === false ? `[${word}]` : `<${word}>`)).join(" "),
      );
      expect(examples.length, name).toBeGreaterThan(0);
      for (const { line } of examples) expect(line.split(" ")[0]).toBe(name);
      const { code, out } = await papertape(name, "--help");
      expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`papertape ${examples[0].line}`) });
      expect((await papertape("help", name)).out).toBe(out);
      for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    }
  });
});

describe("what is asked for wrongly is refused with exit code 2 and the reason", () => {
  test.each([
    [["paper"], "did you mean papers?"],
    [["--json"], "unknown option: --json; options follow the command"],
    [["papers", "--topic"], "--topic needs a value"],
    [["papers", "--limit", "0"], 'invalid --limit: "0"; it is a number from 1 to 1000'],
    [["search"], "nothing to search for"],
    [["search", "x", "--limit", "101"], "from 1 to 100"],
    [["search", "x", "--from", "2024-02-30"], "invalid --from"],
    [["search", "x", "--verdict", "good"], "one of matches, holds"],
    [["search", "x", "--order", "cited"], "one of best, newest"],
    [["query", "draw", "x"], 'a query can only be explained, not "draw"'],
    [["query", "explain", "x", "--today", "2024-02-30"], "invalid --today"],
    [["run", "layer-nrom"], "layer-norm "],
    [["run", "nope"], "the nearest names are"],
    [["export", "nope"], "the nearest names are"],
    [["run", "layer-norm", "--preset", "fast"], 'invalid --preset: "fast"; it is one of quick, full'],
    [["run", "layer-norm", "--seed", "-1"], "--seed needs a value, not -1"],
    [["run", "layer-norm", "--seed", "1.5"], 'invalid --seed: "1.5"'],
    [["run", "layer-norm", "--threads", "0"], 'invalid --threads: "0"; this machine has 1 to '],
    [["run", "layer-norm", "--threads", "9999"], 'invalid --threads: "9999"'],
    [["run", "layer-norm", "--record"], "--record needs --preset full"],
    [["run", "layer-norm", "--preset", "full", "--seed", "1", "--record"], "--record needs --preset full"],
    [["runs", "--limit", "0"], 'invalid --limit: "0"'],
    [["import", page, "--as-of", "2026-02-30"], 'invalid --as-of: "2026-02-30"'],
    [["ingest", page, "--as-of", "yesterday"], 'invalid --as-of: "yesterday"'],
    [["ingest", page, "--format", "word"], 'invalid --format: "word"; it is one of arxiv-api, '],
    [["ingest", page], "cannot tell what format"],
    [["ingest", page, "--query", "x"], "--query is for sources"],
    [["ingest", "arxiv-search"], "arxiv-search needs --query"],
    [["ingest", "arxiv-ids", "--query", "x"], "arxiv-ids takes no --query; it takes --ids"],
    [["ingest", "openalex", "--search", "x", "--max", "0"], 'invalid --max: "0"'],
    [["ingest", "crossref"], "crossref needs --ids or --search"],
    [["migrate-to"], "missing <url>"],
    [["migrate-to", "mysql://ann:hush@localhost/papers"], "<url> is not a postgres:// address"],
    [["migrate-to", "postgres://ann:12#sh@localhost/papers"], "written as %23"],
    [["ingest", "arxiv-ids", "--ids", "1607.06450", "--format", "ris"], "--format is for files"],
  ])("%j", async (args, message) => {
    const { code, out, err } = await papertape(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^papertape: /);
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });
  test("a setting that does not fit names the variable", async () => {
    vi.stubEnv("PORT", "http");
    const { code, err } = await papertape("papers");
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('PORT "http" is not a port') });
  });
});

describe("what cannot be done is refused with exit code 1 and the reason", () => {
  test("a file that is not text", async () => {
    const image = join(folder.path, "image.bin");
    writeFileSync(image, Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
    const { code, err } = await papertape("import", image);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("is not UTF-8 text") });
  });
  test("a folder in place of a file", async () => {
    const { code, err } = await papertape("import", folder.path);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("is a folder") });
  });
  test("a data folder that is somebody else's; nothing in it is touched", async () => {
    const foreign = join(folder.path, "foreign");
    mkdirSync(foreign);
    writeFileSync(join(foreign, "thesis.txt"), "mine");
    on(foreign);
    const { code, err } = await papertape("papers");
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("nothing was touched") });
    expect(readFileSync(join(foreign, "thesis.txt"), "utf8")).toBe("mine");
  });
  test("the stack is shown when PAPERTAPE_DEBUG asks for it", async () => {
    vi.stubEnv("PAPERTAPE_DEBUG", "1");
    const { err } = await papertape("import", "nowhere.txt");
    expect(err).toMatch(/caused by Error: ENOENT/);
    expect(err).toMatch(/\n {4}at /);
  });
});

describe("ingesting a file", () => {
  const write = (name: string, text: string | Uint8Array) => {
    writeFileSync(join(folder.path, name), text);
    return join(folder.path, name);
  };
  const summary = (out: string) => JSON.parse(out) as Record<string, unknown>;

  test("adds its papers once, and says what could not be read", async () => {
    on(data);
    const bib = write("library.bib", "@article{a, title={On Ingesting}, year={2020}}\n@article{b, year={2020}}");
    const first = await papertape("ingest", bib);
    expect(first).toMatchObject({ code: 0, out: "1 paper: 1 new, 0 updated, 0 unchanged.\n" });
    expect(first.err).toContain("1 record could not be read");
    const again = await papertape("ingest", bib, "--json");
    expect(summary(again.out)).toMatchObject({ created: 0, updated: 0, unchanged: 1, rejected: 1, failure: null });
  });
  test("reads JSON Lines of any extension when told to, and shows how far it is", async () => {
    on(data);
    const lines = write("lines.txt", `{"title":"Line One"}\n{"title":"Line Two"}\nno json\n`);
    const { code, out, err } = await papertape("ingest", lines, "--format", "jsonl", "--json");
    expect(code).toBe(0);
    expect(summary(out)).toMatchObject({ created: 2, rejected: 1, rejections: [{ at: "line 3" }], resumed: false });
    expect(err).toContain("100 %, 2 papers");
  });
  test.each([
    ["an error page with a format's name", "page.ris", "<html><body>503</body></html>", []],
    ["an empty file", "empty.jsonl", "", []],
    ["a file of another format", "other.json", '{"a":1}', ["--format", "openalex"]],
  ])("%s ends with exit code 1", async (_, name, text, options) => {
    on(data);
    const { code, err } = await papertape("ingest", write(name, text), ...options);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/papertape: not all of it could be read: ./) as string,
    });
  });
  test("a list page is what import reads as well", async () => {
    on(data);
    const list = write(
      "list.txt",
      "Daily Papers\n\nA Paper on a List\n\nIt says something of some length. It does.\n\n·\n2 authors\n·\nJun 16\n",
    );
    expect(summary((await papertape("ingest", list, "--json")).out)).toMatchObject({ created: 1 });
    expect(summary((await papertape("import", list, "--json")).out)).toMatchObject({ created: [], unchanged: [{}] });
  });
});

describe("looking things up", () => {
  test("papers, one of them, and runs as JSON are what the API answers", async () => {
    on(data);
    const json = async (...args: string[]) => JSON.parse((await papertape(...args, "--json")).out) as unknown;
    expect(await json("papers")).toContainEqual(expect.objectContaining({ slug: "layer-norm" }));
    expect(await json("papers", "--topic", "softmax")).not.toContainEqual(expect.objectContaining({ slug: "dahsf" }));
    expect(await json("show", "layer-norm")).toMatchObject({ slug: "layer-norm", ledger: expect.any(Array) });
    expect(await json("runs")).toEqual(expect.any(Array));
  });
  test("a list of papers is as long as one asks, and says when it is not all", async () => {
    on(data);
    const { out, err } = await papertape("papers", "--limit", "2");
    expect(out.trimEnd().split("\n")).toHaveLength(3);
    expect(err).toContain("The newest 2 papers.");
    const all = await papertape("papers", "--limit", "1000");
    expect(all.err).not.toContain("The newest");
  });
  test("search finds papers by words, with filters, and as JSON what the API answers", async () => {
    on(data);
    const found = await papertape("search", "layer", "normalization", "--limit", "2");
    expect(found).toMatchObject({ code: 0, out: expect.stringContaining("Layer Normalization\nlayer-norm") });
    expect(found.err).toMatch(/^The best 2 of \d+ papers\.\n/);
    const json = async (...args: string[]) =>
      JSON.parse((await papertape("search", ...args, "--json")).out) as SearchAnswer;
    const slugs = ({ hits }: SearchAnswer) => hits.map(({ paper }) => paper.slug);
    expect(slugs(await json("layer normalization"))).toContain("layer-norm");
    expect(slugs(await json("layer normalization", "--to", "2015-01-01"))).not.toContain("layer-norm");
    const newest = await json("--experiment", "--to", "2017-01-01", "--limit", "100");
    expect(newest).toMatchObject({ ranking: "newest", facets: { topics: expect.any(Array) } });
    expect(slugs(newest)).toContain("layer-norm");
    expect(await papertape("search", "qqqqzzzz")).toMatchObject({ code: 0, out: "", err: "0 papers.\n" });
  });
  test("search reads plain words as filters, and says so; what nothing passes is given up", async () => {
    on(data);
    const { out, err } = await papertape("search", "layer normalization before 2017, newest first", "--limit", "2");
    expect(out).toContain("layer-norm");
    expect(err).toContain('Read: published 2016-12-31 or earlier (from "before 2017")\nRead: newest first');
    const given = await papertape("search", "layer normalization before 1960", "--limit", "1");
    expect(given.err).toContain("so it was left out: published 1959-12-31 or earlier");
    expect(given.code).toBe(0);
  });
  test("query explain draws what each layer makes of the words, and needs no library", async () => {
    const { code, out } = await papertape("query", "explain", "papers on layer norm since 2024, most discussed first");
    expect(code).toBe(0);
    expect(out).toContain("words    papers on layer norm since 2024");
    expect(out).toContain("lexicon  PAPER  ON layer norm SINCE 2024");
    expect(out).toContain("Standard wording: layer norm published>=2024-01-01 sort:comments\n");
    const week = await papertape("query", "explain", "attention this week", "--today", "2026-11-30", "--json");
    expect(JSON.parse(week.out)).toMatchObject({
      text: "attention",
      normal: "attention published>=2026-11-30 published<=2026-12-06",
    });
  });
  test("a paper shows what it says beside what was measured", async () => {
    on(data);
    const { code, out } = await papertape("show", "layer-norm");
    expect(code).toBe(0);
    expect(out).toContain("Layer Normalization\n");
    expect(out).toMatch(/the paper says +stated +measured +verdict/);
  });
  test.each([
    [["show", "layer-nrom"], 'no paper "layer-nrom"'],
    [["papers", "--topic", "atention"], "there is attention"],
    [["runs", "00000000-0000-4000-8000-000000000000"], 'no run "00000000-0000-4000-8000-000000000000"'],
    [["runs", "xyz"], 'not a run id: "xyz"'],
  ])("%j says what there is", async (args, message) => {
    on(data);
    const { code, out, err } = await papertape(...args);
    expect({ code, out, err }).toEqual({ code: 2, out: "", err: expect.stringContaining(message) });
  });
});

describe("export", () => {
  const target = join(folder.path, "layer-norm.onnx");
  test("writes a model and says what goes in and comes out", async () => {
    const { code, out } = await papertape("export", "layer-norm", "-o", target);
    expect(code).toBe(0);
    expect(out).toMatch(/^\S+layer-norm\.onnx {2}\d/);
    expect(out).toMatch(/\ninput {3}\w+: float32 \[.+\]\n/);
    expect(out).toMatch(/\noutput {2}\w+: float32 \[.+\]\n/);
    expect(readFileSync(target).length).toBeGreaterThan(100);
  });
  test("replaces a file only with --force", async () => {
    writeFileSync(target, "mine");
    const { code, err } = await papertape("export", "layer-norm", "-o", target);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("replace it with --force") });
    expect(readFileSync(target, "utf8")).toBe("mine");
    expect(await papertape("export", "layer-norm", "-o", target, "--force")).toMatchObject({ code: 0 });
    expect(readFileSync(target).length).toBeGreaterThan(100);
  });
  test("writes the whole library, one object a line, or through a pipe", async () => {
    const lines = join(folder.path, "all.jsonl");
    const { code, out } = await papertape("export", "--all", "-o", lines);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/all\.jsonl: \d+ papers, \d+ runs?\n$/) });
    const end = JSON.parse(readFileSync(lines, "utf8").trim().split("\n").at(-1)!) as { kind: string; papers: number };
    expect(end).toMatchObject({ kind: "end", papers: Number(/(\d+) papers/.exec(out)![1]) });
    expect(await papertape("export", "--all", "-o", lines)).toMatchObject({ code: 1 });
    expect(await papertape("export", "--all", "layer-norm")).toMatchObject({ code: 2 });
    expect(await papertape("export")).toMatchObject({ code: 2, err: expect.stringContaining("missing <slug>") });
  });
  test("does not guess: a folder that is not there, a folder in place of a file", async () => {
    const missing = await papertape("export", "layer-norm", "-o", join(folder.path, "no", "model.onnx"));
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("no such folder") });
    const inPlace = await papertape("export", "layer-norm", "-o", folder.path);
    expect(inPlace).toMatchObject({ code: 2, err: expect.stringContaining("is a folder; name a file") });
  });
});
