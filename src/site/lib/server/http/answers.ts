/** Answers of the JSON API: values as they are, refusals as `{ code, message, details }`. */
import type { LibraryErrorCode } from "#library/errors";
import { json } from "@sveltejs/kit";
import { isUnavailable, retryAfterRestart, unavailableMessage } from "./unavailable.ts";

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details: readonly string[];
}

/** A refusal on its way out of an endpoint. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly string[] = [],
    /** When to come back, of 429. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

const statusOf: Partial<Record<LibraryErrorCode, number>> = {
  DISK_FULL: 507,
  INVALID_RUN: 422,
  NO_ROOM: 403,
  INVALID_LIST: 422,
  INVALID_BATCH: 422,
  INVALID_LIST_QUESTION: 400,
  INVALID_SOURCE: 400,
  NO_SUCH_RUN: 404,
  RUN_EXISTS: 409,
  RUN_ENDED: 409,
  BATCH_GAP: 409,
  NO_SUCH_SUBSCRIBER: 404,
  INVALID_PREFERENCES: 422,
  NO_SUCH_PAPER: 404,
  NO_SUCH_COMMENT: 404,
  NO_SUCH_COLLECTION: 404,
  NO_SUCH_REQUEST: 404,
  INVALID_INPUT: 422,
  NOT_ALLOWED: 403,
  INVALID_ADDRESS: 422,
  TOO_OFTEN: 429,
  ADDRESS_TAKEN: 409,
  INVALID_NAME: 422,
  WRONG_CODE: 403,
  NO_SUCH_READER: 404,
  LAST_ADMIN: 409,
  TOO_MANY: 409,
};

/** Where the store has its disk is for the log, not for strangers. */
const plainWords: Partial<Record<LibraryErrorCode, string>> = {
  DISK_FULL:
    "the server has no space left on its disk: free some there and do the same again; what was stored until now is kept",
  DATABASE_STOPPED: "the server's database has stopped; what was stored until now is kept",
};

interface Coded extends Refusal {
  readonly retryAfterSeconds?: number;
}

/** The library lives outside of this bundle, so its errors are known by their shape, not by their class. */
export const isRefusal = (error: unknown): error is Coded =>
  error instanceof Error && error.name === "LibraryError" && "code" in error;

/** Runs an endpoint and turns what it refuses into an answer; anything unexpected stays an exception. */
export function answering(work: () => Promise<Response>): Promise<Response> {
  return work().catch(refusalAnswer);
}

/** A refusal as an answer. @throws whatever else it is. */
export function refusalAnswer(error: unknown): Response {
  const refused = refusalOf(error);
  if (refused === null) throw error;
  const { status, code, message, details } = refused;
  return json({ code, message, details } satisfies Refusal, { status, headers: retryAfter(refused) });
}

/** What was refused, and the status that says so; null for an exception that nobody expected. */
export function refusalOf(error: unknown): (Coded & { readonly status: number }) | null {
  if (error instanceof Refused) return error;
  if (isUnavailable(error))
    return {
      status: 503,
      code: "NO_DATABASE",
      message: unavailableMessage,
      details: [],
      retryAfterSeconds: retryAfterRestart,
    };
  // A failed query carries what the store said about it.
  if (!isRefusal(error)) return error instanceof Error && error.cause ? refusalOf(error.cause) : null;
  const { code, message, details, retryAfterSeconds } = error;
  const known = code as LibraryErrorCode;
  return { status: statusOf[known] ?? 503, code, message: plainWords[known] ?? message, details, retryAfterSeconds };
}

/** The header that says when to come back; none where that is not known. */
export const retryAfter = ({ retryAfterSeconds: seconds }: Pick<Coded, "retryAfterSeconds">): Record<string, string> =>
  seconds === undefined ? {} : { "retry-after": String(seconds) };
