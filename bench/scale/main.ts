/**
 * `npm run bench:scale -- <papers.jsonl> --papers 30000,100000`: the embedded store beside two sites and two workers on a PostgreSQL of
 * this machine's installation, with so many papers; how many jobs its queue takes; and what readers and jobs see while a site, a worker
 * and the database are killed. `--write` keeps it in docs/performance-scale.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "../../scripts/prepare.js";
import { installedPostgres, startCluster, type Cluster } from "../../src/library/testing/cluster.ts";
import { readPapers, writePapers } from "../library/papers.ts";
import { root, writtenBy } from "../written-by.ts";
import { jobThroughput } from "./jobs.ts";
import { measureKills } from "./kills.ts";
import { measureStore, type StoreMeasured } from "./measure.ts";
import { page } from "./report.ts";

const { values: options, positionals } = parseArgs({
  options: {
    papers: { type: "string", default: "30000,100000" },
    jobs: { type: "string", default: "5000" },
    write: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const bin = installedPostgres();
if (positionals.length !== 1 || bin === null) {
  console.error(
    bin === null
      ? "no PostgreSQL is installed here: install one (Debian: apt install postgresql) and try again"
      : "name one file of papers as JSON lines: id, title, text, date, authors",
  );
  process.exit(2);
}
const [source] = positionals;
/** As its manual has it for a machine of this size; what is acknowledged is on disk. */
const postgresSettings = { shared_buffers: "1GB", work_mem: "32MB", max_wal_size: "4GB" };

ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), "papertape-bench-"));
const loads: [number, number] = [loadavg()[0], NaN];

async function withCluster<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = await startCluster(bin!, postgresSettings);
  try {
    return await work(cluster);
  } finally {
    await cluster.stop();
  }
}

try {
  const real = readPapers(source);
  const stores: StoreMeasured[] = [];
  const told = (measured: StoreMeasured) => {
    console.error(JSON.stringify(measured));
    stores.push(measured);
  };
  for (const many of options.papers.split(",").map(Number)) {
    const file = join(folder, `${many}.jsonl`);
    const searched = real.slice(0, many);
    await writePapers(file, real, many);
    const embedded = {
      store: "embedded",
      dataDir: join(folder, `embedded-${many}`),
      settings: {},
      sites: 1,
      workers: 0,
    };
    told(await measureStore(embedded, file, searched, many));
    rmSync(embedded.dataDir, { recursive: true });
    await withCluster(async ({ url }) => {
      const settings = { DATABASE_URL: url };
      const place = { store: "PostgreSQL", dataDir: join(folder, `server-${many}`), settings, sites: 2, workers: 2 };
      told(await measureStore(place, file, searched, many));
    });
    rmSync(file);
  }
  const jobs = await withCluster(({ url }) => jobThroughput(url, join(folder, "jobs"), Number(options.jobs)));
  console.error(JSON.stringify(jobs));
  const kills = await withCluster((cluster) =>
    measureKills(cluster, join(folder, "kills"), ["/", "/shelf", "/papers/layer-norm", "/api/search?q=norm"]),
  );
  loads[1] = loadavg()[0];
  const text = page({ stores, jobs, kills, loads }, writtenBy(commandLine()));
  console.log(text);
  if (options.write) writeFileSync(join(root, "docs/performance-scale.md"), text);
  if (kills.kept.wrong.length > 0 || kills.broken > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Where the file lies on this machine says nothing to anybody else. */
function commandLine(): string {
  return `npm run bench:scale -- ${basename(source)} --papers ${options.papers} --write`;
}
