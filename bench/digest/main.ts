/**
 * `npm run bench:digest`: 10,000 readers, one digest day, a local mail server. How many mails a second, how much memory, and who got how
 * many of them when the sending process is killed again and again. `--readers 2000 --rounds 5` for a shorter look; `--part speed`,
 * `--part kills` (two senders on a Postgres) or `--part kills-embedded` for a third of it.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { papers } from "../../src/library/schema/index.ts";
import { createEmbedded, openEmbedded, openServer, type Database } from "../../src/library/store/database.ts";
import { migrateStore } from "../../src/library/store/migrate.ts";
import { prepareExtensions } from "../../src/library/store/extensions.ts";
import { startServer } from "../../src/library/testing/server.ts";

const { values } = parseArgs({
  options: {
    readers: { type: "string", default: "10000" },
    rounds: { type: "string", default: "20" },
    papers: { type: "string", default: "20" },
    part: { type: "string" },
  },
});
const wants = (part: string) => values.part === undefined || values.part === part;
const [readers, rounds, paperCount] = [values.readers, values.rounds, values.papers].map(Number);
const folder = mkdtempSync(join(tmpdir(), "papertape-bench-"));
const child = (file: string, ...args: string[]) =>
  fork(join(import.meta.dirname, file), args, {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
const heard = async <T>(from: ChildProcess): Promise<T> => ((await once(from, "message")) as [T])[0];
const ask = async <T>(of: ChildProcess, what: string): Promise<T> => {
  const answer = heard<T>(of);
  of.send(what);
  return answer;
};

interface Report {
  readonly made: number;
  readonly sent: number;
  readonly seconds: number;
  readonly peak: number;
}

/** Readers who confirmed a week ago and are due now, and papers of the day. */
async function fill({ db }: Database): Promise<void> {
  // Of yesterday: before eight in the morning, the digest that was due last is yesterday's.
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const some = Array.from({ length: paperCount }, (_, n) => ({
    slug: `paper-${n}`,
    title: `On the Measured Behaviour of Made-Up Things, Part ${n}`,
    titleKey: `part${n}`,
    published: day,
    summary: "It looks at things that were made up for a benchmark. ".repeat(6),
  }));
  await db.insert(papers).values(some);
  await db.execute(sql`
    insert into subscribers (email, email_key, state, confirmed_at, next_at, max_papers)
    select 'reader' || n || '@example.org', 'reader' || n || '@example.org', 'active', now() - interval '7 days', now() - interval '1 minute', 50
    from generate_series(1, ${readers}) as n`);
}

async function again({ db }: Database): Promise<void> {
  await db.execute(sql`truncate deliveries, mailed_papers, bounces`);
  await db.execute(sql`update subscribers set next_at = now() - interval '1 minute', looked_at = null`);
}

interface Taken {
  readonly taken: [string, string][];
  readonly bytes: number;
}

/** How many readers got none, and how many mails were one too many. */
function counted({ taken }: Taken) {
  const times = new Map<string, number>();
  for (const [to] of taken) times.set(to, (times.get(to) ?? 0) + 1);
  const ids = new Set(taken.map(([, id]) => id));
  return { missing: readers - times.size, doubled: taken.length - times.size, ids: ids.size };
}

async function throughput(where: string, sink: ChildProcess, port: number): Promise<Report & Taken> {
  await ask(sink, "count");
  const worker = child("worker.ts", where, `smtp://127.0.0.1:${port}`, join(folder, "mail"));
  await heard(worker);
  const report = await heard<Report>(worker);
  await once(worker, "exit");
  return { ...report, ...(await ask<Taken>(sink, "report")) };
}

/** One digest day during which one of two workers is killed at random moments, as often as there are rounds, and replaced. */
async function killing(url: string, sink: ChildProcess, port: number) {
  const start = () => child("worker.ts", url, `smtp://127.0.0.1:${port}`, join(folder, "mail"));
  const workers = [start(), start()];
  await Promise.all(workers.map((worker) => heard(worker)));
  let kills = 0;
  let atLastKill = 0;
  while (kills < rounds) {
    await sleep(300 + Math.random() * 700);
    const { count } = await ask<{ count: number }>(sink, "count");
    if (count >= readers) break;
    const victim = Math.floor(Math.random() * 2);
    if (workers[victim].exitCode === null && workers[victim].signalCode === null) {
      const gone = once(workers[victim], "exit");
      workers[victim].kill("SIGKILL");
      await gone;
      if (count > 0) kills++;
      atLastKill = count;
    }
    workers[victim] = start();
    await heard(workers[victim]);
  }
  await Promise.all(workers.map((worker) => (worker.exitCode === null ? once(worker, "exit") : null)));
  // Whoever comes next picks up what the last one left.
  const last = start();
  await once(last, "exit");
  return { kills, atLastKill, ...counted(await ask<Taken>(sink, "report")) };
}

/** The same on an embedded database, which has one sender: it is killed, and the next one opens what it left. */
async function killingEmbedded(where: string, sink: ChildProcess, port: number) {
  const start = () => child("worker.ts", where, `smtp://127.0.0.1:${port}`, join(folder, "mail"));
  let kills = 0;
  let atLastKill = 0;
  for (;;) {
    const worker = start();
    await heard(worker);
    const gone = once(worker, "exit");
    if (kills >= rounds) {
      await gone;
      return { kills, atLastKill, ...counted(await ask<Taken>(sink, "report")) };
    }
    // Before the first mail there is nothing to lose or to double.
    while ((await ask<{ count: number }>(sink, "count")).count === 0) await sleep(100);
    await sleep(Math.random() * 2_000);
    const { count } = await ask<{ count: number }>(sink, "count");
    if (count >= readers) throw new Error("all was sent before the last round: take more readers");
    worker.kill("SIGKILL");
    await gone;
    kills++;
    atLastKill = count;
  }
}

async function embeddedStore(): Promise<string> {
  const embedded = mkdtempSync(join(folder, "store-"));
  await createEmbedded(join(embedded, "pg"));
  const store = await openEmbedded(join(embedded, "pg"));
  await migrateStore(store.db, "pglite");
  await prepareExtensions(store.db);
  await fill(store);
  await store.close();
  return join(embedded, "pg");
}

async function embeddedSpeed(): Promise<void> {
  const embedded = await embeddedStore();
  const one = await throughput(embedded, sink, port);
  console.log(
    `embedded: ${one.sent} sent in ${one.seconds.toFixed(1)} s, ${Math.round(one.sent / one.seconds)} a second, peak ${mb(one.peak)} MB, ${Math.round(one.bytes / one.sent / 1000)} kB each`,
    counted(one),
  );
  sink.send("forget");
}

const sink = child("sink.ts");
const { port } = await heard<{ port: number }>(sink);
const mb = (bytes: number) => Math.round(bytes / 1e6);
try {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0].model}, Node ${process.version}; ${readers} readers, ${paperCount} papers each`,
  );
  if (wants("speed")) await embeddedSpeed();
  if (wants("kills-embedded")) {
    console.log("embedded, one sender, kill -9:", await killingEmbedded(await embeddedStore(), sink, port));
    sink.send("forget");
  }
  const server = await startServer();
  const remote = await openServer(server.url);
  await migrateStore(remote.db, "postgres");
  await prepareExtensions(remote.db);
  await fill(remote);
  if (wants("speed")) {
    const two = await throughput(server.url, sink, port);
    console.log(
      `Postgres: ${two.sent} sent in ${two.seconds.toFixed(1)} s, ${Math.round(two.sent / two.seconds)} a second, peak ${mb(two.peak)} MB`,
      counted(two),
    );
    sink.send("forget");
  }
  if (wants("kills")) {
    await again(remote);
    console.log("Postgres, two workers, kill -9:", await killing(server.url, sink, port));
  }
  await remote.close();
  await server.stop();
} finally {
  sink.disconnect();
  rmSync(folder, { recursive: true, force: true });
}
