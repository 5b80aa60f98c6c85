/** `papertape migrate-to <url>`: the whole library into a Postgres of its own. */
import type { Moved } from "#library/move/move";
import { count } from "#library/words/count";
import { command, type Io } from "../command.ts";
import { exitCodes, UsageError } from "../failure.ts";
import { refuseWhileHeld } from "../holder.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings, type Settings } from "../settings.ts";
import { createProgress, type Progress } from "../terminal/progress.ts";

/** Seconds, until its own pace is known. */
const expected = 120;

export default command({
  name: "migrate-to",
  details: [
    "Copies every table of the library, from the data folder (PAPERTAPE_DATA) or from the Postgres of DATABASE_URL, into an empty database of another Postgres; then counts and compares the rows on both sides. Sessions come too: nobody has to sign in again. The library it comes from stays as it is. No server, worker or other command may have it open meanwhile.",
    "Stopped by Ctrl-C, or killed, the same command goes on where it was; until everything was found to be the same, no papertape opens the new database. Where tables differ, they are named, with exit code 1.",
    "Not in the database, and not moved: what else lies in the data folder (mails, the journal of sent ones, models, kept seeds). Keep using that folder beside DATABASE_URL, or copy it without pg and lock. Jobs that wait are not moved: schedules begin anew, and runs, digests and submissions under way are taken up from their tables.",
    "Others on this machine see the address of a command that runs: leave the password out of it and set PGPASSWORD.",
  ],
  args: {
    url: { type: "positional", required: true, description: "postgres://user@host:5432/name, an empty database" },
    anew: { type: "boolean", description: "delete what a move that was stopped has brought there, and begin again" },
    json: { type: "boolean", description: "print what was moved, with counts and checksums, as JSON" },
  },
  examples: [
    { line: "migrate-to postgres://papertape@db.example.org/papertape", does: "everything, or what is left of it" },
    { line: "migrate-to postgres://papertape@localhost/papertape --anew", does: "from the beginning" },
  ],
  async run({ url, anew, json }, io) {
    refuseOtherAddress(url);
    const settings = readSettings();
    await refuseWhileHeld(settings, "move the library then");
    const interrupt = listenForInterrupt(() =>
      io.err.line("\nstopping; what was moved is kept, and the same command goes on"),
    );
    let progress: Progress | undefined;
    try {
      const { moveLibrary } = await import("#library/move/move");
      const { dataDir, databaseUrl } = settings;
      const moved = await moveLibrary({ dataDir, databaseUrl, command: "papertape migrate-to" }, url, {
        anew: anew === true,
        signal: interrupt.signal,
        onBegin(share, spent) {
          if (share > 0)
            io.err.line(`goes on with a move that was stopped, of which ${Math.floor(100 * share)} % is there`);
          progress = createProgress(io.err, { title: "migrate-to", expected: Math.max(expected, spent), spent });
        },
        onProgress: (share, doing) => progress?.update(share, doing),
      });
      progress?.end();
      if (json) io.out.json(moved);
      else describe(moved, settings, io);
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      return exitCodes.interrupted;
    } finally {
      progress?.end();
      interrupt.release();
    }
  },
});

/** Without saying it, because a password may be in it. */
function refuseOtherAddress(url: string): void {
  if (/^postgres(ql)?:\/\/./.test(url) && URL.canParse(url)) {
    const { pathname, search, hash } = new URL(url);
    // Behind the server's name these were part of a password.
    if (!/[@#]/.test(pathname + search + hash)) return;
  }
  throw new UsageError(
    "<url> is not a postgres:// address, like postgres://user@host:5432/name; in a password, # / ? and @ are written as %23 %2F %3F %40",
  );
}

function describe({ from, to, tables, skipped }: Moved, { databaseUrl }: Settings, { out, err }: Io): void {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  out.line(
    `${count(rows, "row")} of ${count(tables.length, "table")} are in ${to}; each table was found to be the same.`,
  );
  out.line(
    `From now on set DATABASE_URL to that address, and keep PAPERTAPE_DATA: mails and models lie there. ` +
      `The library in ${from} is as it was, and hears of nothing from here on; never serve both, or digests go out twice.`,
  );
  out.line(
    databaseUrl === undefined
      ? `Once you no longer want it, delete ${from}/pg.`
      : "Once you no longer want it, drop that database.",
  );
  if (skipped.length > 0)
    err.line("This server has no pgvector 0.7 or newer: vectors of papers were left out, and search goes by words.");
}
