/** A disk that is full, by whomever it is told: Node, Postgres in an error, or Postgres in the last words before it stopped. */
import { LibraryError } from "../errors.ts";

/** WASI's number for ENOSPC, in the bare error objects of PGlite's file system layer. */
const wasiFull = 51;
/** Postgres' code. */
const sqlFull = "53100";

export function saysDiskFull(error: unknown): boolean {
  if (typeof error === "string") return /no space left on device|ENOSPC/i.test(error);
  if (typeof error !== "object" || error === null) return false;
  const { code, errno, message, cause } = error as { [key: string]: unknown };
  return code === "ENOSPC" || code === sqlFull || errno === wasiFull || saysDiskFull(message) || saysDiskFull(cause);
}

export const diskFull = (where: string, cause: unknown): LibraryError =>
  new LibraryError(
    "DISK_FULL",
    `no space left on the disk of ${where}: free some (100 MB is a start) and do the same again; what was stored until now is kept`,
    { cause },
  );
