/** A server's Postgres that is not there for the moment: it restarts, or has no connection left. */

/** What the driver and the network say of it, and Postgres' own classes: shutting down, starting, no connection free, connection lost. */
const passing =
  /^(?:CONNECTION_(?:CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|53300|08\w{3})$/;

/** Of a failed query, which carries the reason as its cause, or of a transaction that did not begin; what else cannot be reached fails in other words. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { cause, message } = error;
  if (isPassing(error)) return true;
  return isPassing(cause) ? message.startsWith("Failed query") : isUnavailable(cause);
}

const isPassing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && passing.test(String(error.code));

/** Seconds in which a restart is usually done. */
export const retryAfterRestart = 5;

export const unavailableMessage =
  "the database cannot be reached for the moment, as when it restarts; nothing was changed. Try again in a few seconds";
