/** An address that answers something for every route of the site, and a database that writes down each row that is touched. */
import { setTimeout } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import type { Library } from "#library/index";
import { authors } from "#library/schema/index";
import { rowsOf } from "#library/store/rows";
import { slugify } from "#library/words/count";
import { vi } from "vitest";

/** A run whose process is gone: whoever reads it sees that. */
const deadRun = "00000000-0000-4000-8000-00000000dead";

export interface Places {
  /** The address of a route: "/papers/[slug]" is "/papers/layer-norm". */
  at(route: string): string;
  /** What was made on the way: the numbers that forms ask for. */
  readonly comment: number;
  readonly collection: string;
  readonly subscriber: number;
  /** The token of the subscription's page. */
  readonly manage: string;
}

/** Fills a library with one of everything. @param address of the first person, whose all of it is. */
export async function furnish(library: Library, address: string): Promise<Places> {
  await library.jobs.stop();
  const reader = (await library.readers.people())[0];
  const comment = await library.community.comments.add(reader.id, "layer-norm", "Said.");
  const collection = await library.community.collections.create(reader.id, { title: "Mine", visibility: "public" });
  await library.community.collections.add(reader.id, collection.id, "layer-norm", "a note");
  await library.community.follows.follow(reader.id, "topic", "normalization");
  await library.community.privateFeeds.open(reader.id);
  const submission = await library.community.submissions.submit(reader.id, "1607.06450", "");
  const subscriber = await library.digests.subscribeReader({ id: reader.id, email: address });
  const link = await library.readers.requestLink(address, "/");
  const imported = await library.sources.import(
    JSON.stringify({ title: "A Paper of the Day", text: "It says.", authors: ["Ann Ek"], date: "2026-11-20" }),
    { name: "day.jsonl", asOf: "2026-11-20", startedBy: "test" },
  );
  await vi.waitUntil(async () => (await library.sources.run(imported))?.state !== "running", 10_000);
  await library.catalogue.startRun({
    ...{ id: deadRun, paper: "layer-norm", preset: "quick", seeds: [1], device: "wasm", threads: 1, origin: "cli" },
    versions: { papertape: "0" },
    machine: { cpu: "a", cores: 1, os: "b", runtime: "c" },
    startedAt: new Date(Date.now() - 600_000).toISOString(),
    process: { host: "elsewhere", pid: 1, started: null },
  });
  await library.db.execute(sql`update runs set heartbeat_at = now() - interval '5 minutes' where id = ${deadRun}`);
  const [compared] = await library.bakeoffs.runs("normalization");
  const [chart] = Object.keys((await library.catalogue.run(deadRun))!.charts);
  const [author] = await library.db.select({ key: authors.nameKey }).from(authors).where(eq(authors.name, "Ann Ek"));
  const manage = await library.digests.link("manage", subscriber.id);
  const parts: Readonly<Record<string, string>> = {
    "[day=day]": "2026-11-20",
    "[feed=feed]": "feed.xml",
    "[month]": "2026-11",
    "[week]": "2026-W47",
    "[topic]": "normalization",
    "[author]": author.key,
    "[source]": "arxiv",
    "papers/[slug]": "papers/layer-norm",
    "bakeoffs/[slug]": "bakeoffs/normalization",
    "[file=paperfile]": "paper.bib",
    "[file=listfile]": "papers.bib",
    "[part].xml": "1.xml",
    "[name].onnx": "layer-norm.onnx",
    "datasets/[name]": "datasets/moby-dick",
    "[bakeoff]": "normalization",
    "sources/runs/[id]": `sources/runs/${imported}`,
    "runs/[id]": `runs/${deadRun}`,
    "bakeoffs/runs/[id]": `bakeoffs/runs/${compared.id}`,
    "compare/[bakeoff]/runs/[id]": `compare/normalization/runs/${compared.id}`,
    "charts/[file]": `charts/${slugify(chart)}.svg`,
    "comments/[id]": `comments/${comment.id}`,
    "collections/[id]": `collections/${collection.id}`,
    "[file]": "papers.bib",
    "submit/[id]": `submit/${submission.id}`,
    "confirm/[token]": `confirm/${await library.digests.link("confirm", subscriber.id)}`,
    "alerts/[token]": `alerts/${(await library.community.privateFeeds.tokenOf(reader.id))!}`,
    "for-you/[token]": `for-you/${(await library.community.privateFeeds.tokenOf(reader.id))!}`,
    "digest/[token]": `digest/${manage}`,
    "unsubscribe/[token]": `unsubscribe/${manage}`,
    "sign-in/[token]": `sign-in/${link!.token}`,
    "cli/bakeoffs/[id]": `cli/bakeoffs/${deadRun}`,
  };
  // The longer a pattern, the more it knows about where it stands.
  const patterns = Object.keys(parts).sort((a, b) => b.length - a.length);
  return {
    at(route) {
      const path = patterns.reduce((left, pattern) => left.replaceAll(pattern, () => parts[pattern]), route);
      if (/[[\]]/.test(path)) throw new Error(`${route}: nothing stands for a part of it yet; say what in places.ts`);
      return encodeURI(path);
    },
    comment: comment.id,
    collection: collection.id,
    subscriber: subscriber.id,
    manage,
  };
}

/** Every row that is written from here on leaves its table's name, until `written` is asked. */
export async function watchWrites({ db }: Library): Promise<{ written(): Promise<string[]> }> {
  await db.execute(sql`create table watched_writes (written text not null)`);
  await db.execute(sql`
    create function watch_write() returns trigger language plpgsql as $$
    begin
      insert into public.watched_writes values (tg_op || ' ' || tg_table_schema || '.' || tg_table_name);
      return null;
    end $$`);
  await db.execute(sql`
    do $$
    declare one record;
    begin
      for one in select oid::regclass as name from pg_class
        where relkind in ('r', 'p') and not relispartition and oid::regclass::text <> 'watched_writes'
          and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
      loop
        execute 'create trigger watch_write after insert or update or delete on ' || one.name || ' for each row execute function watch_write()';
      end loop;
    end $$`);
  return {
    async written() {
      // A submission answers before the paper is found, and writes again then: that is its asker's deed, not the next one's.
      for (let working = true; working;) {
        working = (await rowsOf(db, sql`select 1 from submissions where state = 'working' limit 1`)).length > 0;
        if (working) await setTimeout(50);
      }
      const rows = await rowsOf<{ written: string }>(db, sql`select distinct written from watched_writes order by 1`);
      await db.execute(sql`delete from watched_writes`);
      return rows.map(({ written }) => written);
    },
  };
}
