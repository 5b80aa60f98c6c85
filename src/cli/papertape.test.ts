/** The command as people meet it: a process of its own, with exit codes, pipes, signals and a data folder. */
import type { RunPage } from "#library/catalogue";
import { LibraryError } from "#library/errors";
import { openLibrary, type Library } from "#library/index";
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPapertape, temporaryFolder } from "./testing.ts";
import { root, version } from "./version.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
/** Runs a command on the shared data folder. */
const papertape = (args: string[], env: Record<string, string> = {}) =>
  startPapertape(args, { PAPERTAPE_DATA: data, ...env }, folder.path).ended;

// Made once: later commands find a seeded store.
beforeAll(async () => (await openLibrary({ dataDir: data })).close(), 60_000);
afterAll(() => folder.remove());

describe("exit codes", () => {
  test("0: done, and nothing on standard error", async () => {
    expect(await papertape(["--version"])).toMatchObject({ code: 0, out: `${version}\n`, err: "" });
  });
  test("1: could not be done", async () => {
    const { code, out, err } = await papertape(["import", "nowhere.txt"]);
    expect({ code, out, err }).toEqual({ code: 1, out: "", err: "papertape: no such file: nowhere.txt\n" });
  });
  test("2: asked for wrongly", async () => {
    const { code, out, err } = await papertape(["nope"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^papertape: unknown command: nope.*\nSee: papertape --help\n$/);
  });
});

describe("the shelf", () => {
  test("as a table: aligned, without colour in a pipe", async () => {
    const { code, out } = await papertape(["papers"]);
    const [header, ...rows] = out.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(rows.length).toBeGreaterThan(30);
    expect(out).not.toContain("\u001b");
    const column = header.indexOf("published");
    for (const row of rows) expect(row.slice(column, column + 12)).toMatch(/^\d{4}-\d{2}-\d{2} {2}/);
  });
  test.each(["papers", "export --all -o -"])("a pipe whose reader leaves %s early is no error", async (command) => {
    const program = JSON.stringify(join(root, "bin", "papertape.js"));
    const shell = spawn("bash", ["-c", `node ${program} ${command} | head -1; exit \${PIPESTATUS[0]}`], {
      env: { ...process.env, PAPERTAPE_DATA: data },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    shell.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    shell.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise((resolve) => shell.on("close", resolve));
    expect({ code, lines: out.split("\n").length }).toEqual({ code: 0, lines: 2 });
    expect(err).not.toMatch(/EPIPE|error/);
  });
});

test("a run on the server is refused where none runs, and what only this machine can do", async () => {
  expect(await papertape(["run", "layer-norm", "--on", "server"])).toMatchObject({
    ...{ code: 1, out: "" },
    err: expect.stringContaining("start one with `papertape serve`") as string,
  });
  expect(await papertape(["run", "layer-norm", "--on", "server", "--threads", "2"])).toMatchObject({
    ...{ code: 2, out: "" },
    err: expect.stringContaining("--threads is for runs on this machine") as string,
  });
});

describe("a run that does not end by itself", () => {
  const run = () => startPapertape(["run", "layer-norm"], { PAPERTAPE_DATA: data }, folder.path);
  const latest = async () => {
    const [{ id }] = JSON.parse((await papertape(["runs", "--limit", "1", "--json"])).out) as { id: string }[];
    return JSON.parse((await papertape(["runs", id, "--json"])).out) as RunPage;
  };

  test("Ctrl-C stops it after the current step, keeps what was measured, and exits with 130", async () => {
    const { child, said, ended } = run();
    await said(/layer-norm quick: \d+ %/);
    child.kill("SIGINT");
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 130, err: expect.stringContaining("stopping after this step") });
    const { record } = await latest();
    expect(record).toMatchObject({ state: "cancelled", paper: "layer-norm", origin: "cli", error: null });
    expect(record.points.length + record.measurements.length).toBeGreaterThan(0);
    expect(out).toContain(record.id);
  });

  test("one Ctrl-C that arrives twice, as through npx, is still one", async () => {
    const { child, said, ended } = run();
    await said(/layer-norm quick: \d+ %/);
    child.kill("SIGINT");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 130, out: expect.stringContaining("cancelled") });
  });

  test("killed, it is interrupted, and keeps what it had told until then", async () => {
    const { child, said, ended } = run();
    await said(/layer-norm quick: \d+ %/);
    child.kill("SIGKILL");
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
    const { record } = await latest();
    expect(record.state).toBe("interrupted");
    expect(record.points.length + record.measurements.length).toBeGreaterThan(0);
  });
});

test("Ctrl-C ends an ingest after its batch, and the same command goes on from there", async () => {
  const line = (n: number) => `${JSON.stringify({ title: `Line ${n}`, abstract: "x".repeat(1_000) })}\n`;
  writeFileSync(join(folder.path, "papers.jsonl"), Array.from({ length: 3_000 }, (_, n) => line(n)).join(""));
  const ingest = () => startPapertape(["ingest", "papers.jsonl", "--json"], { PAPERTAPE_DATA: data }, folder.path);
  const created = async (out: Promise<{ out: string }>) => JSON.parse((await out).out) as Record<string, unknown>;
  const first = ingest();
  await first.said(/papers.jsonl: \d+ %/);
  first.child.kill("SIGINT");
  const stopped = await created(first.ended);
  expect(await first.ended).toMatchObject({ code: 130, err: expect.stringContaining("stopping after this batch") });
  expect(stopped).toMatchObject({ interrupted: true, failure: null });
  const rest = await created(ingest().ended);
  expect(rest).toMatchObject({ resumed: true, interrupted: false, unchanged: 0 });
  expect(Number(stopped.created) + Number(rest.created)).toBe(3_000);
}, 120_000);

test("a line of 200 MB is told and left out, the rest of its batch is in, and memory stays bounded", async () => {
  const [small, huge] = [join(folder.path, "small.jsonl"), join(folder.path, "huge.jsonl")];
  writeFileSync(small, '{"title":"Before"}\n{"title":"Behind"}\n');
  writeFileSync(huge, '{"title":"Before"}\n{"title":"');
  // The middle is a hole: a disk holds nothing of it.
  truncateSync(huge, 200_000_000);
  appendFileSync(huge, '"}\n{"title":"Behind"}\n');
  // Node cuts its options at blanks and quotation marks.
  const peak = `data:text/javascript,${encodeURIComponent(`process.on("exit",()=>console.error("peak "+process.resourceUsage().maxRSS))`)}`;
  const ingest = async (path: string) => {
    const env = { NODE_OPTIONS: `--import=${peak}` };
    const { code, out, err } = await papertape(["ingest", path, "--json"], env);
    return {
      code,
      summary: JSON.parse(out) as Record<string, unknown>,
      kilobytes: Number(/peak (\d+)/.exec(err)?.[1]),
    };
  };
  const first = await ingest(small);
  const second = await ingest(huge);
  expect(first).toMatchObject({ code: 0, summary: { created: 2 } });
  expect(second).toMatchObject({ code: 0, summary: { unchanged: 2, rejected: 1, failure: null } });
  expect(second.summary.rejections).toEqual([
    { at: "line 2", reason: expect.stringContaining("at most 4000000") as string },
  ]);
  expect(second.kilobytes - first.kilobytes).toBeLessThan(120_000);
}, 120_000);

describe("while another process holds the data folder", () => {
  let library: Library | undefined;
  afterAll(() => library?.close());

  test("that cannot be asked, the command refuses and names it", async () => {
    library = await openLibrary({ dataDir: data, holder: { command: "papertape run demo" } });
    const { code, err } = await papertape(["papers"]);
    expect(code).toBe(1);
    expect(err).toContain(`process ${process.pid} (papertape run demo`);
    expect(existsSync(join(data, "papertape.json"))).toBe(true);
  });

  test("that serves it, the command goes through its address", async () => {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader("connection", "close");
      const authorized = request.headers.authorization === `Bearer ${library!.token}`;
      if (request.url === "/api/papers") response.end(JSON.stringify(await library!.catalogue.papers()));
      else if (!authorized) response.writeHead(401).end();
      else response.writeHead(422).end(JSON.stringify(new LibraryError("INVALID_LIST", "not a list page")));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    library!.setAddress(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const papers = await papertape(["papers", "--json"]);
    expect(papers.code).toBe(0);
    expect(JSON.parse(papers.out).length).toBeGreaterThan(30);
    writeFileSync(join(folder.path, "page.txt"), "not a list");
    const refused = await papertape(["import", "page.txt"]);
    expect(asked).toEqual(["GET /api/papers", "POST /api/cli/import"]);
    expect(refused.code).toBe(1);
    server.close();
  });
});
