import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLibrary } from "../index.ts";
import { openEmbedded, openServer, type Database } from "../store/database.ts";
import { emptyImage } from "../store/empty-image.ts";
import { databaseFolder, settleRestore } from "../store/folder.ts";
import { acquireLock } from "../store/lock.ts";
import { migrateStore } from "../store/migrate.ts";
import { killChildren, startChild } from "../testing/children.ts";
import { fingerprint, removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { startServer, type TestServer } from "../testing/server.ts";
import { shelfOf } from "../testing/shelf.ts";
import { overBothDrivers } from "../testing/stores.ts";
import { writeCompressed, type Write } from "./file.ts";
import type { Manifest } from "./format.ts";
import { longestLine, verifyBackup } from "./read.ts";
import { restoreBackup } from "./restore.ts";
import { contentOf, fillEveryTable, rowsLeftOut } from "./testing.ts";
import { writeBackup } from "./write.ts";

afterEach(async () => {
  await killChildren();
  removeTemporaryFolders();
});

const command = "papertape restore";
const version = "9.9.9";

async function using<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Another header, or fewer tables, signed as if it had been written so. */
function rewrite(file: string, change: (header: object) => object, without: readonly string[] = []): void {
  const [first, ...lines] = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
  const { manifest } = JSON.parse(lines.pop()!) as { manifest: Manifest };
  const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
  const kept = [JSON.stringify(change(JSON.parse(first) as object))];
  const parts: Manifest["parts"] = [];
  let table: { table: string; columns: string[] } = { table: "", columns: [] };
  let rows: string[] = [];
  // A table that is left out, or one of its columns ("papers.venue").
  const left = (at: number) => !without.includes(`${table.table}.${table.columns[at]}`);
  for (const line of lines) {
    const value = JSON.parse(line) as string[] | { table?: string; columns: string[]; end?: string };
    if (Array.isArray(value)) rows.push(JSON.stringify(value.filter((_, at) => left(at))));
    else if (value.table !== undefined) {
      [table, rows] = [value as typeof table, []];
      if (!without.includes(table.table))
        kept.push(JSON.stringify({ ...value, columns: table.columns.filter((_, at) => left(at)) }));
    } else if (!without.includes(table.table)) {
      const part = { rows: rows.length, sha256: hashOf(rows.map((row) => `${row}\n`).join("")) };
      kept.push(...rows, JSON.stringify({ end: table.table, ...part }));
      parts.push({ table: table.table, ...part });
    }
  }
  const body = `${kept.join("\n")}\n`;
  const end = JSON.stringify({ manifest: { ...manifest, parts }, sha256: hashOf(body) });
  writeFileSync(file, gzipSync(`${body}${end}\n`));
}

const contentIn = async (dataDir: string) =>
  using(await openEmbedded(databaseFolder(dataDir)), ({ db }) => contentOf(db));

overBothDrivers("a backup", (store) => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    file = join(folder, "backup.jsonl.gz");
    await fillEveryTable(store.db);
    await writeBackup(store.db, file, version);
  });

  test("holds something of every table, so that these tests see all of them", async () => {
    const { parts } = await verifyBackup(file);
    expect(parts.filter(({ rows, table }) => rows === 0 && table !== "paper_vectors")).toEqual([]);
    expect(parts.map(({ table }) => table)).not.toContain("sessions");
    expect(await rowsLeftOut(store.db)).toBe(3);
  });

  test("of the same data is the same file but for its moment", async () => {
    const again = join(folder, "again.gz");
    await writeBackup(store.db, again, version);
    expect((await verifyBackup(again)).parts).toEqual((await verifyBackup(file)).parts);
  });

  test("goes into an embedded library with every value and every counter as it was, and opens", async () => {
    const dataDir = join(folder, "data");
    const { kept, skipped, manifest } = await restoreBackup({ dataDir, command }, file);
    expect({ kept, skipped, version: manifest.version }).toEqual({ kept: null, skipped: [], version });
    const { paper_vectors: _, ...content } = await contentIn(dataDir);
    expect(content).toEqual(await contentOf(store.db));
    const library = await openLibrary({ dataDir, shelf: shelfOf() });
    await expect(library.readers.people()).resolves.toHaveLength(2);
    await library.jobs.start(() => {});
    expect(library.jobs.state()).toEqual({ state: "running", reason: null });
    await library.close();
  });

  test("of an older papertape is brought to this schema", async () => {
    const dataDir = join(folder, "data");
    const journal = join(import.meta.dirname, "../../../migrations/meta/_journal.json");
    const { entries } = JSON.parse(readFileSync(journal, "utf8")) as { entries: { tag: string; when: number }[] };
    const schema = entries.find(({ tag }) => tag === "0008_list_places")!.when;
    // What came later is not in such a file: whole tables, and the columns of those that grew.
    const later = `bakeoff_runs bakeoff_units point_batches list_positions measurements runs server_runs entities entity_aliases
      entity_mentions linked_abstracts search_encoders search_encoder_parts alert_switches claim_verdicts dismissals paper_events
      private_feeds notifications follows paper_versions former_slugs`;
    const grown = "papers.venue papers.arxiv_version subscribers.without subscribers.for_you";
    rewrite(file, (header) => ({ ...header, schema }), `${later} ${grown}`.split(/\s+/));
    await restoreBackup({ dataDir, command }, file);
    const content = await contentIn(dataDir);
    expect(content.bakeoff_runs).toEqual({ rows: [], counters: {} });
    expect(content.comments).toEqual((await contentOf(store.db)).comments);
  });
});

describe("a file that is not a whole backup of a version we know is refused before anything is touched", () => {
  let folder: string;
  let file: string;
  let good: Buffer;
  beforeEach(async () => {
    folder = temporaryFolder();
    file = join(folder, "backup.jsonl.gz");
    await using(await openEmbedded(await emptyImage()), async ({ db, kind }) => {
      await migrateStore(db, kind);
      await fillEveryTable(db);
      await writeBackup(db, file, version);
    });
    good = readFileSync(file);
  });

  async function refused(bytes: Uint8Array): Promise<{ code: string; message: string }> {
    writeFileSync(file, bytes);
    const dataDir = join(folder, "data");
    const error: unknown = await restoreBackup({ dataDir, command }, file).catch((error: unknown) => error);
    expect(existsSync(dataDir)).toBe(false);
    return error as { code: string; message: string };
  }

  test("any byte of it changed", async () => {
    for (let step = 0; step < 40; step++) {
      const bytes = Buffer.from(good);
      // The ten bytes of the header hold a time and a system that mean nothing.
      const at = 10 + Math.floor(((bytes.length - 11) * step) / 39);
      bytes[at] ^= 0x10;
      expect({ at, code: (await refused(bytes)).code }).toEqual({ at, code: "INVALID_BACKUP" });
    }
  });
  test("cut off anywhere", async () => {
    for (const part of [0, 0.3, 0.9]) {
      const { code, message } = await refused(good.subarray(0, Math.floor(good.length * part)));
      expect({ part, code }).toEqual({ part, code: "INVALID_BACKUP" });
      expect(message).toMatch(/backup\.jsonl\.gz ends before it is complete: .* copy it again/);
    }
    const lines = gunzipSync(good).toString().trimEnd().split("\n");
    const { message } = await refused(gzipSync(`${lines.slice(0, -1).join("\n")}\n`));
    expect(message).toMatch(/ends before it is complete/);
  });
  test("that unpacks to far more than it is", async () => {
    expect(await refused(gzipSync(Buffer.alloc(8_000_000)))).toMatchObject({
      code: "INVALID_BACKUP",
      message: expect.stringMatching(/is no backup of papertape/) as string,
    });
    const begun = gunzipSync(good).toString().split("\n").slice(0, 2).join("\n");
    const bomb = Buffer.concat([Buffer.from(`${begun}\n["`), Buffer.alloc(longestLine + 1, "x")]);
    const before = process.memoryUsage.rss();
    expect(await refused(gzipSync(bomb, { level: 1 }))).toMatchObject({
      code: "INVALID_BACKUP",
      message: expect.stringMatching(/damaged: a line of more than 134 MB/) as string,
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(6 * longestLine);
  });
  test("a changed row whose file is compressed anew", async () => {
    const text = gunzipSync(good).toString().replace('"Ann"', '"Eve"');
    expect(await refused(gzipSync(text))).toMatchObject({
      code: "INVALID_BACKUP",
      message: expect.stringMatching(/damaged: table users is not as it was written/) as string,
    });
  });
  test("of a newer papertape, by its format or its schema", async () => {
    for (const change of [{ format: 2 }, { schema: 9e15 }]) {
      writeFileSync(file, good);
      rewrite(file, (header) => ({ ...header, ...change }));
      const { code, message } = await refused(readFileSync(file));
      expect(code).toBe("SCHEMA_TOO_NEW");
      expect(message).toMatch(/written by a newer papertape \(9\.9\.9\); nothing was touched\. Update papertape/);
    }
  });
  test("of a schema that never was ours", async () => {
    rewrite(file, (header) => ({ ...header, schema: 1795579482522 }));
    const error: unknown = await restoreBackup({ dataDir: join(folder, "data"), command }, file).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: "SCHEMA_TOO_NEW" });
    expect(existsSync(databaseFolder(join(folder, "data")))).toBe(false);
  });
  test("something else", async () => {
    for (const bytes of [Buffer.from("hello"), gzipSync("hello"), gzipSync('{"a":1}\n'), gzipSync("")])
      expect((await refused(bytes)).message).toMatch(/is no backup of papertape|ends before it is complete/);
    await expect(verifyBackup(join(folder, "nowhere"))).rejects.toThrow(/no such file/);
  });

  describe("and so is a place for it", () => {
    test("where a library is, unless it may be replaced: then it is kept", async () => {
      const dataDir = join(folder, "data");
      await (await openLibrary({ dataDir, shelf: shelfOf() })).close();
      const before = await contentIn(dataDir);
      await expect(restoreBackup({ dataDir, command }, file)).rejects.toMatchObject({
        code: "NOT_EMPTY",
        message: expect.stringMatching(
          /there is a library in .*data already; nothing was touched\. With --replace/,
        ) as string,
      });
      expect(await contentIn(dataDir)).toEqual(before);
      const { kept } = await restoreBackup({ dataDir, command }, file, { replace: true });
      expect((await contentIn(dataDir)).users).toMatchObject({ rows: { length: 2 } });
      await using(await openEmbedded(kept!), async ({ db }) => expect(await contentOf(db)).toEqual(before));
    });
    test("that a running process holds", async () => {
      const dataDir = join(folder, "data");
      await (await openLibrary({ dataDir, shelf: shelfOf() })).close();
      const lock = await acquireLock(dataDir, { command: "papertape serve" });
      const before = fingerprint(join(dataDir, "pg"));
      await expect(restoreBackup({ dataDir, command }, file, { replace: true })).rejects.toMatchObject({
        code: "LOCKED",
      });
      expect(fingerprint(join(dataDir, "pg"))).toEqual(before);
      lock.release();
    });
    test("however often it is killed: the old library is there, or the new one, and opens", async () => {
      const dataDir = join(folder, "data");
      await (await openLibrary({ dataDir, shelf: shelfOf() })).close();
      for (const wait of [1_200, 3_000]) {
        const child = startChild("restore", folder);
        await sleep(wait);
        await child.kill();
        settleRestore(dataDir);
        const { users } = (await contentIn(dataDir)) as { users: { rows: string[] } };
        expect([0, 2]).toContain(users.rows.length);
      }
      await restoreBackup({ dataDir, command }, file, { replace: true });
      expect(readdirSync(dataDir).filter((name) => /restor/.test(name))).toEqual([]);
    });
  });
});

describe("a file appears whole or not at all", () => {
  test("when what fills it fails", async () => {
    const fill = async (write: Write) => write("x".repeat(100_000)).then(() => Promise.reject(new Error("no")));
    const folder = temporaryFolder();
    const target = join(folder, "file.gz");
    writeFileSync(target, "before");
    await expect(writeCompressed(target, fill)).rejects.toThrow("no");
    expect(readdirSync(folder)).toEqual(["file.gz"]);
    expect(readFileSync(target, "utf8")).toBe("before");
  });
  test("and sweeps what killed ones left beside it, but nothing that may still be written, or is not ours", async () => {
    const folder = temporaryFolder();
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    const [old, fresh] = [
      [`.file.gz.${id}`, `.papertape-2026-11-25-0912.jsonl.gz.${id}`],
      [`.file.gz.${id.replace("0", "1")}`],
    ];
    const foreign = [`.other.gz.${id}`, ".file.gz.backup"];
    for (const name of [...old, ...fresh, ...foreign]) writeFileSync(join(folder, name), "half");
    for (const name of [...old, ...foreign]) utimesSync(join(folder, name), 0, Date.now() / 1000 - 7200);
    await writeCompressed(join(folder, "file.gz"), async () => {});
    expect(readdirSync(folder).sort()).toEqual([...fresh, ...foreign, "file.gz"].sort());
  });
  test("when the disk is full", async () => {
    const folder = temporaryFolder();
    const program = `import("${join(import.meta.dirname, "file.ts")}").then(({ writeCompressed }) =>
      writeCompressed("${join(folder, "file.gz")}", async (write) => { for (let i = 0; i < 1e5; i++) await write(Math.random() + "\\n"); })
    ).catch(({ code, message }) => console.log(JSON.stringify({ code, message })))`;
    // A limit on the size of files is met like the end of a disk.
    const limited = `trap '' XFSZ; ulimit -f 64; exec "$0" --import tsx --input-type=module -e "$1"`;
    const out = execFileSync("bash", ["-c", limited, process.execPath, program], { encoding: "utf8" });
    expect(JSON.parse(out)).toMatchObject({
      code: "FOLDER_ACCESS",
      message: expect.stringMatching(/cannot write .*file\.gz: EFBIG.* Nothing was left there/) as string,
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a server's database", () => {
  let server: TestServer;
  let folder: string;
  let file: string;
  let content: Record<string, unknown>;
  beforeEach(async () => {
    server = await startServer();
    folder = temporaryFolder();
    file = join(folder, "backup.jsonl.gz");
    const library = await openLibrary({ dataDir: join(folder, "from"), shelf: shelfOf() });
    await fillEveryTable(library.db);
    content = await contentOf(library.db);
    await writeBackup(library.db, file, version);
    await library.close();
  });
  afterEach(() => server.stop());

  const place = () => ({ dataDir: join(folder, "unused"), databaseUrl: server.url, command });
  const contentThere = async () => using(await openServer(server.url), ({ db }) => contentOf(db));

  test("takes over an embedded library, and starts on it", async () => {
    const { skipped } = await restoreBackup(place(), file);
    const { paper_vectors: vectors, ...expected } = content;
    const { paper_vectors: _, ...found } = await contentThere();
    expect(found).toEqual(expected);
    expect(vectors).toBeDefined();
    if (skipped.length > 0) expect(skipped).toEqual(["paper_vectors"]);
    const library = await openLibrary({ ...place(), shelf: shelfOf() });
    await library.jobs.start(() => {});
    expect(library.jobs.state()).toEqual({ state: "running", reason: null });
    await library.close();
  });

  test("that holds a library is refused, and replaced only when that is asked for: the old one is kept", async () => {
    const before = await openLibrary({ ...place(), shelf: shelfOf() });
    await before.jobs.start(() => {});
    if (server.concurrent)
      await expect(restoreBackup(place(), file, { replace: true })).rejects.toMatchObject({ code: "LOCKED" });
    await before.close();
    await expect(restoreBackup(place(), file)).rejects.toMatchObject({ code: "NOT_EMPTY" });
    const { kept } = await restoreBackup(place(), file, { replace: true });
    expect(kept).toMatch(/^papertape_replaced_\d{8}_\d{6}$/);
    const { paper_vectors: _, ...found } = await contentThere();
    const { paper_vectors: __, ...expected } = content;
    expect(found).toEqual(expected);
    const library = await openLibrary({ ...place(), shelf: shelfOf() });
    const [{ papers }] = (await library.db.execute(
      sql.raw(`select count(*)::int as papers from ${kept}.papers`),
    )) as unknown as { papers: number }[];
    expect(papers).toBe(2);
    await library.close();
  });
});
