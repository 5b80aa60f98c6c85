/** Reads abstracts for mentions, a batch at a time: whoever is stopped or dies goes on where it was. */
import { sql } from "drizzle-orm";
import { entityMentions, linkedAbstracts, papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { giveWay } from "../store/give-way.ts";
import { jsonOf } from "../store/json-rows.ts";
import { countOnce } from "../store/revision.ts";
import { rowsOf } from "../store/rows.ts";
import { namedEntities, storedDictionaries } from "./dictionaries.ts";
import { FINDING, findMentions } from "./find.ts";
import { createLexicon, type Lexicon } from "./lexicon.ts";

export interface Linked {
  /** Abstracts that were read, and mentions that were found in them. */
  readonly read: number;
  readonly mentions: number;
}

export interface LinkOptions {
  /** What is done when it is aborted stays done. */
  readonly signal?: AbortSignal;
  /** Hears after each batch how many of the abstracts to read are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

const batch = 200;

/** What mentions depend on beside the abstract: rules and dictionaries. null: there are none. */
async function terminologyOf(db: Db): Promise<string | null> {
  const dictionaries = await storedDictionaries(db);
  return dictionaries.length === 0
    ? null
    : [FINDING, ...dictionaries.map(({ name, edition }) => `${name} ${edition}`).sort()].join("\n");
}

/** An abstract that was not read, or was another one then, or by other dictionaries. */
const isStale = (terminology: string) => sql`${papers.abstract} is not null and not exists (
  select 1 from ${linkedAbstracts} where ${linkedAbstracts.paperId} = ${papers.id}
    and ${linkedAbstracts.terminology} = ${terminology} and ${linkedAbstracts.abstractKey} = md5(${papers.abstract}))`;

/** Reads every abstract that is stale. @throws the signal's reason once it is aborted. */
export async function linkAbstracts(db: Db, { signal, onProgress = () => {} }: LinkOptions = {}): Promise<Linked> {
  const terminology = await terminologyOf(db);
  if (terminology === null) return { read: 0, mentions: 0 };
  const [{ total }] = await rowsOf<{ total: number }>(
    db,
    sql`select cast(count(*) as integer) as total from ${papers} where ${isStale(terminology)}`,
  );
  if (total === 0) return { read: 0, mentions: 0 };
  const lexicon = createLexicon(await namedEntities(db));
  return countOnce(async () => {
    let [read, mentions, upTo] = [0, 0, 0];
    for (;;) {
      signal?.throwIfAborted();
      const began = performance.now();
      const done = await linkSome(db, lexicon, terminology, upTo);
      if (done === null) return { read, mentions };
      [read, mentions, upTo] = [read + done.read, mentions + done.mentions, done.upTo];
      onProgress(read, Math.max(read, total));
      await giveWay(db, performance.now() - began);
    }
  });
}

/** The next stale abstracts behind this paper, in one transaction; null: there are none. Another process may read the same, and finds the same. */
async function linkSome(db: Db, lexicon: Lexicon, terminology: string, behind: number) {
  return db.transaction(async (tx) => {
    const some = await rowsOf<{ id: number; abstract: string; key: string }>(
      tx,
      sql`select ${papers.id} as id, ${papers.abstract} as abstract, md5(${papers.abstract}) as key from ${papers}
          where ${papers.id} > ${behind} and ${isStale(terminology)} order by ${papers.id} limit ${batch}`,
    );
    if (some.length === 0) return null;
    const found = some.flatMap(({ id, abstract }) =>
      findMentions(abstract, lexicon).map((mention) => ({ id, ...mention })),
    );
    const ids = jsonOf(some.map(({ id }) => id));
    await tx.execute(
      sql`delete from ${entityMentions} where ${entityMentions.paperId} in
          (select cast(json_array_elements_text(${ids}) as integer))`,
    );
    await tx.execute(sql`
      insert into ${entityMentions} (paper_id, start_index, end_index, entity_id, score, found_by)
      select id, "start", "end", entity, score, "foundBy"
      from json_to_recordset(${jsonOf(found)}) as x(id integer, "start" integer, "end" integer, entity integer, score real, "foundBy" text)
      on conflict do nothing`);
    await tx.execute(sql`
      insert into ${linkedAbstracts} (paper_id, abstract_key, terminology)
      select id, key, ${terminology} from json_to_recordset(${jsonOf(some.map(({ id, key }) => ({ id, key })))}) as x(id integer, key text)
      on conflict (paper_id) do update set abstract_key = excluded.abstract_key, terminology = excluded.terminology`);
    return { read: some.length, mentions: found.length, upTo: some.at(-1)!.id };
  });
}
