/**
 * One process owns an embedded data folder. The lock is a numbered file in `lock/`: the highest number is the holder. Whether a
 * holder lives the kernel says, by a socket that the file names (lifeline.ts), because a pid says it within one PID namespace only.
 *
 * A lock is taken by *creating* the next number, which only one process can do, and never by removing or replacing
 * another's file: two processes that find the same dead holder race for one name, and a slow one cannot remove a lock that
 * is newer than the one it looked at. Numbers never return, because a release leaves its file behind, marked as released.
 * A live holder is never robbed, whatever its age. A file appears complete and on disk, so that one that cannot be read is what a
 * power cut left, of a process that did not outlive it.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { asFolderError } from "./folder.ts";
import { feelPulse, lifelineEnding, openLifeline, type Lifeline } from "./lifeline.ts";
import { onLocalDisk } from "./local-disk.ts";
import { livenessOf, sameKernel, thisProcess } from "./process.ts";

export interface Holder extends ProcessIdentity {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** What it runs: "papertape serve". */
  readonly command: string;
  /** Where it answers HTTP, once it does. */
  readonly address: string | null;
  /** Secret that lets a local command speak to it; the file is readable by its owner only. */
  readonly token: string;
}

export interface Lock {
  readonly holder: Holder;
  setAddress(address: string | null): void;
  release(): void;
}

interface LockFile extends Holder {
  readonly released?: boolean;
  /** Name of its lifeline; those of earlier versions have none. */
  readonly socket?: string;
}

const folder = (dataDir: string) => join(dataDir, "lock");
/** What a lock file becomes when its holder lets go. */
const farewellOf = (dir: string, number: number): string => join(dir, `${number}.released`);
const numberOf = (name: string): number => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0);

/** Takes the lock of a data folder. @throws LibraryError LOCKED naming the holder's pid, command and address; FOLDER_ACCESS. */
export async function acquireLock(
  dataDir: string,
  { command, address = null }: { command: string; address?: string | null },
): Promise<Lock> {
  const dir = folder(dataDir);
  let holder: Holder = {
    ...thisProcess(),
    startedAt: new Date().toISOString(),
    command,
    address,
    token: randomBytes(32).toString("base64url"),
  };
  let lifeline: Lifeline | undefined;
  let number: number | undefined;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    while (number === undefined) {
      lifeline = await openLifeline(dir);
      number = await claimNumber(dataDir, { ...holder, socket: lifeline.name });
      if (number === undefined) lifeline.end();
    }
  } catch (error) {
    lifeline?.end();
    throw asFolderError(error, dataDir);
  }
  const { name: socket, end } = lifeline!;
  const path = join(dir, `${number}.json`);
  const farewell = farewellOf(dir, number);
  let held = true;
  return {
    get holder() {
      return holder;
    },
    setAddress(next) {
      if (!held) return;
      holder = { ...holder, address: next };
      replace(path, { ...holder, socket });
    },
    release() {
      if (!held) return;
      held = false;
      try {
        renameSync(farewell, path);
      } finally {
        end();
      }
    },
  };
}

/** The process that holds a data folder now, or null. Reads only. @throws LibraryError FOLDER_ACCESS. */
export async function readHolder(dataDir: string): Promise<Holder | null> {
  try {
    const { file } = newest(dataDir);
    if (file === null || (await hold(dataDir, file)) === "none") return null;
    // eslint-disable-next-line @typescript-eslint/no-unused-vars
    const { socket, ...holder } = file;
    return holder;
  } catch (error) {
    throw asFolderError(error, dataDir);
  }
}

/** @returns undefined when another process got in between, so that ours may have lost its lifeline: try again with another. */
async function claimNumber(dataDir: string, holder: LockFile): Promise<number | undefined> {
  const dir = folder(dataDir);
  const draft = join(dir, `.${randomUUID()}`);
  const farewell = `${draft}.released`;
  try {
    writeWhole(draft, holder);
    // Written now: when a disk is full, nothing but a new name can be given to what is there.
    writeWhole(farewell, { ...holder, token: "", released: true });
    for (;;) {
      const { number, file } = newest(dataDir);
      const held = file ? await hold(dataDir, file) : "none";
      if (file && held !== "none") throw lockedBy(dataDir, file, held);
      const mine = number + 1;
      // A link appears with its content complete, and fails if the name exists.
      if (!tryLink(draft, join(dir, `${mine}.json`))) continue;
      // Everything below the winner may be gone by now, so that a slow process could create a number that was used before.
      const names = readdirSync(dir);
      if (names.some((name) => numberOf(name) > mine)) {
        rmSync(join(dir, `${mine}.json`), { force: true });
        return undefined;
      }
      tidy(dir, mine);
      renameSync(farewell, farewellOf(dir, mine));
      return mine;
    }
  } finally {
    rmSync(draft, { force: true });
    rmSync(farewell, { force: true });
  }
}

const day = 86_400_000;

/** For the winner: removes what earlier holders left, and after a day what processes left that were killed while they tried. */
function tidy(dir: string, mine: number): void {
  const remove = (name: string) => rmSync(join(dir, name), { force: true });
  for (const name of readdirSync(dir)) {
    const number = numberOf(name);
    if (number > 0 && number < mine) {
      const socket = readLock(join(dir, name))?.socket;
      if (socket?.endsWith(lifelineEnding)) remove(socket);
      remove(name);
      rmSync(farewellOf(dir, number), { force: true });
    }
    if (!name.startsWith(".") && !name.endsWith(lifelineEnding)) continue;
    const { mtimeMs } = statSync(join(dir, name), { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (mtimeMs < Date.now() - day) remove(name);
  }
}

/** The highest number, and what its file says; null where there is none, or none that can be read. */
function newest(dataDir: string): { number: number; file: LockFile | null } {
  for (;;) {
    const number = Math.max(0, ...list(folder(dataDir)).map(numberOf));
    if (number === 0) return { number, file: null };
    const file = readLock(join(folder(dataDir), `${number}.json`));
    // Gone between the two looks: somebody newer has tidied up.
    if (file !== undefined) return { number, file };
  }
}

/** undefined where there is no such file, null where it is not one of ours. */
function readLock(path: string): LockFile | null | undefined {
  try {
    const file = JSON.parse(readFileSync(path, "utf8")) as LockFile | null;
    return typeof file?.pid === "number" && typeof file.host === "string" ? file : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** "unknown": by a process on another machine, which cannot be asked. */
type Hold = "held" | "none" | "unknown";

async function hold(dataDir: string, file: LockFile): Promise<Hold> {
  if (file.released === true) return "none";
  const pulse = file.socket === undefined ? null : await feelPulse(folder(dataDir), file.socket);
  if (pulse === "alive") return "held";
  const liveness = livenessOf(file);
  if (liveness === "unknown")
    // A socket whose process is on this machine, in whatever container, would have answered.
    return pulse !== null && (sameKernel(file) || onLocalDisk(dataDir)) ? "none" : "unknown";
  return liveness === "alive" && pulse !== "dead" ? "held" : "none";
}

function lockedBy(dataDir: string, { host, pid, command, address, startedAt }: Holder, held: Hold): LibraryError {
  const elsewhere = host !== thisProcess().host;
  const who = `process ${pid} (${command}${elsewhere ? ` on ${host}` : ""}, since ${startedAt})`;
  const advice =
    held === "unknown"
      ? `If that machine is gone, delete ${folder(dataDir)}`
      : address
        ? `It answers at ${address}`
        : "Wait for it to end, or use another folder";
  return new LibraryError("LOCKED", `the data folder ${dataDir} is in use by ${who}. ${advice}.`);
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** On disk before it gets its name. */
const writeWhole = (path: string, file: LockFile): void =>
  writeFileSync(path, JSON.stringify(file), { mode: 0o600, flush: true });

function replace(path: string, file: LockFile): void {
  const draft = join(path, "..", `.${randomUUID()}`);
  try {
    writeWhole(draft, file);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    // What is no folder is refused by whoever opens it, in words of its own.
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
