/** `papertape restore <file>`: a library out of a backup. */
import { rowsIn } from "#library/backup/format";
import { count } from "#library/words/count";
import { command } from "../command.ts";
import { refuseWhileHeld } from "../holder.ts";
import { readSettings } from "../settings.ts";

export default command({
  name: "restore",
  details: [
    "Into the data folder (PAPERTAPE_DATA), or the Postgres of DATABASE_URL, whichever the backup came from. Every checksum is compared before anything is touched; then all of it is there, or nothing is changed, also when it is killed on its way. No server may run on it meanwhile.",
    "A library that is there already is refused. With --replace it is kept aside and the backup takes its place: the folder pg of the data folder gets another name, on a Postgres the tables go into a schema of their own; both are said at the end, and deleted by whoever no longer wants them.",
    "Digests that were sent after the backup are not known to it: who got one may get it again.",
  ],
  args: {
    file: { type: "positional", required: true, description: "what `papertape backup` has written" },
    replace: { type: "boolean", description: "keep a library that is there aside" },
    json: { type: "boolean", description: "print what was restored as JSON" },
  },
  examples: [
    { line: "restore papertape-2026-11-25-0912.jsonl.gz", does: "into a new installation" },
    { line: "restore papertape.jsonl.gz --replace", does: "in place of what is there" },
  ],
  async run({ file, replace, json }, { out, err }) {
    const settings = readSettings();
    await refuseWhileHeld(settings, "restore then");
    const { dataDir, databaseUrl } = settings;
    const { restoreBackup } = await import("#library/backup/restore");
    const place = { dataDir, databaseUrl, command: "papertape restore" };
    const { manifest, kept, skipped } = await restoreBackup(place, file, { replace: replace === true });
    if (json) return out.json({ manifest, kept, skipped });
    out.line(
      `${count(rowsIn(manifest), "row")} as of ${manifest.createdAt} are in ${databaseUrl === undefined ? dataDir : "the database"}; people sign in again.`,
    );
    if (kept !== null)
      out.line(`The library that was there is kept: ${databaseUrl === undefined ? "" : "schema "}${kept}`);
    if (skipped.length > 0)
      err.line("This server has no pgvector: vectors of papers were left out, and search goes by words.");
  },
});
