/** Entities of dictionaries, and the abstracts that mention them (xMEN's first stage): what the rest of papertape asks for. */
import { sql } from "drizzle-orm";
import type { Concept } from "#papers/xmen/terminology";
import type { Jobs } from "../jobs/jobs.ts";
import { entities, entityMentions, linkedAbstracts, papers } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { loadDictionary, removeDictionary, storedDictionaries, type Dictionary } from "./dictionaries.ts";
import { linkAbstracts, type Linked, type LinkOptions } from "./link.ts";

export type { Dictionary } from "./dictionaries.ts";
export type { Linked, LinkOptions } from "./link.ts";

/** A mention as a page shows it. */
export interface LinkedName {
  /** First and one past the last character of the abstract. */
  readonly start: number;
  readonly end: number;
  /** "wordnet:n123", for searches. */
  readonly entity: string;
  readonly name: string;
  readonly definition: string | null;
  readonly score: number;
  readonly foundBy: "name" | "abbreviation" | "trigrams";
}

export interface Entities {
  dictionaries(): Promise<readonly Dictionary[]>;
  /** Puts a dictionary in the place of the one of that name, as a whole or not at all. @throws LibraryError INVALID_DICTIONARY. */
  load(name: string, concepts: readonly Concept[], notice?: string | null): Promise<Dictionary>;
  /** With all mentions of what it has. @returns whether there was one. */
  remove(name: string): Promise<boolean>;
  /** Reads the abstracts that were not read by these dictionaries. */
  link(options?: LinkOptions): Promise<Linked>;
}

export interface LinkedEntities extends Entities {
  /** In order; empty where the abstract is another one since it was read. */
  inAbstract(slug: string): Promise<LinkedName[]>;
}

export function createEntities(db: Db): LinkedEntities {
  return {
    dictionaries: async () =>
      (await storedDictionaries(db)).map(({ name, concepts, aliases, notice }) => ({
        name,
        concepts,
        aliases,
        notice,
      })),
    load: (name, concepts, notice) => loadDictionary(db, name, concepts, notice),
    remove: (name) => removeDictionary(db, name),
    link: (options) => linkAbstracts(db, options),
    inAbstract: (slug) =>
      rowsOf<LinkedName>(
        db,
        sql`select ${entityMentions.start} as start, ${entityMentions.end} as "end",
              ${entities.dictionary} || ':' || ${entities.concept} as entity, ${entities.name} as name,
              ${entities.definition} as definition, cast(${entityMentions.score} as float8) as score, ${entityMentions.foundBy} as "foundBy"
            from ${papers} join ${linkedAbstracts} on ${linkedAbstracts.paperId} = ${papers.id}
              and ${linkedAbstracts.abstractKey} = md5(${papers.abstract})
            join ${entityMentions} on ${entityMentions.paperId} = ${papers.id}
            join ${entities} on ${entities.id} = ${entityMentions.entityId}
            where ${papers.slug} = ${slug} order by ${entityMentions.start}`,
      ),
  };
}

/** What came since the last time is read in the background. */
export function scheduleLinking(jobs: Jobs, own: Entities): void {
  jobs.define("entities.link", async (_, { signal }) => ({ ...(await own.link({ signal })) }));
  jobs.schedule("entities.link", "47 * * * *");
}
