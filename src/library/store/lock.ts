/**
 * One process owns an embedded data folder. The lock is a numbered file in `lock/`: the highest number is the holder.
 *
 * A lock is taken by *creating* the next number, which only one process can do, and never by removing or replacing
 * another's file: two processes that find the same dead holder race for one name, and a slow one cannot remove a lock that
 * is newer than the one it looked at. Numbers never return, because a release leaves its file behind, marked as released.
 * A live holder is never robbed, whatever its age.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "../catalogue.ts";
import { LibraryError } from "../errors.ts";
import { asFolderError } from "./folder.ts";
import { livenessOf, thisProcess } from "./process.ts";

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

type LockFile = Holder & { readonly released?: boolean };

const folder = (dataDir: string) => join(dataDir, "lock");
/** What a lock file becomes when its holder lets go. */
const farewellOf = (dir: string, number: number): string => join(dir, `${number}.released`);
const numberOf = (name: string): number => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0);

/** Takes the lock of a data folder. @throws LibraryError LOCKED naming the holder's pid, command and address; CORRUPT; FOLDER_ACCESS. */
export function acquireLock(
  dataDir: string,
  { command, address = null }: { command: string; address?: string | null },
): Lock {
  const dir = folder(dataDir);
  let holder: Holder = {
    ...thisProcess(),
    startedAt: new Date().toISOString(),
    command,
    address,
    token: randomBytes(32).toString("base64url"),
  };
  let number: number;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    number = claimNumber(dataDir, holder);
  } catch (error) {
    throw asFolderError(error, dataDir);
  }
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
      replace(path, holder);
    },
    release() {
      if (!held) return;
      held = false;
      renameSync(farewell, path);
    },
  };
}

/** The process that holds a data folder now, or null. Reads only. */
export function readHolder(dataDir: string): Holder | null {
  const { file } = newest(dataDir);
  return file && isHeld(file) ? file : null;
}

function claimNumber(dataDir: string, holder: Holder): number {
  const dir = folder(dataDir);
  const draft = join(dir, `.${randomUUID()}`);
  const farewell = `${draft}.released`;
  try {
    writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
    // Written now: when a disk is full, nothing but a new name can be given to what is there.
    writeFileSync(farewell, JSON.stringify({ ...holder, token: "", released: true }), { mode: 0o600 });
    for (;;) {
      const { number, file } = newest(dataDir);
      if (file && isHeld(file)) throw lockedBy(dataDir, file);
      const mine = number + 1;
      // A link appears with its content complete, and fails if the name exists.
      if (!tryLink(draft, join(dir, `${mine}.json`))) continue;
      // Everything below the winner may be gone by now, so that a slow process could create a number that was used before.
      const names = readdirSync(dir);
      if (names.some((name) => numberOf(name) > mine)) {
        rmSync(join(dir, `${mine}.json`), { force: true });
        continue;
      }
      for (const name of names)
        if (numberOf(name) > 0 && numberOf(name) < mine) {
          rmSync(join(dir, name), { force: true });
          rmSync(farewellOf(dir, numberOf(name)), { force: true });
        }
      renameSync(farewell, farewellOf(dir, mine));
      return mine;
    }
  } finally {
    rmSync(draft, { force: true });
    rmSync(farewell, { force: true });
  }
}

function newest(dataDir: string): { number: number; file: LockFile | null } {
  for (;;) {
    const number = Math.max(0, ...list(folder(dataDir)).map(numberOf));
    if (number === 0) return { number, file: null };
    try {
      return { number, file: JSON.parse(readFileSync(join(folder(dataDir), `${number}.json`), "utf8")) as LockFile };
    } catch (error) {
      // Gone between the two looks: somebody newer has tidied up. Anything else is not ours to judge.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw new LibraryError(
        "CORRUPT",
        `unreadable lock: ${join(folder(dataDir), `${number}.json`)}; if no papertape is running on this folder, delete that file`,
        { cause: error },
      );
    }
  }
}

/** A holder on another machine cannot be asked, so it counts as holding. */
const isHeld = (file: LockFile): boolean => file.released !== true && livenessOf(file) !== "dead";

function lockedBy(dataDir: string, { host, pid, command, address, startedAt, ...rest }: Holder): LibraryError {
  const elsewhere = livenessOf({ host, pid, ...rest }) === "unknown";
  const who = `process ${pid} (${command}${elsewhere ? ` on ${host}` : ""}, since ${startedAt})`;
  const advice = elsewhere
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

function replace(path: string, file: LockFile): void {
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, JSON.stringify(file), { mode: 0o600 });
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
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
