/** Everything the library refuses, as one class: a code for programs, a message for people, the reasons in detail. */

export type LibraryErrorCode =
  /** Another process holds the data folder. */
  | "LOCKED"
  /** The data folder is not empty and not ours. */
  | "FOREIGN_FOLDER"
  /** The data folder is ours but cannot be opened. */
  | "CORRUPT"
  /** The data folder was written by another major version of Postgres. */
  | "OTHER_POSTGRES"
  /** A newer papertape has already migrated the store. */
  | "SCHEMA_TOO_NEW"
  /** The database server holds tables with our names that are not ours. */
  | "FOREIGN_DATABASE"
  /** A file is no backup, or not as it was written. */
  | "INVALID_BACKUP"
  /** Zotero does not run on this machine, or did not take it. */
  | "NO_ZOTERO"
  /** A file is no bundle of a paper's ledger, or not as it was written. */
  | "INVALID_BUNDLE"
  /** Nothing of a paper was measured, so there is no ledger to leave. */
  | "NOTHING_MEASURED"
  /** A backup would take the place of a library that is there. */
  | "NOT_EMPTY"
  /** A library is being moved into this database, and not all of it is there. */
  | "HALF_MOVED"
  /** What was moved is not what was there. */
  | "MOVED_OTHERWISE"
  /** There is no library to move. */
  | "NO_LIBRARY"
  /** The data folder cannot be created, read or written. */
  | "FOLDER_ACCESS"
  /** Nothing can be stored until there is room again. */
  | "DISK_FULL"
  /** The embedded database has died under this process; the next one finds what was stored. */
  | "DATABASE_STOPPED"
  /** The database server in the settings cannot be reached or refuses us. */
  | "NO_DATABASE"
  /** Paper facts or committed results that ship with papertape are malformed. */
  | "INVALID_SHELF"
  /** The library is too small to train an encoder on. */
  | "TOO_FEW_ABSTRACTS"
  | "INVALID_RUN"
  /** What visitors send has no more room, or none at all. */
  | "NO_ROOM"
  | "NO_SUCH_RUN"
  /** A subscription to the digest that was deleted, or a link that was not signed here. */
  | "NO_SUCH_SUBSCRIBER"
  | "INVALID_PREFERENCES"
  | "INVALID_ADDRESS"
  /** Asked too often; the message says when to come back. */
  | "TOO_OFTEN"
  /** A mail that somebody waits for could not be handed over. */
  | "MAIL_FAILED"
  /** The id belongs to another run. */
  | "RUN_EXISTS"
  /** The run has ended; nothing can be added. */
  | "RUN_ENDED"
  /** A batch of the run is missing before this one. */
  | "BATCH_GAP"
  | "INVALID_LIST"
  /** A page of a list that nobody can have been given. */
  | "INVALID_LIST_QUESTION"
  /** No such source, or it needs to be told what to look for. */
  | "INVALID_SOURCE"
  /** No network, or a service that does not answer. */
  | "SOURCE_UNREACHABLE"
  /** Jobs were not started in this process, or could not be. */
  | "JOBS_STOPPED"
  | "INVALID_BATCH"
  | "NO_SUCH_PAPER"
  | "NO_SUCH_COMMENT"
  | "NO_SUCH_COLLECTION"
  /** A submission or a claim that was asked for by its number. */
  | "NO_SUCH_REQUEST"
  /** A dictionary of entities without concepts, or under a name that cannot stand in an address. */
  | "INVALID_DICTIONARY"
  /** A folder to evaluate search on is not a collection. */
  | "INVALID_COLLECTION"
  /** What somebody wrote or chose does not fit; the message says what would. */
  | "INVALID_INPUT"
  /** Somebody else may do it, or nobody. */
  | "NOT_ALLOWED"
  /** Somebody has an account with this address already. */
  | "ADDRESS_TAKEN"
  | "INVALID_NAME"
  /** Not the one of the console, with which somebody becomes the first administrator. */
  | "WRONG_CODE"
  | "NO_SUCH_READER"
  /** Nobody would be left who can administer. */
  | "LAST_ADMIN"
  | "TOO_MANY";

interface LibraryErrorOptions {
  readonly details?: readonly string[];
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
}

export class LibraryError extends Error {
  readonly code: LibraryErrorCode;
  /** One reason per entry, for errors that have several. */
  readonly details: readonly string[];
  /** When to come back, of TOO_OFTEN. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: LibraryErrorCode, message: string, options: LibraryErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "LibraryError";
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The refusal that an error is, or was caused by: a failed query carries what the store said about it. */
export function refusalIn(error: unknown): LibraryError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof LibraryError) return at;
  return null;
}
