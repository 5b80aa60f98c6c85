/**
 * `npm run bench:pages -- --papers 30000 --readers 100 --seconds 60 --rounds 2 --ingest 20000`: strangers read a team's site on the
 * embedded store, each as fast as they are answered; then fewer of them for `--soak` minutes, and ten while papers come in through the
 * server. With `--write` it writes docs/performance-pages.md.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "../../scripts/prepare.js";
import { openLibrary } from "../../src/library/index.ts";
import { papers } from "../../src/library/schema/index.ts";
import { percentile } from "../../src/library/search/evaluate/measures.ts";
import { readPapers, writePapers, type Paper } from "../library/papers.ts";
import { command, serve, type Served } from "../serve.ts";
import { root, writtenBy } from "../written-by.ts";

const { values: options } = parseArgs({
  options: {
    papers: { type: "string", default: "30000" },
    readers: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    rounds: { type: "string", default: "2" },
    ingest: { type: "string", default: "20000" },
    soak: { type: "string", default: "0" },
    write: { type: "boolean", default: false },
    /** JSON lines of papers, gzipped or not, in the place of the shelf's. */
    site: { type: "string" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "papertape-bench-"));
const dataDir = join(folder, "store");

interface Answered {
  readonly kind: string;
  readonly ms: number;
}

/** Every kind as often as the others; any paper as often as any other, which is the worst there is for whatever remembers pages. */
type Kinds = Readonly<Record<string, () => string>>;

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)];

function ask(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "accept-encoding": "gzip" } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
      answer.on("error", reject);
    }).on("error", reject);
  });
}

/** Reads until `over`. */
async function read(address: string, kinds: Kinds, readers: number, over: () => boolean): Promise<Answered[]> {
  const answered: Answered[] = [];
  const live = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!over()) {
      const kind = pick(Object.keys(kinds));
      const path = kinds[kind]();
      const began = performance.now();
      const status = await ask(address + path, agent);
      if (status !== 200) throw new Error(`${path} answers ${status}`);
      answered.push({ kind, ms: performance.now() - began });
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: readers }, live));
  return answered;
}

const report: string[] = [];
function print(line: string): void {
  console.log(line);
  report.push(line);
}

/** Seconds of processor time of a process. */
function processorTime(pid: number): number {
  const stat = execFileSync("ps", ["-o", "cputimes=", "-p", String(pid)], { encoding: "utf8" });
  return Number(stat);
}

function say(
  title: string,
  answered: readonly Answered[],
  seconds: number,
  processor: number,
  { memory }: Served,
): void {
  print(
    `\n## ${title}\n\n| pages | answered | per second | p50 ms | p95 ms | longest ms |\n| --- | ---: | ---: | ---: | ---: | ---: |`,
  );
  for (const kind of ["all", ...new Set(answered.map(({ kind }) => kind))]) {
    const times = answered.filter((one) => kind === "all" || one.kind === kind).map(({ ms }) => ms);
    const [p50, p95, longest] = [0.5, 0.95, 1].map((part) => percentile(times, part).toFixed(0));
    print(`| ${[kind, times.length, (times.length / seconds).toFixed(0), p50, p95, longest].join(" | ")} |`);
  }
  const each = (1_000 * processor) / answered.length;
  print(
    `\n${each.toFixed(1)} ms of processor time each; the server holds ${(memory() / 1e6).toFixed(0)} MB. Load ${loadavg()[0].toFixed(1)}.`,
  );
}

async function timed(title: string, server: Served, work: () => Promise<Answered[]>): Promise<void> {
  const [began, before] = [performance.now(), processorTime(server.pid)];
  const answered = await work();
  say(title, answered, (performance.now() - began) / 1_000, processorTime(server.pid) - before, server);
}

const ingest = (file: string) =>
  new Promise<void>((resolve, reject) => {
    const env = { ...process.env, PAPERTAPE_DATA: dataDir, DATABASE_URL: "" };
    spawn(process.execPath, [command, "ingest", file, "--json"], { env, stdio: ["ignore", "ignore", "inherit"] }).once(
      "exit",
      (code) => (code === 0 ? resolve() : reject(new Error(`papertape ingest ended with ${code}`))),
    );
  });

/** What ships, as material for as many papers as are wanted. */
async function shelf(): Promise<Paper[]> {
  const library = await openLibrary({ dataDir, holder: { command: "bench:pages" } });
  try {
    const pages = await Promise.all(
      (await library.catalogue.papers()).map(({ slug }) => library.catalogue.paper(slug)),
    );
    return pages.flatMap((page, at) =>
      page
        ? {
            id: page.slug,
            title: page.title,
            text: [page.abstract ?? page.summary ?? page.title, ...page.claims.map(({ says }) => `${says}.`)].join(" "),
            date: `2026-0${1 + (at % 9)}-1${at % 7}`,
            authors: page.authors.slice(0, 5),
          }
        : [],
    );
  } finally {
    await library.close();
  }
}

async function slugs(many: number): Promise<string[]> {
  const library = await openLibrary({ dataDir, holder: { command: "bench:pages" } });
  try {
    const found = await library.db.select({ slug: papers.slug }).from(papers).limit(many);
    return found.map(({ slug }) => slug);
  } finally {
    await library.close();
  }
}

ensureBuilt();
try {
  const [wanted, readers, seconds] = [options.papers, options.readers, options.seconds].map(Number);
  const real = options.site === undefined ? await shelf() : readPapers(options.site);
  const [first, second] = [join(folder, "first.jsonl"), join(folder, "second.jsonl")];
  const material = (name: string) =>
    real.map((paper) => ({ ...paper, id: `${name}-${paper.id}`, title: `${name} ${paper.title}` }));
  await writePapers(first, material("one"), wanted);
  await ingest(first);
  const all = await slugs(wanted);
  const kinds: Kinds = {
    home: () => "/",
    paper: () => `/papers/${pick(all)}`,
    day: () => `/${pick(real).date}`,
    search: () => `/search?q=${encodeURIComponent(pick(pick(real).title.split(" ")))}`,
  };
  if (all.length < Number(wanted)) throw new Error(`${all.length} papers of ${wanted} came in`);
  const load = `Load average of the last minute before: ${loadavg()[0].toFixed(1)}.`;
  print(
    `${all.length.toLocaleString("en")} papers; pages of strangers, one kind as often as another, any paper as often as any other. ` +
      `Server and readers share the machine. ${load}`,
  );
  const server = await serve(dataDir, { PAPERTAPE_TEAM: "1" });
  try {
    // What a server does soon after its start is not part of this.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    for (let round = 1; round <= Number(options.rounds); round++)
      await timed(`Round ${round}: ${readers} readers, ${seconds} s`, server, () => {
        const end = performance.now() + 1_000 * seconds;
        return read(server.address, kinds, readers, () => performance.now() > end);
      });
    for (let minutes = 0; minutes < Number(options.soak); minutes += 2)
      await timed(`Soak, ${minutes} to ${minutes + 2} minutes, 20 readers`, server, () => {
        const end = performance.now() + 120_000;
        return read(server.address, kinds, 20, () => performance.now() > end);
      });
    if (Number(options.ingest) > 0) {
      await writePapers(second, material("two"), Number(options.ingest));
      await timed(`While ${options.ingest} papers come in, ten readers`, server, () => {
        let done = false;
        const ingesting = ingest(second).finally(() => (done = true));
        return Promise.all([read(server.address, kinds, 10, () => done), ingesting]).then(([answered]) => answered);
      });
    }
  } finally {
    await server.stop();
  }
  if (options.write) {
    const { papers, readers, seconds, rounds, ingest, soak } = options;
    const asked = Object.entries({ papers, readers, seconds, rounds, ingest, soak });
    const file = options.site === undefined ? "" : ` --site ${basename(options.site)}`;
    const command = `npm run bench:pages --${file} ${asked.map(([name, value]) => `--${name} ${value}`).join(" ")} --write`;
    const text = ["# Pages at once", "", writtenBy(command), "", ...report, ""].join("\n");
    writeFileSync(join(root, "docs/performance-pages.md"), text);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
