/** What the power is cut under: opens a data folder and stores notes one by one, saying when each was acknowledged. `tsx writer.ts <folder> [durable]`, or `tsx writer.ts <folder> read`. */
import { sql } from "drizzle-orm";
import { createEmbedded, openEmbedded } from "../../src/library/store/database.ts";
import { databaseExists, databaseFolder, prepareFolder, settleRestore } from "../../src/library/store/folder.ts";
import { acquireLock } from "../../src/library/store/lock.ts";
import { rowsOf } from "../../src/library/store/rows.ts";

const [dataDir, mode] = process.argv.slice(2);
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);

try {
  // As openLibrary does it, without tables that take a minute to make.
  prepareFolder(dataDir);
  const lock = await acquireLock(dataDir, { command: "power-cut" });
  settleRestore(dataDir);
  const folder = databaseFolder(dataDir);
  if (!databaseExists(dataDir)) await createEmbedded(folder);
  const { db, close } = await openEmbedded(folder, { durable: mode === "durable" });
  await db.execute(sql`create table if not exists notes (n integer primary key, words text)`);
  if (mode === "read") {
    const found = await rowsOf<{ n: number }>(db, sql`select n from notes order by n`);
    const seen = await rowsOf(db, sql`select sum(length(words)) from notes`);
    // Whatever does not agree with its table cannot be indexed anew.
    await db.execute(sql`reindex database postgres`);
    await db.execute(sql`vacuum full notes`);
    say({ numbers: found.map(({ n }) => n), letters: seen });
    await close();
    lock.release();
  } else {
    say({ opened: true });
    for (let n = 1; ; n++) {
      await db.execute(sql`insert into notes values (${n}, ${"word ".repeat(n % 300)})`);
      say({ n, at: Date.now() });
      if (n % 400 === 0) await db.execute(sql`checkpoint`);
      if (n % 100 === 0) await db.execute(sql`update notes set words = words || '.' where n > ${n - 100}`);
    }
  }
} catch (error) {
  say({ refused: String(error) });
  process.exit(1);
}
