import { fdatasyncSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { recordDisk, type Disk } from "../testing/power-cut.ts";
import { emptyImage } from "./empty-image.ts";
import { durableLog, type LogSync } from "./log-sync.ts";
import { startEmbedded } from "./start-embedded.ts";

/** The background's, but that a second passes when a test says so: what is not synced by then can be lost at every moment. */
function slowLog(): LogSync & { second(): void } {
  let [pending, last]: [boolean, number] = [false, -1];
  const second = () => {
    if (pending) fdatasyncSync(last);
    pending = false;
  };
  return {
    second,
    barrier: second,
    flush(_, fd) {
      if (fd !== last) second();
      [pending, last] = [true, fd];
    },
    end() {},
  };
}

/** Notes 1, 2, 3, ... one commit each, among what else happens to a database, and after how many steps of the disk each was acknowledged. */
async function work(folder: string, log: LogSync, second: () => void) {
  await (await startEmbedded({ dataDir: folder, loadDataDir: await emptyImage() })).close();
  const disk = recordDisk(folder);
  const client = await startEmbedded({ dataDir: folder, log });
  await client.exec("create table notes (n integer primary key, words text, edits integer not null default 0)");
  second();
  const acknowledged: number[] = [];
  const certain: number[] = [];
  const write = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const n = acknowledged.length + 1;
      await client.query("insert into notes values ($1, $2)", [n, "word ".repeat(n % 300)]);
      acknowledged.push(disk.steps());
    }
  };
  const pass = () => {
    second();
    while (certain.length < acknowledged.length) certain.push(disk.steps());
  };
  const each = async (...statements: string[]) => {
    for (const statement of statements) await client.exec(statement);
  };
  const begin = disk.steps();
  await write(20);
  pass();
  await write(20);
  await client.exec("checkpoint");
  // Pages that the checkpoint has just written change again: a torn one can only be mended from a whole one in the log.
  await write(5);
  pass();
  await each("update notes set edits = edits + 1", "create table passing as select * from notes", "drop table passing");
  await write(15);
  await each("vacuum notes", "checkpoint", "update notes set edits = edits + 1");
  pass();
  await write(20);
  await client.close();
  disk.stop();
  return { disk, acknowledged, certain, begin };
}

/** Opens what a cut has left and reads all of it, by its pages and by its index. */
async function readNotes(folder: string): Promise<{ numbers: number[]; edits: number[] }> {
  let client: PGlite | undefined;
  try {
    client = await startEmbedded({ dataDir: folder });
    const { rows } = await client.query<{ n: number; edits: number }>("select n, edits from notes order by n");
    const seen = await client.query("select count(*)::int as heap, sum(length(words))::int as letters from notes");
    await client.exec("set enable_seqscan = off");
    const indexed = await client.query(
      "select count(*)::int as heap, sum(length(words))::int as letters from notes where n > 0",
    );
    expect(indexed.rows).toEqual(seen.rows);
    await client.exec("insert into notes values (1000000, 'it goes on')");
    await client.exec("vacuum full notes");
    return { numbers: rows.map(({ n }) => n), edits: [...new Set(rows.map(({ edits }) => edits))] };
  } finally {
    await client?.close();
  }
}

/** Moments spread over the work, each at a place of its own. */
const moments = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, at) =>
    Math.round(from + ((at + 0.5 + 0.4 * Math.sin(7 * at)) / count) * (to - from)),
  );

const cuts = Number(process.env.POWER_CUTS ?? 6);
afterAll(removeTemporaryFolders);

describe.each([
  ["in the background", () => slowLog(), "certain"],
  ["before every answer", () => ({ ...durableLog, second() {} }), "acknowledged"],
] as const)("when the log is synced %s", (_, makeLog, promised) => {
  let done: Awaited<ReturnType<typeof work>>;
  let disk: Disk;
  beforeAll(async () => {
    const log = makeLog();
    done = await work(join(temporaryFolder(), "pg"), log, () => log.second());
    disk = done.disk;
  });

  test.each(Array.from({ length: cuts }, (_, at) => at))(
    "a power cut leaves a whole database with what was promised (%i)",
    async (at) => {
      const moment = moments(cuts, done.begin, disk.steps())[at];
      const folder = join(temporaryFolder(), "pg");
      disk.cut(moment, at + 1, folder);
      const { numbers } = await readNotes(folder);
      const min = done[promised].filter((step) => step <= moment).length;
      const max = done.acknowledged.filter((step) => step <= moment).length + 1;
      expect(numbers).toEqual(numbers.map((_, at) => at + 1));
      expect(numbers.length).toBeGreaterThanOrEqual(min);
      expect(numbers.length).toBeLessThanOrEqual(max);
    },
    60_000,
  );
});
