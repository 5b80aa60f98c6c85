/** One look at a source: its batches into the library, then a judgement that the status page and empty days repeat. */
import type { Catalogue } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import type { NetworkAccess } from "../ingest/services/access.ts";
import { FetchError } from "../ingest/fetch/errors.ts";
import { addDays } from "../ingest/draft/dates.ts";
import { judgeLook, type BatchFacts, type Freshness, type Look } from "../ingest/calendar/freshness.ts";
import { runJob, sourceJob, type JobStep } from "../ingest/jobs.ts";
import { ServiceRequestError, services, type ServiceName } from "../ingest/services/services.ts";
import type { Db } from "../store/database.ts";
import { count } from "../words/count.ts";
import { targetDay } from "./plan.ts";
import { requestFor } from "./request.ts";
import { closeLeftOpen, closeRun, countUp, lastGood, openRun, runsSince } from "./runs.ts";
import { followed } from "./settings.ts";
import type { SourceRun } from "./source.ts";

export interface RunSourceOptions {
  readonly catalogue: Pick<Catalogue, "ingest" | "ingestCursor">;
  readonly access: NetworkAccess;
  readonly signal: AbortSignal;
  readonly startedBy: string;
  readonly now?: Date;
}

/** What passes by itself within minutes; everything else waits for the schedule. */
const passing = ["network", "timeout"];

/** At least so long a service that limits us is left alone, in milliseconds. */
const rest = 15 * 60_000;

/**
 * Looks at a source once. A batch that was stored stays, whatever comes after it, and the next look goes on behind it.
 * @throws what should be tried again within minutes: the signal's reason, and failures of the network.
 */
export async function runSource(
  db: Db,
  source: ServiceName,
  { catalogue, access, signal, startedBy, now = new Date() }: RunSourceOptions,
): Promise<SourceRun> {
  const settings = (await followed(db)).get(source) ?? { on: false, request: {}, since: now };
  const looks = await runsSince(db, [source], addDays(now.toISOString().slice(0, 10), -20));
  const day = targetDay(source, settings, looks, now);
  const last = await lastGood(db, source);
  const sameDay = await lastGood(db, source, day);
  const since = addDays(last?.day ?? day, -1);
  const id = await openRun(db, { source, startedBy, day });
  await closeLeftOpen(db, source, id);

  const found = { day, papers: 0, newestId: null as string | null };
  let failure: Look["failure"] = null;
  let retryAt: Date | null = null;
  try {
    const job = sourceJob(source, requestFor(source, settings.request, { day, since }), {
      fetcher: access.fetcher,
      context: { asOf: now.toISOString().slice(0, 10) },
      keys: access.keys,
      signal,
    });
    for await (const step of runJob(catalogue, job, { signal })) {
      await countUp(db, id, step.report);
      note(found, step);
      if (step.batch.failure !== undefined) failure = { kind: "document", says: step.batch.failure };
    }
    signal.throwIfAborted();
  } catch (error) {
    if (signal.aborted) {
      await closeRun(db, id, { state: "failed", says: "stopped; it goes on after its last batch" });
      throw signal.reason;
    }
    if (!(error instanceof FetchError || error instanceof ServiceRequestError)) {
      await closeRun(db, id, { state: "failed", says: (error as Error).message });
      throw error;
    }
    failure = { kind: error instanceof FetchError ? error.kind : "document", says: inPlainWords(error) };
    if (failure.kind === "rate-limited")
      retryAt = new Date(now.getTime() + Math.max(rest, (error as FetchError).retryAfter ?? 0));
  }
  const { state, says } = judge(source, { day, now, found, last: sameDay ?? last, failure });
  const closed = await closeRun(db, id, { state, says, good: state === "fresh", newestId: found.newestId, retryAt });
  if (failure !== null && passing.includes(failure.kind)) throw new LibraryError("SOURCE_UNREACHABLE", says);
  return closed;
}

/** Somebody without a network is told that first, and then what the system says. */
function inPlainWords(error: Error): string {
  if (!(error instanceof FetchError) || !passing.includes(error.kind)) return error.message;
  const { hostname } = new URL(error.url);
  return `this machine cannot reach ${hostname}: it has no connection to the network, or the service is down. Nothing was fetched; the next try is within the hour. What the system says: ${error.message}`;
}

/** Adds up what the batches say of the list. */
function note(found: { day: string; papers: number; newestId: string | null }, { report, batch }: JobStep): void {
  found.papers += report.created.length + report.updated.length + report.unchanged.length;
  found.day = batch.announced ?? found.day;
  found.newestId = batch.newestId ?? found.newestId;
}

type Judged = Omit<Look, "source" | "last"> & { readonly found: BatchFacts; readonly last: BatchFacts | null };

function judge(source: ServiceName, look: Judged): Pick<Freshness, "state" | "says"> {
  const { calendar } = services[source];
  if (calendar !== null) return judgeLook({ ...look, source: calendar });
  // What is asked, not followed, has no list that could be missing.
  if (look.failure)
    return { state: look.failure.kind === "rate-limited" ? "rate-limited" : "failed", says: look.failure.says };
  return { state: "fresh", says: count(look.found.papers, "paper") };
}
