/** What the power is cut under: opens a library and stores papers one by one, saying when each was acknowledged. `tsx writer.ts <folder> [durable]`, or `tsx writer.ts <folder> read`. */
import { sql } from "drizzle-orm";
import { openLibrary } from "../../src/library/index.ts";
import { papers } from "../../src/library/schema/index.ts";
import { rowsOf } from "../../src/library/store/rows.ts";

const [dataDir, mode] = process.argv.slice(2);
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);

try {
  const library = await openLibrary({ dataDir, durable: mode === "durable", holder: { command: "power-cut" } });
  const { db } = library;
  if (mode === "read") {
    const slug = sql`slug like 'cut-%'`;
    const found = await db.select({ slug: papers.slug }).from(papers).where(slug).orderBy(papers.id);
    // Every page of every table, and every index.
    for (const { name } of await rowsOf<{ name: string }>(
      db,
      sql`select quote_ident(relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    ))
      await db.execute(sql.raw(`select count(*) from ${name}`));
    await db.execute(sql`reindex schema public`);
    say({ numbers: found.map((row) => Number(row.slug.slice(4))) });
    await library.close();
  } else {
    say({ opened: true });
    for (let n = 1; ; n++) {
      await db.insert(papers).values({ slug: `cut-${n}`, title: `Paper ${n} ${"word ".repeat(n % 50)}`, titleKey: `cut ${n}` });
      say({ n, at: Date.now() });
    }
  }
} catch (error) {
  say({ refused: String(error) });
  process.exit(1);
}
