/** A Postgres server for tests: one that is given, one that is installed, else PGlite behind a socket. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface TestServer {
  readonly url: string;
  /** Whether connections have sessions of their own, as on any server but PGlite's socket. */
  readonly concurrent: boolean;
  stop(): Promise<void>;
}

/** Starts a server with one empty database. */
export async function startServer(): Promise<TestServer> {
  const given = process.env.DATABASE_URL_TEST;
  if (given) return databaseOn(given);
  const bin = installed();
  return bin === null ? socketServer() : cluster(bin);
}

export const serverName = (): string =>
  process.env.DATABASE_URL_TEST
    ? "the given Postgres"
    : installed()
      ? "an installed Postgres"
      : "PGlite behind a socket";

/** Where Debian, Homebrew and the installers of postgresql.org put the newest server. */
function installed(): string | null {
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

async function databaseOn(url: string): Promise<TestServer> {
  const { default: postgres } = await import("postgres");
  const name = `papertape_test_${randomUUID().replaceAll("-", "")}`;
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return {
    url: address.href,
    concurrent: true,
    async stop() {
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

async function cluster(bin: string): Promise<TestServer> {
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
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    fsync: "off",
    shared_buffers: "16MB",
  };
  const child = spawn(
    join(bin, "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...owner, cwd: folder, stdio: "ignore" },
  );
  const kill = () => void child.kill("SIGQUIT");
  process.once("exit", kill);
  const url = `postgres://papertape@127.0.0.1:${port}/postgres`;
  await answers(url, child);
  return {
    url,
    concurrent: true,
    async stop() {
      process.off("exit", kill);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function socketServer(): Promise<TestServer> {
  const [{ PGlite }, { PGLiteSocketServer }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite-socket"),
  ]);
  const port = await freePort();
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({ db, port, host: "127.0.0.1", maxConnections: 5 });
  await server.start();
  return {
    // All connections share one session, so statements must not be named, nor two transactions run at once.
    url: `postgres://postgres@127.0.0.1:${port}/postgres?max=1&prepare=false`,
    concurrent: false,
    async stop() {
      await server.stop();
      await db.close();
    },
  };
}
