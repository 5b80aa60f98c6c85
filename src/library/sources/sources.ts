/**
 * The sources that are followed: which ones are on, when each is looked at next, what came of every look, and why a day is empty.
 * Nothing is fetched unless somebody has switched its source on.
 */
import type { Catalogue, Rejection } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import type { NetworkAccess } from "../ingest/services/access.ts";
import type { AdapterName } from "../ingest/formats/adapters.ts";
import { services, type ServiceName } from "../ingest/services/services.ts";
import { cleanStored } from "../ingest/merge/clean-stored.ts";
import { sortStored } from "../ingest/merge/sort-stored.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Db } from "../store/database.ts";
import { importText } from "./import.ts";
import { explainDay, type EmptyDay } from "./empty-day.ts";
import { readRejections } from "./rejections.ts";
import { requestOf } from "./request.ts";
import { readRun, recentRuns, sweep } from "./runs.ts";
import { runSource } from "./run.ts";
import { joinFollow, readFollow, withoutFollow, writeFollow, type Followed } from "./follow.ts";
import { followed, setSource } from "./settings.ts";
import type { SourceRun, SourceRunReport, SourceStatus } from "./source.ts";
import { due, statusOf } from "./status.ts";

/** What a command does with the sources that are followed, in this process or over HTTP. */
export type FollowedSources = Pick<Sources, "followed" | "follow" | "unfollow" | "look">;

export interface Sources {
  /** Sources that are on. */
  names(): Promise<readonly ServiceName[]>;
  /** What is on: each as the word that `follow` takes, and how it stands. */
  followed(): Promise<readonly FollowedSource[]>;
  /** Every source there is, on or off. */
  status(now?: Date): Promise<readonly SourceStatus[]>;
  /**
   * Switches a source on or off, and says what it is asked for: words as in a form, see `request.ts`.
   * Codes: INVALID_SOURCE.
   */
  set(
    source: string,
    wanted: { readonly on: boolean; readonly words: Readonly<Record<string, string>> },
  ): Promise<void>;
  /**
   * Follows what a word like "hf-daily" or "arxiv:cs.LG" names, besides what is followed already: see follow.ts. `changed`: it was not
   * followed before, in the same words. Codes: INVALID_SOURCE.
   */
  follow(text: string): Promise<Following & { readonly changed: boolean }>;
  /** Ends that; of categories only those that are named. null: it was not followed. Codes: INVALID_SOURCE. */
  unfollow(text: string): Promise<Following | null>;
  /**
   * Looks at a source in this process, and waits for what came of it. Codes: INVALID_SOURCE; SOURCE_UNREACHABLE where there is no
   * network.
   */
  look(source: string, options: { readonly by: string; readonly signal: AbortSignal }): Promise<SourceRun>;
  /** Looks at a source now, in the background. null: it is being looked at already. Codes: INVALID_SOURCE, JOBS_STOPPED. */
  runNow(source: string): Promise<string | null>;
  /** Takes in a text, in the background: the run to watch. Codes: INVALID_LIST where its format cannot be told. */
  import(text: string, options: ImportFacts): Promise<number>;
  /** null: there is none. */
  run(id: number): Promise<SourceRunReport | null>;
  /** The latest, newest first, at most 500 (default 50). */
  runs(filter?: { readonly source?: string; readonly limit?: number }): Promise<readonly SourceRun[]>;
  /** Rejected records, newest first, at most 200 (default 50) before an id. */
  rejections(filter?: RejectionFilter): Promise<readonly KeptRejection[]>;
  /** Why a day (YYYY-MM-DD) has no papers. */
  explain(day: string, now?: Date): Promise<EmptyDay>;
}

export interface FollowedSource extends Pick<SourceStatus, "source" | "title" | "state" | "says" | "nextRun"> {
  readonly follows: string;
}

export interface Following {
  readonly source: ServiceName;
  readonly title: string;
  /** What the source is asked for now, as one word; null: nothing, it is off. */
  readonly follows: string | null;
}

export interface ImportFacts {
  /** The file's name, or what it is called. */
  readonly name: string;
  /** Default: told by the name and the beginning. */
  readonly format?: AdapterName;
  /** The day it was saved, YYYY-MM-DD. */
  readonly asOf: string;
  readonly startedBy: string;
}

export interface RejectionFilter {
  /** Adapter name. */
  readonly source?: string;
  readonly before?: number;
  readonly limit?: number;
}

export interface KeptRejection extends Rejection {
  readonly id: number;
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly seenAt: string;
}

/** Looks for sources that are due. */
const lookJob = "sources.look";
/** Looks at one source. */
const runJob = "sources.run";

export const isSourceName = (name: string): name is ServiceName => Object.hasOwn(services, name);

export function createSources(
  db: Db,
  { catalogue, jobs, access }: { readonly catalogue: Catalogue; readonly jobs: Jobs; readonly access: NetworkAccess },
): Sources {
  jobs.define(lookJob, async () => {
    await sweep(db);
    await cleanStored(db);
    await sortStored(db);
    const names = await due(db, new Date());
    for (const source of names) await jobs.send(runJob, { source, by: "schedule" }, { singletonKey: source });
    return { due: names };
  });
  jobs.schedule(lookJob, "*/10 * * * *", { catchUp: true });
  // A look that fails is not repeated at once: the schedule comes back within the hour, and later where the service says so.
  jobs.define(
    runJob,
    async ({ source, by }, { signal }) => {
      const name = nameOf(String(source));
      const { state, says } = await runSource(db, name, { catalogue, access, signal, startedBy: String(by) });
      return { state, says };
    },
    { retries: 3, retryDelay: 60, timeout: 6 * 3_600 },
  );

  /** What a source that is on is asked for. */
  async function standing(source: ServiceName): Promise<Followed | null> {
    const settings = (await followed(db)).get(source);
    return settings?.on === true ? { source, words: settings.request } : null;
  }

  return {
    status: (now = new Date()) => statusOf(db, now),
    set: async (source, { on, words }) => setSource(db, nameOf(source), on, requestOf(nameOf(source), words)),
    names: async () => [...(await followed(db))].filter(([, { on }]) => on).map(([source]) => nameOf(source)),
    async followed() {
      const settings = await followed(db);
      return (await statusOf(db, new Date()))
        .filter(({ on }) => on)
        .map(({ source, title, state, says, nextRun }) => {
          const follows = writeFollow({ source, words: settings.get(source)?.request ?? {} });
          return { source, title, state, says, nextRun, follows };
        });
    },
    async follow(text) {
      const wanted = readFollow(text);
      const old = await standing(wanted.source);
      const { source, words } = old === null ? wanted : joinFollow(old, wanted);
      const follows = writeFollow({ source, words });
      const changed = old === null || writeFollow(old) !== follows;
      if (changed) await setSource(db, source, true, requestOf(source, words));
      return { source, title: services[source].title, follows, changed };
    },
    async unfollow(text) {
      const less = readFollow(text);
      const old = await standing(less.source);
      if (old === null) return null;
      const left = withoutFollow(old, less);
      await setSource(db, less.source, left !== null, left?.words ?? old.words);
      return { source: less.source, title: services[less.source].title, follows: left && writeFollow(left) };
    },
    look: (source, { by, signal }) => runSource(db, nameOf(source), { catalogue, access, signal, startedBy: by }),
    runNow: async (source) => jobs.send(runJob, { source: nameOf(source), by: "a person" }, { singletonKey: source }),
    import: (text, facts) => importText(catalogue, text, facts),
    run: (id) => readRun(db, id),
    runs: (filter) => recentRuns(db, filter),
    rejections: (filter) => readRejections(db, filter),
    explain: (day, now = new Date()) => explainDay(db, day, now),
  };
}

function nameOf(source: string): ServiceName {
  if (isSourceName(source)) return source;
  throw new LibraryError(
    "INVALID_SOURCE",
    `there is no source ${JSON.stringify(source.slice(0, 60))}; there are ${Object.keys(services).join(", ")}`,
  );
}
