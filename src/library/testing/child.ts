/**
 * A second process for tests of what processes do to each other: `node --import tsx child.ts <task> <folder>`.
 * It says what happened as one line of JSON and then stays until it is killed or its input ends.
 */
import { once } from "node:events";
import { acquireLock } from "../store/lock.ts";
import { thisProcess } from "../store/process.ts";

const [task, folder] = process.argv.slice(2);
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);

async function hold(): Promise<void> {
  const { holder } = await acquireLock(folder, { command: "child hold", address: "http://localhost:1234" });
  say({ pid: holder.pid });
}

/** Takes the lock when told to, as all racers are at the same moment. */
async function race(): Promise<void> {
  say({ ready: true });
  await once(process.stdin, "data");
  try {
    await acquireLock(folder, { command: "child race" });
    say({ won: true });
  } catch (error) {
    say({ won: false, code: (error as { code?: string }).code });
  }
}

/** Opens the library, begins a run and feeds it without end. */
async function feed(): Promise<void> {
  // Imported only here, so that racers start fast.
  const { openLibrary } = await import("../index.ts");
  const { batchOf, drawn, measured, shelfOf, startOf } = await import("./shelf.ts");
  const library = await openLibrary({ dataDir: folder, shelf: shelfOf(), holder: { command: "child feed" } });
  const start = startOf({ process: thisProcess() });
  await library.catalogue.startRun(start);
  for (let sequence = 0; ; sequence++) {
    const batch = batchOf(sequence, { points: drawn(5), measurements: measured("halves", [0.5]) });
    await library.catalogue.appendRun(start.id, batch);
    say({ id: start.id, batches: sequence + 1 });
  }
}

/** Ingests papers.jsonl of the folder, ten lines a batch, and says how many papers each step left new. */
async function ingest(): Promise<void> {
  const { createReadStream } = await import("node:fs");
  const { join } = await import("node:path");
  const { openLibrary } = await import("../index.ts");
  const { jsonlJob, runJob } = await import("../ingest/jobs.ts");
  const { shelfOf } = await import("./shelf.ts");
  const library = await openLibrary({
    dataDir: join(folder, "data"),
    shelf: shelfOf(),
    holder: { command: "child ingest" },
  });
  const read = (start: number) => createReadStream(join(folder, "papers.jsonl"), { start });
  const job = jsonlJob({ key: "papers.jsonl", read }, "2026-11-23", 10);
  for await (const { report, resumed } of runJob(library.catalogue, job))
    say({ created: report.created.length, unchanged: report.unchanged.length, resumed });
  await library.close();
  say({ done: true });
}

/** Puts the folder's backup in the place of its library, again and again. */
async function restore(): Promise<void> {
  const { join } = await import("node:path");
  const { restoreBackup } = await import("../backup/restore.ts");
  const place = { dataDir: join(folder, "data"), command: "child restore" };
  for (;;) await restoreBackup(place, join(folder, "backup.jsonl.gz"), { replace: true });
}

/** Moves the folder's library to the address in its file `url`, and says how far it is. */
async function move(): Promise<void> {
  const { readFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  const { moveLibrary } = await import("../move/move.ts");
  const place = { dataDir: join(folder, "data"), command: "child move" };
  const onProgress = (share: number, doing: string) => void say({ share, doing });
  const { resumed } = await moveLibrary(place, readFileSync(join(folder, "url"), "utf8"), { onProgress });
  say({ done: true, resumed });
}

/** Follows a paper with alerts by mail, lets its verdict change, and then raises, puts into mails and sends as it is told. */
async function alert(): Promise<void> {
  const { join } = await import("node:path");
  const { openLibrary } = await import("../index.ts");
  const { enqueueAlerts } = await import("../alerts/outbox.ts");
  const { measured, runOf, shelfOf } = await import("./shelf.ts");
  const { alertKinds } = await import("../alerts/switches.ts");
  const library = await openLibrary({
    dataDir: join(folder, "data"),
    shelf: shelfOf(),
    holder: { command: "child alert" },
    mail: { smtpUrl: process.env.SMTP_URL, from: "papertape <papers@example.org>" },
  });
  const { alerts, follows } = library.community;
  const deeds: Record<string, () => Promise<unknown>> = {
    async follow() {
      const link = (await library.readers.requestLink("ada@example.org", "/"))!;
      await library.readers.useLink(link.token, { agent: "test", code: (await library.readers.newOwnerCode())! });
      const [{ id }] = await library.readers.people();
      await follows.follow(id, "paper", "paper-a");
      const byMail = { site: true, mail: true, feed: true };
      await alerts.change(id, Object.fromEntries(alertKinds.map((kind) => [kind, byMail])) as never);
      await library.catalogue.saveRun(runOf({ preset: "full", measurements: measured("halves", [0.5, 0.5, 0.5]) }));
    },
    raise: () => alerts.raise(),
    put: () => enqueueAlerts(library.db, { now: new Date(), domain: "example.org" }),
    send: () => library.digests.send(),
  };
  say({ ready: true });
  for await (const word of process.stdin) {
    const deed = String(word).trim();
    say({ deed, came: (await deeds[deed]()) ?? null });
  }
}

const tasks: Record<string, () => Promise<void>> = { hold, race, feed, ingest, restore, move, alert };
process.stdin.on("end", () => process.exit());
process.stdin.resume();
await tasks[task]();
