/** Dictionaries in the store: each under its name, replaced as a whole or not at all. */
import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { writeDictionary, type Concept } from "#papers/xmen/terminology";
import { LibraryError } from "../errors.ts";
import { entities, entityAliases, settings } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { jsonOf } from "../store/json-rows.ts";
import { countOnce } from "../store/revision.ts";
import { rowsOf } from "../store/rows.ts";

export interface Dictionary {
  readonly name: string;
  readonly concepts: number;
  readonly aliases: number;
  /** Whose it is, where that has to be said. */
  readonly notice: string | null;
}

interface Stored extends Dictionary {
  /** Of its contents: the same again changes nothing. */
  readonly edition: string;
}

const key = "entities.dictionaries";
/** Rows of one statement. */
const batch = 2_000;

/** Words of a dictionary's name stand in addresses. */
const isName = (name: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 60;

export async function storedDictionaries(db: Db): Promise<Stored[]> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return (row?.value ?? []) as Stored[];
}

async function keep(tx: Db, value: readonly Stored[]): Promise<void> {
  await tx.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
}

/**
 * Puts a dictionary in the place of the one of that name. Entities that both have keep their ids, and with them the links of pages.
 * @throws LibraryError INVALID_DICTIONARY for a name that cannot stand in an address, and for a dictionary without concepts.
 */
export async function loadDictionary(
  db: Db,
  name: string,
  concepts: readonly Concept[],
  notice: string | null = null,
): Promise<Dictionary> {
  if (!isName(name))
    throw new LibraryError(
      "INVALID_DICTIONARY",
      `${JSON.stringify(name)} cannot be the name of a dictionary: small letters, digits and hyphens, 60 at most`,
    );
  if (concepts.length === 0) throw new LibraryError("INVALID_DICTIONARY", `the dictionary ${name} has no concepts`);
  const edition = createHash("sha256").update(writeDictionary(concepts)).digest("hex");
  const aliases = concepts.flatMap((concept) =>
    [...new Set([concept.name, ...concept.aliases])].map((alias) => ({ concept: concept.id, alias })),
  );
  const dictionary = { name, concepts: concepts.length, aliases: aliases.length, notice };
  const rows = concepts.map((concept, position) => ({ concept: concept.id, position, ...concept }));
  await countOnce(() =>
    db.transaction(async (tx) => {
      for (const some of batches(rows))
        await tx.execute(sql`
          insert into ${entities} (dictionary, concept, name, types, definition, position, edition)
          select ${name}, concept, name, cast(types as jsonb), definition, position, ${edition}
          from json_to_recordset(${jsonOf(some)}) as x(concept text, name text, types json, definition text, position integer)
          on conflict (dictionary, concept) do update set name = excluded.name, types = excluded.types,
            definition = excluded.definition, position = excluded.position, edition = excluded.edition`);
      await tx.execute(
        sql`delete from ${entities} where ${entities.dictionary} = ${name} and ${entities.edition} <> ${edition}`,
      );
      await tx.execute(sql`delete from ${entityAliases} where ${entityAliases.entityId} in
        (select ${entities.id} from ${entities} where ${entities.dictionary} = ${name})`);
      for (const some of batches(aliases))
        await tx.execute(sql`
          insert into ${entityAliases} (entity_id, alias)
          select ${entities.id}, x.alias from json_to_recordset(${jsonOf(some)}) as x(concept text, alias text)
          join ${entities} on ${entities.dictionary} = ${name} and ${entities.concept} = x.concept`);
      const others = (await storedDictionaries(tx)).filter((one) => one.name !== name);
      await keep(tx, [...others, { ...dictionary, edition }]);
    }),
  );
  return dictionary;
}

function* batches<Row>(rows: readonly Row[]): Generator<readonly Row[], void, void> {
  for (let from = 0; from < rows.length; from += batch) yield rows.slice(from, from + batch);
}

/** With everything that was linked to it. @returns whether there was one. */
export async function removeDictionary(db: Db, name: string): Promise<boolean> {
  return countOnce(() =>
    db.transaction(async (tx) => {
      const all = await storedDictionaries(tx);
      const others = all.filter((one) => one.name !== name);
      await tx.execute(sql`delete from ${entities} where ${entities.dictionary} = ${name}`);
      await keep(tx, others);
      return others.length < all.length;
    }),
  );
}

/** All entities with their names, in the order in which names are given to them: by dictionary, then by place. */
export async function namedEntities(db: Db): Promise<{ id: number; aliases: string[] }[]> {
  return rowsOf(
    db,
    sql`select ${entities.id} as id, array_agg(${entityAliases.alias} order by ${entityAliases.alias} <> ${entities.name}, ${entityAliases.alias}) as aliases
        from ${entities} join ${entityAliases} on ${entityAliases.entityId} = ${entities.id}
        group by ${entities.id} order by ${entities.dictionary}, ${entities.position}`,
  );
}
