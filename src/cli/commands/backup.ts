/** `papertape backup [file]`: everything that the library knows, in one file. */
import { backupName, rowsIn, type Manifest } from "#library/backup/format";
import { count, formatBytes } from "#library/words/count";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { command } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings } from "../settings.ts";
import { withStore } from "../store.ts";
import type { Output } from "../terminal/output.ts";

export default command({
  name: "backup",
  details: [
    "Papers, runs, people, comments, votes, subscriptions, settings: as they are at one moment, with checksums. The file restores into an embedded database as well as into a Postgres, of this version or a newer one (`papertape restore`). It works beside a running server, which on an embedded database answers nobody for the seconds that it takes.",
    "Left out are sessions, sign-in links and waiting background jobs: people sign in again. Mails that were written as files, and models, are files of the data folder and not part of it. What is in it lets nobody in by itself, but it holds addresses and the key that signs links in mails: keep it as you keep the data folder.",
    "--verify reads a backup, checks it and touches nothing.",
  ],
  args: {
    file: { type: "positional", required: false, description: "where to (default: papertape-<time>.jsonl.gz here)" },
    force: { type: "boolean", alias: "f", description: "replace an existing file" },
    verify: { type: "boolean", description: "check the file instead of writing it" },
    json: { type: "boolean", description: "print the manifest as JSON" },
  },
  examples: [
    { line: "backup", does: "into a new file here" },
    { line: "backup /mnt/backups/papertape.jsonl.gz --force", does: "every night, from cron" },
    { line: "backup --verify papertape.jsonl.gz", does: "is it whole, and what is in it?" },
  ],
  async run({ file, force, verify, json }, { out, err }) {
    if (verify) {
      if (file === undefined) throw new UsageError("missing <file>: which backup is to be verified?");
      const { verifyBackup } = await import("#library/backup/read");
      const manifest = await verifyBackup(file);
      return json ? out.json(manifest) : describe(`${file} is whole`, file, manifest, out);
    }
    const target = freeTarget(file ?? backupName(), force === true);
    const interrupt = listenForInterrupt(() => err.line("papertape stops; nothing is left of the file"));
    try {
      const manifest = await withStore(readSettings(), "papertape backup", ({ backUp }) =>
        backUp(target, interrupt.signal),
      );
      if (json) out.json(manifest);
      else describe(target, target, manifest, out);
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      return exitCodes.interrupted;
    } finally {
      interrupt.release();
    }
  },
});

/** Refuses early, before anything is read for nothing. */
function freeTarget(target: string, force: boolean): string {
  if (!existsSync(dirname(target))) throw new UsageError(`no such folder: ${dirname(target)}`);
  if (!existsSync(target)) return target;
  if (statSync(target).isDirectory())
    throw new UsageError(`${target} is a folder; name a file, like ${join(target, backupName())}`);
  if (!force) throw new Failure(`${target} exists; replace it with --force, or name another file`);
  return target;
}

function describe(says: string, file: string, manifest: Manifest, out: Output): void {
  const { version, createdAt, parts } = manifest;
  const rowsOf = (name: string) => parts.find(({ table }) => table === name)?.rows ?? 0;
  out.line(`${out.paint("bold", says)}  ${formatBytes(statSync(file).size)}`);
  out.line(
    `${count(rowsIn(manifest), "row")} of ${count(parts.length, "table")}, as of ${createdAt}, by papertape ${version}: ` +
      [
        count(rowsOf("papers"), "paper"),
        count(rowsOf("users"), "account"),
        count(rowsOf("comments"), "comment"),
        count(rowsOf("runs"), "run"),
        count(rowsOf("subscribers"), "subscriber"),
      ].join(", "),
  );
}
