import { execFileSync } from "node:child_process";
import fs, { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
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
const lockFile = (dataDir = folder) =>
  join(
    dataDir,
    "lock",
    readdirSync(join(dataDir, "lock")).find((name) => name.endsWith(".json"))!,
  );

/** Writes a lock as another process would have left it. */
async function leave(holder: Partial<Holder>): Promise<void> {
  (await mine()).release();
  rewrite({ released: false, ...holder });
}

function rewrite(change: Partial<Holder> & { released?: boolean }, dataDir = folder): void {
  const path = lockFile(dataDir);
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, "utf8")) as Holder), ...change }));
}

describe("a free folder", () => {
  test("is locked, and says by whom", async () => {
    const { holder } = await mine();
    expect(await readHolder(folder)).toEqual(holder);
    expect(holder).toMatchObject({ pid: process.pid, command: "papertape test", address: null });
    expect(Buffer.from(holder.token, "base64url")).toHaveLength(32);
  });
  test("keeps its secret from other users", async () => {
    (await mine()).setAddress("http://localhost:4321");
    expect(statSync(lockFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "lock")).mode & 0o777).toBe(0o700);
  });
  test("has no holder, and looking does not touch it", async () => {
    expect(await readHolder(folder)).toBeNull();
    expect(fingerprint(folder)).toEqual([]);
  });
});

test("on a full disk a lock can be given back all the same", async () => {
  const lock = await mine();
  const full = vi.spyOn(fs, "writeFileSync").mockImplementation(() => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  });
  syncBuiltinESMExports();
  try {
    expect(() => lock.setAddress("http://localhost:4321")).toThrow("ENOSPC");
    lock.release();
    expect(await readHolder(folder)).toBeNull();
    await expect(mine()).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(readdirSync(join(folder, "lock"))).toEqual(["1.json"]);
  } finally {
    full.mockRestore();
    syncBuiltinESMExports();
  }
});

describe("a held folder", () => {
  test("is refused to the process that holds it already", async () => {
    await mine();
    await expect(mine()).rejects.toMatchObject({ code: "LOCKED" });
  });
  test("is refused to another process, with the holder's pid, command and address", async () => {
    const child = startChild("hold", folder);
    const { pid } = await child.next();
    await expect(mine()).rejects.toThrow(
      new RegExp(`process ${String(pid)} \\(child hold, since .*It answers at http://localhost:1234`),
    );
  });
  test("learns the address of its holder once that is known", async () => {
    const lock = await mine();
    lock.setAddress("http://localhost:4321");
    expect(await readHolder(folder)).toEqual({ ...lock.holder, address: "http://localhost:4321" });
  });
  test("is free after its release, and a late address does not take it back", async () => {
    const lock = await mine();
    lock.release();
    lock.release();
    lock.setAddress("http://localhost:4321");
    expect(await readHolder(folder)).toBeNull();
    await mine();
  });
  test("keeps no secret after its release", async () => {
    const { holder, release } = await mine();
    release();
    expect(readFileSync(lockFile(), "utf8")).not.toContain(holder.token);
  });
});

describe("a folder whose holder died", () => {
  test("is taken over after kill -9", async () => {
    const child = startChild("hold", folder);
    await child.next();
    await child.kill();
    expect(await readHolder(folder)).toBeNull();
    expect((await mine()).holder.pid).toBe(process.pid);
  });
  test("is taken over when its pid belongs to a later process by now", async () => {
    await leave({ started: "an earlier boot:1" });
    expect((await mine()).holder.started).toBe(thisProcess().started);
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
    expect((await readHolder(folder))!.pid).toBe(winner.pid);
  });
});

/** What the kernel answers about another process does not depend on the namespace in which its number was given. */
describe("a holder whose pid says nothing here", () => {
  test("is respected while it lives, and no longer", async () => {
    const child = startChild("hold", folder);
    await child.next();
    rewrite({ pid: 1, started: "another boot:1" });
    await expect(mine()).rejects.toMatchObject({ code: "LOCKED" });
    expect(await readHolder(folder)).toMatchObject({ pid: 1 });
    await child.kill();
    expect(await readHolder(folder)).toBeNull();
    expect((await mine()).holder.pid).toBe(process.pid);
  });
  test("is respected from another container on this machine too, whatever that calls itself", async () => {
    const child = startChild("hold", folder);
    await child.next();
    rewrite({ host: `not-${hostname()}`, pid: 1 });
    await expect(mine()).rejects.toThrow(/on not-.*It answers at http:\/\/localhost:1234/);
    await child.kill();
    expect((await mine()).holder.pid).toBe(process.pid);
  });
  test.runIf(process.platform === "linux")(
    "in another PID namespace with this host's name is respected",
    async (ctx) => {
      const unshare = [
        "unshare",
        ...(process.getuid!() === 0 ? [] : ["--user", "--map-root-user"]),
        "--pid",
        "--uts",
        "--fork",
        "--kill-child",
      ];
      try {
        execFileSync(unshare[0], [...unshare.slice(1), "true"], { stdio: "pipe" });
      } catch (error) {
        process.stderr.write(
          `\nNOT TESTED: a lock across PID namespaces, because unshare is not permitted here: ${String(error)}\n`,
        );
        ctx.skip("unshare is not permitted here");
      }
      const child = startChild("hold", folder, unshare);
      // There it is process 1 or 2; here that is somebody else.
      expect((await child.next()).pid).toBeLessThan(10);
      await expect(mine()).rejects.toMatchObject({ code: "LOCKED" });
      await child.kill();
      await expect.poll(async () => readHolder(folder)).toBeNull();
      expect((await mine()).holder.pid).toBe(process.pid);
    },
  );
});

test("a folder with a long path is locked like any other", async () => {
  folder = join(folder, "a-long-name".repeat(10), "and-another".repeat(10));
  mkdirSync(folder, { recursive: true });
  const child = startChild("hold", folder);
  await child.next();
  rewrite({ pid: 1, started: "another boot:1" });
  await expect(mine()).rejects.toMatchObject({ code: "LOCKED" });
  await child.kill();
  (await mine()).release();
  expect(readdirSync(join(folder, "lock"))).toEqual(["2.json"]);
});

test("a copy of a folder in use is a folder of its own", async () => {
  await mine();
  const copy = temporaryFolder();
  mkdirSync(join(copy, "lock"));
  fs.copyFileSync(lockFile(), join(copy, "lock", "1.json"));
  rewrite({ pid: process.ppid, started: null }, copy);
  const socket = readdirSync(join(folder, "lock")).find((name) => name.endsWith(".sock"))!;
  writeFileSync(join(copy, "lock", socket), "");
  expect(await readHolder(copy)).toBeNull();
});

describe("after a power cut", () => {
  test.each([
    ["an empty lock", ""],
    ["half a lock", '{"pid":'],
    ["a lock of zeros", "\0".repeat(300)],
    ["a lock of another shape", "null"],
  ])("%s holds nobody up", async (_, content) => {
    await leave({});
    writeFileSync(lockFile(), content);
    expect(await readHolder(folder)).toBeNull();
    expect((await mine()).holder.pid).toBe(process.pid);
    expect(readdirSync(join(folder, "lock")).filter((name) => name.endsWith(".json"))).toEqual(["2.json"]);
  });
  test("a container that has another name now is not taken for another machine, where the folder is on a disk of this one", async () => {
    await leave({ host: `not-${hostname()}`, started: "an earlier boot:1" });
    if (process.platform === "linux") expect((await mine()).holder.pid).toBe(process.pid);
    else await expect(mine()).rejects.toMatchObject({ code: "LOCKED" });
  });
});

test("what killed processes left in the folder of the lock goes after a day", async () => {
  mkdirSync(join(folder, "lock"));
  const old = [".a-draft", ".a-draft.released", "orphan.sock"].map((name) => join(folder, "lock", name));
  const fresh = join(folder, "lock", "racer.sock");
  for (const path of [...old, fresh]) writeFileSync(path, "");
  for (const path of old) fs.utimesSync(path, 0, Date.now() / 1000 - 90_000);
  await mine();
  expect(old.filter((path) => existsSync(path))).toEqual([]);
  expect(existsSync(fresh)).toBe(true);
});

describe("what cannot be judged is not overruled", () => {
  test("a holder on another machine is respected, and the way out is named", async () => {
    vi.spyOn(fs, "statfsSync").mockReturnValue({ type: 0x6969 } as fs.StatsFs);
    syncBuiltinESMExports();
    try {
      await leave({ host: `not-${hostname()}`, pid: 1, started: "another boot:1" });
      await expect(mine()).rejects.toThrow(/on not-.*If that machine is gone, delete .*lock/);
    } finally {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    }
  });
  test("a data folder that is a file has no holder: whoever opens it says what is wrong", async () => {
    writeFileSync(join(folder, "file"), "text");
    expect(await readHolder(join(folder, "file"))).toBeNull();
  });
  test("a folder in which no lock can be made is refused by name", async () => {
    writeFileSync(join(folder, "lock"), "a file");
    await expect(mine()).rejects.toMatchObject({ code: "FOLDER_ACCESS" });
  });
});
