/** What a source gives at a time: one answer of a service, parsed, and where to go on after it. */
import type { ParseContext, Parsed } from "../draft/draft.ts";
import type { Answer, Fetcher, FetchOptions, Validators } from "../fetch/client.ts";
import { FetchError, shownUrl } from "../fetch/errors.ts";

export interface Batch extends Parsed {
  /** Where it came from, without secrets; for reports. */
  readonly url: string;
  /**
   * Where to go on when this batch is stored; null when everything has come. A batch with a failure names itself, so
   * that taking up again asks for it again.
   */
  readonly cursor: string | null;
  /** The service said that nothing has changed since the validators that were sent. */
  readonly unchanged?: boolean;
  readonly validators?: Validators;
  /** Feeds only: what a stale one is recognized by. */
  readonly announced?: string | null;
  readonly newestId?: string | null;
  /** OAI only: `from` of the next harvest, to be used once this one is complete; null in one that was taken up again. */
  readonly nextFrom?: string | null;
  /** OAI only: arXiv ids that were withdrawn from the archive. */
  readonly deleted?: readonly string[];
}

export interface Access {
  readonly fetcher: Fetcher;
  readonly context: ParseContext;
  readonly keys: Keys;
  readonly signal?: AbortSignal;
  /** A cursor of an earlier batch of the same request. */
  readonly cursor?: string | null;
}

/** Secrets and courtesies that some services want. */
export interface Keys {
  readonly semanticScholar?: string | null;
  readonly openAlex?: string | null;
  /** An e-mail address; Crossref serves those better who name one. */
  readonly crossrefMailto?: string | null;
}

/** A request that no service could answer; nothing was sent. */
export class ServiceRequestError extends Error {
  override readonly name = "ServiceRequestError";
}

export function get(access: Access, url: URL | string, options: FetchOptions = {}): Promise<Answer> {
  return access.fetcher.fetch(String(url), { ...options, signal: access.signal });
}

/** A batch of one answer: with a failure it points at itself, else at what follows. */
export function batchOf(page: Parsed, url: URL | string, here: string, next: string | null): Batch {
  const { drafts, rejected, warnings, failure } = page;
  return {
    drafts,
    rejected,
    ...(warnings && { warnings }),
    ...(failure !== undefined && { failure }),
    url: shownUrl(url),
    cursor: failure === undefined ? next : here,
  };
}

/** Whether an error means that the service has no such thing, rather than that it could not be asked. */
export const isMissing = (error: unknown): boolean =>
  error instanceof FetchError && error.kind === "http" && (error.status === 404 || error.status === 410);

/** Groups of at most `size`, in order. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Reads a cursor that is a number; 0 without one. */
export function offsetOf(cursor: string | null | undefined): number {
  if (cursor === null || cursor === undefined) return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new ServiceRequestError(`invalid cursor: ${cursor.slice(0, 60)}`);
}
