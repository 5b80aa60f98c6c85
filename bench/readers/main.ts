/**
 * `npm run bench:readers`: a hundred readers vote, bookmark and comment for a minute over HTTP on the embedded store; then the store
 * is opened again and held against what each of them was told. `--readers 100 --seconds 60 --write`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { eq } from "drizzle-orm";
import { openLibrary } from "../../src/library/index.ts";
import { hashOf } from "../../src/library/readers/secret.ts";
import { apiTokens, bookmarks, comments, papers, users, votes } from "../../src/library/schema/index.ts";
import { ensureBuilt } from "../../scripts/prepare.js";
import { serve } from "../serve.ts";
import { root, writtenBy } from "../written-by.ts";
import { letThemAct, mix, type Outcome, type Reader } from "./crowd.ts";

const { values: options } = parseArgs({
  options: {
    readers: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    write: { type: "boolean", default: false },
  },
});
const dataDir = join(mkdtempSync(join(tmpdir(), "papertape-bench-")), "store");

async function invite(many: number): Promise<{ readers: Reader[]; slugs: string[] }> {
  const library = await openLibrary({ dataDir, holder: { command: "bench:readers" } });
  try {
    const people = Array.from({ length: many }, (_, index) => ({
      name: `Reader ${index}`,
      emailKey: `reader ${index}`,
    }));
    const ids = await library.db.insert(users).values(people).returning({ id: users.id });
    const readers: Reader[] = [];
    for (const { id } of ids) {
      const token = await library.readers.createToken(id, { name: "bench", scope: "write" });
      readers.push({ token, marks: new Set(), comments: new Set() });
    }
    const slugs = (await library.db.select({ slug: papers.slug }).from(papers)).map(({ slug }) => slug);
    return { readers, slugs };
  } finally {
    await library.close();
  }
}

interface Kept {
  readonly marks: number;
  readonly comments: number;
  /** What a reader was told and the store does not have, or the other way round. */
  readonly wrong: readonly string[];
}

async function compare(readers: readonly Reader[]): Promise<Kept> {
  const library = await openLibrary({ dataDir, holder: { command: "bench:readers" } });
  try {
    const marksIn = async (what: "vote" | "bookmark", table: typeof votes | typeof bookmarks) => {
      const rows = await library.db
        .select({ hash: apiTokens.hash, slug: papers.slug })
        .from(table)
        .innerJoin(papers, eq(papers.id, table.paperId))
        .innerJoin(apiTokens, eq(apiTokens.userId, table.userId));
      return rows.map(({ hash, slug }) => `${hash} ${what} ${slug}`);
    };
    const said = await library.db.select({ id: comments.id }).from(comments);
    const stored = new Set([
      ...(await marksIn("vote", votes)),
      ...(await marksIn("bookmark", bookmarks)),
      ...said.map(({ id }) => `comment ${id}`),
    ]);
    const told = new Set(
      readers.flatMap(({ token, marks, comments: ids }) => [
        ...[...marks].map((mark) => `${hashOf(token)} ${mark}`),
        ...[...ids].map((id) => `comment ${id}`),
      ]),
    );
    return {
      marks: stored.size - said.length,
      comments: said.length,
      wrong: [...[...told].filter((one) => !stored.has(one)), ...[...stored].filter((one) => !told.has(one))],
    };
  } finally {
    await library.close();
  }
}

function report({ answered, failed }: Outcome, kept: Kept, loads: readonly number[], memory: number): string {
  const { readers, seconds } = options;
  const times = (act?: string) =>
    answered
      .filter((one) => act === undefined || one.act === act)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b);
  const at = (sorted: readonly number[], part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]?.toFixed(0) ?? "";
  const row = (name: string, all: readonly number[]) =>
    `| ${[name, all.length, (all.length / Number(seconds)).toFixed(0), at(all, 0.5), at(all, 0.95), at(all, 0.99), at(all, 1)].join(" | ")} |`;
  const failures = [...failed].map(([what, many]) => `${many} x ${what}`).join(", ") || "none";
  return [
    "# Readers at once",
    "",
    `${writtenBy(`npm run bench:readers -- --readers ${readers} --seconds ${seconds} --write`)} ` +
      `Load average of the last minute before and after: ${loads.map((load) => load.toFixed(1)).join(", ")}.`,
    "",
    `${readers} readers act at once for ${seconds} s, each as fast as it is answered, through \`papertape serve\` on the embedded store; server and readers share the machine. ` +
      `Of ten acts ${mix.vote} set or take back a vote, ${mix.bookmark} a bookmark, ${mix.comment} is a comment, on the papers of the shelf at random. ` +
      "Every act is authenticated by a personal token.",
    "",
    "| act | answered | per second | median ms | p95 ms | p99 ms | longest ms |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    row("all", times()),
    ...Object.keys(mix).map((act) => row(act, times(act))),
    "",
    `- Refused or broken: ${failures}.`,
    `- Afterwards the store was opened again: ${kept.marks} votes and bookmarks and ${kept.comments} comments, ${
      kept.wrong.length === 0
        ? "each exactly as its reader was told"
        : `**${kept.wrong.length} not as their readers were told**`
    }.`,
    `- The server's memory at the end: ${(memory / 1e6).toFixed(0)} MB.`,
    "",
  ].join("\n");
}

ensureBuilt();
try {
  const { readers, slugs } = await invite(Number(options.readers));
  const server = await serve(dataDir);
  const { address } = server;
  // What a server does soon after its start is not part of this.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const loads = [loadavg()[0]];
  const outcome = await letThemAct(address, readers, slugs, Number(options.seconds));
  loads.push(loadavg()[0]);
  const memory = server.memory();
  await server.stop();
  const kept = await compare(readers);
  const text = report(outcome, kept, loads, memory);
  console.log(text);
  if (options.write) writeFileSync(join(root, "docs/performance-readers.md"), text);
  if (kept.wrong.length > 0) process.exitCode = 1;
} finally {
  rmSync(join(dataDir, ".."), { recursive: true, force: true });
}
