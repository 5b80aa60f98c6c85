/** A PostgreSQL of this machine's own installation, on a new folder and a free port, which can be killed and started again. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Cluster {
  /** Of its one database, which is empty at first. */
  readonly url: string;
  /** At once, as a crash ends it. */
  kill(): Promise<void>;
  /** After it was killed, on the same port; resolves when it answers. */
  start(): Promise<void>;
  /** Removes it. */
  stop(): Promise<void>;
}

/** Where Debian, Homebrew and the installers of postgresql.org put the newest server: its folder of programs. */
export function installedPostgres(): string | null {
  const folders = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/Library/PostgreSQL"].flatMap(
    (root) =>
      existsSync(root)
        ? readdirSync(root)
            .filter((name) => /^(postgresql@?)?\d*$/.test(name))
            .map((name) => join(root, name, "bin"))
        : [],
  );
  return (
    folders
      .filter((bin) => existsSync(join(bin, "initdb")))
      .sort()
      .at(-1) ?? null
  );
}

/**
 * @param bin its folder of programs.
 * @param settings by their names in postgresql.conf.
 * @throws Error where it does not answer within ten seconds.
 */
export async function startCluster(bin: string, settings: Readonly<Record<string, string>>): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "papertape-pg-"));
  // Postgres refuses to run as root; any other user of the system will do.
  const owner = process.getuid?.() === 0 ? unprivileged() : null;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "papertape", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...owner,
    cwd: folder,
    stdio: "pipe",
  });
  const port = await freePort();
  const all = { port, listen_addresses: "127.0.0.1", unix_socket_directories: folder, ...settings };
  const args = ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const url = `postgres://papertape@127.0.0.1:${port}/postgres`;
  let child: ChildProcess | undefined;
  const quit = () => void child?.kill("SIGQUIT");
  const cluster: Cluster = {
    url,
    async start() {
      child = spawn(join(bin, "postgres"), args, { ...owner, cwd: folder, stdio: "ignore" });
      await answers(url, child);
    },
    async kill() {
      const ended = new Promise<unknown>((resolve) => (child ? child.once("exit", resolve) : resolve(null)));
      // Not SIGKILL, which would leave what it has started behind: it ends all at once, without a last word to its disk.
      quit();
      await ended;
    },
    async stop() {
      process.off("exit", quit);
      await cluster.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  process.once("exit", quit);
  await cluster.start();
  return cluster;
}

function unprivileged(): { uid: number; gid: number } | null {
  for (const user of ["postgres", "nobody"])
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8", stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such user: try the next one.
    }
  return null;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const { default: postgres } = await import("postgres");
  for (let attempt = 0; ; attempt++) {
    const client = postgres(url, { max: 1, onnotice: () => {} });
    try {
      await client`select 1`;
      return;
    } catch (error) {
      if (attempt >= 100 || child.exitCode !== null) throw error;
      await sleep(100);
    } finally {
      await client.end({ timeout: 1 });
    }
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
