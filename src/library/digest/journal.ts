/**
 * The journal: what a sending process has irrevocably let go of, written down at that very moment. The database cannot know it in
 * time: between "the mail is out" and a commit a process may die. A line in a file takes microseconds, and whatever a process has
 * written survives its death; what it has written to a connection does too. See README.md, "Exactly once".
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ProcessIdentity } from "../catalogue.ts";
import { livenessOf, thisProcess } from "../store/process.ts";

/** "out": the last line of the mail follows at once; "taken", "refused": the server's answer. */
export type Mark = "out" | "taken" | "refused";

export interface Journal {
  /** Returns when the system has the line. */
  note(delivery: number, mark: Mark): void;
  /** The database knows everything: what was noted may be forgotten. */
  settled(): void;
  /** The pass is over. What the database does not know yet stays, for the next one. */
  close(): void;
}

/** Who sends: a process, and which of its passes over the outbox. */
export interface Sender extends ProcessIdentity {
  readonly pass: string;
}

export const newSender = (): Sender => ({ ...thisProcess(), pass: randomBytes(8).toString("hex") });

export interface FoundBook {
  readonly path: string;
  readonly sender: Sender;
  /** Since it wrote, the machine has not started anew: what it gave to the system is on its way. */
  readonly sameBoot: boolean;
  readonly marks: ReadonlyMap<number, Mark>;
}

const prefix = "post-";
/** Of passes that this process is at. */
const open = new Set<string>();

/** @param folder made if it is not there; readable by its owner only. */
export function openJournal(folder: string, sender: Sender): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${prefix}${sender.pid}-${sender.pass}.txt`);
  const file = openSync(path, "ax", 0o600);
  const head = `${JSON.stringify(sender)}\n`;
  let lines = 0;
  open.add(path);
  writeSync(file, head);
  return {
    note(delivery, mark) {
      writeSync(file, `${delivery} ${mark}\n`);
      lines++;
    },
    settled() {
      if (lines === 0) return;
      ftruncateSync(file, Buffer.byteLength(head));
      lines = 0;
    },
    close() {
      closeSync(file);
      open.delete(path);
      if (lines === 0) rmSync(path, { force: true });
    },
  };
}

/** Journals that nobody writes any more. Those of other living processes, and of other machines that share the folder, are theirs. */
export function abandonedJournals(folder: string): FoundBook[] {
  return names(folder).flatMap((name) => {
    const path = join(folder, name);
    const [head, ...lines] = read(path).split("\n");
    const sender = senderIn(head);
    if (sender === null || !(isOurs(sender) ? !open.has(path) : livenessOf(sender) === "dead")) return [];
    const marks = new Map<number, Mark>();
    for (const line of lines) {
      const found = /^(\d+) (out|taken|refused)$/.exec(line);
      if (found) marks.set(Number(found[1]), found[2] as Mark);
    }
    return [{ path, sender, sameBoot: bootOf(sender) === bootOf(thisProcess()), marks }];
  });
}

export const removeJournal = ({ path }: FoundBook): void => rmSync(path, { force: true });

function isOurs({ host, pid, started }: Sender): boolean {
  const me = thisProcess();
  return host === me.host && pid === me.pid && started === me.started;
}

/** null where the system does not tell: then all its processes count as of one start. */
const bootOf = ({ started }: ProcessIdentity): string | null => started?.split(":")[0] ?? null;

/** A journal whose process died before its first line was whole says nothing, and needs to say nothing: nothing was out. */
function senderIn(head: string): Sender | null {
  try {
    return JSON.parse(head) as Sender;
  } catch {
    return null;
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(prefix));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Empty where somebody else has dealt with it in the meantime. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
