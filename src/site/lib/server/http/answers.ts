/** What is refused, as an answer: `{ type, title, status, detail, code, reasons }`, see problem.ts. */
import type { LibraryErrorCode } from "#library/errors";
import { problemAnswer, statusOf, type ProblemCode, type Reason, type Refusal } from "./problem.ts";
import { isUnavailable, retryAfterRestart, unavailableMessage } from "./unavailable.ts";

/** A refusal on its way out of an endpoint. */
export class Refused extends Error implements Refusal {
  readonly reasons: readonly Reason[];

  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    message: string,
    /** A text says just that. */
    reasons: readonly (Reason | string)[] = [],
    /** When to come back, of 429. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.reasons = reasons.map((one) => (typeof one === "string" ? { says: one } : one));
  }
}

/** Where the store has its disk is for the log, not for strangers. */
const plainWords: Partial<Record<LibraryErrorCode, string>> = {
  DISK_FULL:
    "the server has no space left on its disk: free some there and do the same again; what was stored until now is kept",
  DATABASE_STOPPED: "the server's database has stopped; what was stored until now is kept",
};

interface Coded extends Refusal {
  readonly retryAfterSeconds?: number;
}

/** An error of the library, as it is known here. */
interface LibraryRefusal extends Error {
  readonly code: LibraryErrorCode;
  readonly details: readonly string[];
  readonly retryAfterSeconds?: number;
}

/** The library lives outside of this bundle, so its errors are known by their shape, not by their class. */
export const isRefusal = (error: unknown): error is LibraryRefusal =>
  error instanceof Error && error.name === "LibraryError" && "code" in error;

/** Runs an endpoint and turns what it refuses into an answer; anything unexpected stays an exception. */
export function answering(work: () => Promise<Response>): Promise<Response> {
  return work().catch(refusalAnswer);
}

/** A refusal as an answer. @throws whatever else it is. */
export function refusalAnswer(error: unknown): Response {
  const refused = refusalOf(error);
  if (refused === null) throw error;
  return problemAnswer(refused, retryAfter(refused));
}

/** What was refused, and the status that says so; null for an exception that nobody expected. */
export function refusalOf(error: unknown): Coded | null {
  if (error instanceof Refused) return error;
  if (isUnavailable(error))
    return {
      status: 503,
      code: "NO_DATABASE",
      message: unavailableMessage,
      reasons: [],
      retryAfterSeconds: retryAfterRestart,
    };
  // A failed query carries what the store said about it.
  if (!isRefusal(error)) return error instanceof Error && error.cause ? refusalOf(error.cause) : null;
  const { code, message, details, retryAfterSeconds } = error;
  const reasons = details.map((says) => ({ says }));
  return { status: statusOf(code), code, message: plainWords[code] ?? message, reasons, retryAfterSeconds };
}

/** The header that says when to come back; none where that is not known. */
export const retryAfter = ({ retryAfterSeconds: seconds }: Pick<Coded, "retryAfterSeconds">): Record<string, string> =>
  seconds === undefined ? {} : { "retry-after": String(seconds) };
