/** What can go wrong, in plain words, and the exit code it ends with. */
import { refusalIn } from "#library/errors";

/** The exit codes of every command. `help.ts` prints this table. */
export const exitCodes = {
  ok: 0,
  /** It was asked for rightly, but could not be done. */
  failure: 1,
  /** It was asked for wrongly: an unknown command, option, paper or run, or a value that does not fit. */
  usage: 2,
  /** Ctrl-C, SIGTERM or a closed terminal; what was measured until then is kept. */
  interrupted: 130,
} as const;

/** Something a person can act on: the message says what was wrong and what to do. */
export class Failure extends Error {
  readonly exitCode: number = exitCodes.failure;
}

/** The command line itself does not fit; its help says what would. */
export class UsageError extends Failure {
  override readonly exitCode = exitCodes.usage;
}

/** A paper, run or topic that does not exist; the message names what does. */
export class UnknownName extends Failure {
  override readonly exitCode = exitCodes.usage;
}

/** The lines that tell a person about any thrown thing, and the code to exit with. */
export function explain(error: unknown): { lines: string[]; exitCode: number } {
  if (error instanceof Failure) return { lines: error.message.split("\n"), exitCode: error.exitCode };
  const refusal = refusalIn(error);
  if (refusal !== null)
    return { lines: [refusal.message, ...refusal.details.map((detail) => `  ${detail}`)], exitCode: exitCodes.failure };
  const message = error instanceof Error ? error.message || error.name : String(error);
  return {
    lines: [`unexpected error: ${message}`, "Set PAPERTAPE_DEBUG=1 to see where it happened."],
    exitCode: exitCodes.failure,
  };
}
