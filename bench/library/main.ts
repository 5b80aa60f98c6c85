/**
 * `npm run bench:library -- <folder> ...`: our search by words and that of other libraries on collections with judged queries
 * (docs.jsonl, queries.jsonl, qrels.tsv). `--site <papers.jsonl>` measures a store of `--papers` (100,000) behind the built site
 * besides. `--for-you <papers.jsonl>` replays simulated readers over the personal order; alone, it writes only its own section.
 * `--write` keeps it in docs/performance-library.md.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readCollection } from "../../src/library/search/evaluate/collection.ts";
import { installPeers } from "../install.ts";
import { writtenBy } from "../written-by.ts";
import { measureForYou, openWorld } from "./for-you.ts";
import { compareFusion } from "./fusion.ts";
import { measureSite } from "./site.ts";
import { forYouIn, forYouSection, page, withForYou, type Measured, type Outcome } from "./report.ts";

const { values: options, positionals: folders } = parseArgs({
  options: {
    site: { type: "string" },
    "for-you": { type: "string" },
    papers: { type: "string", default: "100000" },
    write: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
if (folders.length === 0 && options.site === undefined && options["for-you"] === undefined) {
  console.error(
    "name folders with docs.jsonl, queries.jsonl and qrels.tsv, or --site or --for-you and a file of papers as JSON lines",
  );
  process.exit(2);
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const packages = { "SQLite FTS5": "better-sqlite3", MiniSearch: "minisearch", Orama: "@orama/orama" };

function measure(name: string, folder: string): Measured | string {
  const child = spawnSync(process.execPath, ["--import", "tsx", here("./measure.ts"), name, folder], {
    encoding: "utf8",
  });
  const line = child.stdout.trim().split("\n").at(-1) ?? "";
  if (child.status === 0 && line.startsWith("{")) return JSON.parse(line) as Measured;
  return child.stderr.split("\n").find((text) => /error/i.test(text)) ?? `it ended with ${child.status}`;
}

const versionOf = (name: string): string => {
  const path = here(`../node_modules/${name}/package.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version : "not installed";
};

const document = here("../../docs/performance-library.md");
if (options["for-you"] !== undefined) {
  const rows = await measureForYou(openWorld(options["for-you"]), { seed: 1, readers: 60 });
  const section = forYouSection(
    rows,
    writtenBy(`npm run bench:library -- --for-you ${basename(options["for-you"])} --write`),
  );
  console.log(section);
  if (options.write) writeFileSync(document, withForYou(readFileSync(document, "utf8"), section));
  if (folders.length === 0 && options.site === undefined) process.exit();
}

// First, before peers have warmed the machine.
const site = options.site === undefined ? null : await measureSite(options.site, Number(options.papers));
if (site) console.error(JSON.stringify(site));
if (folders.length > 0) installPeers(Object.values(packages), { built: ["better-sqlite3"] });
const outcomes: Outcome[] = [];
for (const folder of folders) {
  const rows: Record<string, Measured | string> = {};
  for (const name of ["papertape", ...Object.keys(packages)]) {
    rows[name] = measure(name, folder);
    console.error(`${basename(folder)}: ${name} ${JSON.stringify(rows[name])}`);
  }
  const fusion = compareFusion(await readCollection(folder));
  outcomes.push({ collection: basename(folder), rows, fusion });
}
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: here("."), encoding: "utf8" }).trim();
const versions = Object.values(packages)
  .map((name) => `${name} ${versionOf(name)}`)
  .join(", ");
// Where the collections lie on this machine says nothing to anybody else.
const named = [
  ...folders.map((folder) => basename(folder)),
  ...(options.site ? ["--site", basename(options.site)] : []),
];
const command = `npm run bench:library -- ${named.join(" ")} --write`;
const text = page({ outcomes, site }, { command, commit, versions });
console.log(text);
if (options.write) {
  const before = readFileSync(document, "utf8");
  // Measured by other commands, which that part names.
  const apart = before.split(/^(?=## Search by meaning)/m)[1] ?? "";
  writeFileSync(document, withForYou(`${text.trimEnd()}\n\n${apart}`.trimEnd() + "\n", forYouIn(before)));
}
