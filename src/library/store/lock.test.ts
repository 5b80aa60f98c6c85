import fs, { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { killChildren, startChild } from "../testing/children.ts";
import { fingerprint, removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { acquireLock, readHolder, type Holder } from "./lock.ts";
import { thisProcess } from "./process.ts";

let folder: string;
beforeEach(() => (folder = temporaryFolder()));
afterEach(async () => {
  await killChildren();
  removeTemporaryFolders();
});

const mine = () => acquireLock(folder, { command: "papertape test" });
const lockFile = () =>
  join(
    folder,
    "lock",
    readdirSync(join(folder, "lock")).find((name) => name.endsWith(".json"))!,
  );

/** Writes a lock as another process would have left it. */
function leave(holder: Partial<Holder>): void {
  mine().release();
  const path = lockFile();
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), released: false, ...holder }));
}

describe("a free folder", () => {
  test("is locked, and says by whom", () => {
    const { holder } = mine();
    expect(readHolder(folder)).toEqual(holder);
    expect(holder).toMatchObject({ pid: process.pid, command: "papertape test", address: null });
    expect(Buffer.from(holder.token, "base64url")).toHaveLength(32);
  });
  test("keeps its secret from other users", () => {
    mine().setAddress("http://localhost:4321");
    expect(statSync(lockFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "lock")).mode & 0o777).toBe(0o700);
  });
  test("has no holder, and looking does not touch it", () => {
    expect(readHolder(folder)).toBeNull();
    expect(fingerprint(folder)).toEqual([]);
  });
});

test("on a full disk a lock can be given back all the same", () => {
  const lock = mine();
  const full = vi.spyOn(fs, "writeFileSync").mockImplementation(() => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  });
  syncBuiltinESMExports();
  try {
    expect(() => lock.setAddress("http://localhost:4321")).toThrow("ENOSPC");
    lock.release();
    expect(readHolder(folder)).toBeNull();
    expect(mine).toThrow(expect.objectContaining({ code: "DISK_FULL" }) as Error);
    expect(readdirSync(join(folder, "lock"))).toEqual(["1.json"]);
  } finally {
    full.mockRestore();
    syncBuiltinESMExports();
  }
});

describe("a held folder", () => {
  test("is refused to the process that holds it already", () => {
    mine();
    expect(mine).toThrow(expect.objectContaining({ code: "LOCKED" }) as Error);
  });
  test("is refused to another process, with the holder's pid, command and address", async () => {
    const child = startChild("hold", folder);
    const { pid } = await child.next();
    expect(mine).toThrow(
      new RegExp(`process ${String(pid)} \\(child hold, since .*It answers at http://localhost:1234`),
    );
  });
  test("learns the address of its holder once that is known", () => {
    const lock = mine();
    lock.setAddress("http://localhost:4321");
    expect(readHolder(folder)).toEqual({ ...lock.holder, address: "http://localhost:4321" });
  });
  test("is free after its release, and a late address does not take it back", () => {
    const lock = mine();
    lock.release();
    lock.release();
    lock.setAddress("http://localhost:4321");
    expect(readHolder(folder)).toBeNull();
    mine();
  });
  test("keeps no secret after its release", () => {
    const { holder, release } = mine();
    release();
    expect(readFileSync(lockFile(), "utf8")).not.toContain(holder.token);
  });
});

describe("a folder whose holder died", () => {
  test("is taken over after kill -9", async () => {
    const child = startChild("hold", folder);
    await child.next();
    await child.kill();
    expect(readHolder(folder)).toBeNull();
    expect(mine().holder.pid).toBe(process.pid);
  });
  test("is taken over when its pid belongs to a later process by now", () => {
    leave({ started: "an earlier boot:1" });
    expect(mine().holder.started).toBe(thisProcess().started);
  });
  test("goes to exactly one of the processes that want it at the same moment", async () => {
    const dead = startChild("hold", folder);
    await dead.next();
    await dead.kill();
    const racers = Array.from({ length: 5 }, () => startChild("race", folder));
    await Promise.all(racers.map((racer) => racer.next()));
    for (const racer of racers) racer.tell("go");
    const results = await Promise.all(racers.map((racer) => racer.next()));
    expect(results.filter(({ won }) => won)).toHaveLength(1);
    expect(results.filter(({ code }) => code === "LOCKED")).toHaveLength(4);
    const winner = racers[results.findIndex(({ won }) => won)];
    expect(readHolder(folder)!.pid).toBe(winner.pid);
  });
});

describe("what cannot be judged is not overruled", () => {
  test("a holder on another machine is respected, and the way out is named", () => {
    leave({ host: `not-${hostname()}`, pid: 1 });
    expect(mine).toThrow(/on not-.*If that machine is gone, delete .*lock/);
  });
  test("a folder in which no lock can be made is refused by name", () => {
    writeFileSync(join(folder, "lock"), "a file");
    expect(mine).toThrow(expect.objectContaining({ code: "FOLDER_ACCESS" }) as Error);
  });
  test("an unreadable lock is refused and left as it is", () => {
    leave({});
    writeFileSync(lockFile(), "{");
    const before = fingerprint(folder);
    expect(mine).toThrow(expect.objectContaining({ code: "CORRUPT" }) as Error);
    expect(fingerprint(folder).filter((line) => line.includes("json"))).toEqual(
      before.filter((line) => line.includes("json")),
    );
  });
});
