/**
 * `npm run bench:readers`: a hundred readers vote, bookmark and comment for a minute over HTTP on the embedded store; then the store
 * is opened again and held against what each of them was told. `--readers 100 --seconds 60 --write`.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "../../scripts/prepare.js";
import { serve } from "../serve.ts";
import { root, writtenBy } from "../written-by.ts";
import { letThemAct, mix, type Outcome } from "./crowd.ts";
import { compareKept, inviteReaders, type Kept } from "./people.ts";

const { values: options } = parseArgs({
  options: {
    readers: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    write: { type: "boolean", default: false },
  },
});
const dataDir = join(mkdtempSync(join(tmpdir(), "papertape-bench-")), "store");

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
  const { readers, slugs } = await inviteReaders({ dataDir }, Number(options.readers));
  const server = await serve(dataDir);
  const { address } = server;
  // What a server does soon after its start is not part of this.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const loads = [loadavg()[0]];
  const end = performance.now() + Number(options.seconds) * 1_000;
  const outcome = await letThemAct(address, readers, slugs, () => performance.now() > end);
  loads.push(loadavg()[0]);
  const memory = server.memory();
  await server.stop();
  const kept = await compareKept({ dataDir }, readers);
  const text = report(outcome, kept, loads, memory);
  console.log(text);
  if (options.write) writeFileSync(join(root, "docs/performance-readers.md"), text);
  if (kept.wrong.length > 0) process.exitCode = 1;
} finally {
  rmSync(join(dataDir, ".."), { recursive: true, force: true });
}
