/** A Postgres server for tests: one that is given, one that is installed, else PGlite behind a socket. */
import { randomUUID } from "node:crypto";
import { freePort, installedPostgres, startCluster } from "./cluster.ts";

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
  const bin = installedPostgres();
  if (bin === null) return socketServer();
  const { url, stop } = await startCluster(bin, { fsync: "off", shared_buffers: "16MB" });
  return { url, concurrent: true, stop };
}

export const serverName = (): string =>
  process.env.DATABASE_URL_TEST
    ? "the given Postgres"
    : installedPostgres()
      ? "an installed Postgres"
      : "PGlite behind a socket";

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
