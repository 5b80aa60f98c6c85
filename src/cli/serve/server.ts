/** The web server: opens the library, puts the site before it, and takes both down again in order. */
import type { Library } from "#library/index";
import type { Mailer } from "#library/mail/mailer";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Failure } from "../failure.ts";
import type { Settings } from "../settings.ts";
import { version } from "../version.ts";
import { addressForPeople, addressForPrograms } from "./address.ts";
import { restOnFullDisk } from "./full-disk.ts";
import { openLibraryFor } from "./library.ts";
import { listenerFor } from "./listener.ts";
import { builtSite, devSite, type Site } from "./site.ts";

export interface Running {
  /** "http://localhost:4321" */
  readonly address: string;
  /** How mail leaves. */
  readonly mail: Pick<Mailer, "kind" | "where">;
  /** With it somebody becomes the first administrator of a team; null where there is one, or nobody has to sign in. */
  readonly ownerCode: string | null;
  /** Aborted, with the reason, when the embedded database has died: there is nothing left to serve. */
  readonly lost: AbortSignal;
  /** Lets requests under way finish, then gives up port and data folder. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly dev: boolean;
  readonly onError: (error: unknown, request: { method?: string; url?: string }) => void;
  /** Told about what goes wrong in the background. */
  readonly onJobError: (error: Error) => void;
}

/** Milliseconds after which the index of search is read: the first page does not wait for it, and a search that comes sooner reads it itself. */
const warmsAfter = 2_000;

/** How long requests under way may take once the server stops. */
const grace = 5_000;

/**
 * Milliseconds for which a connection that nobody uses stays open: longer than proxies keep theirs (60 s), so that none sends a request
 * into one that is being closed here and answers its reader 502.
 */
const idleConnection = 75_000;

/** @throws Failure or LibraryError when the port, the data folder or the built site is not there; nothing stays open then. */
export async function startServer(settings: Settings, { dev, onError, onJobError }: ServeOptions): Promise<Running> {
  const server = createServer({ keepAliveTimeout: idleConnection });
  let library: Library | undefined;
  let site: Site | undefined;
  try {
    // Both take a second, much of it waiting: the database starts while the site is read.
    const [opened, read] = await Promise.allSettled([
      openLibraryFor(settings, "papertape serve"),
      dev ? devSite(server) : builtSite(settings.origin),
    ]);
    if (opened.status === "fulfilled") library = opened.value;
    if (read.status === "fulfilled") site = read.value;
    if (opened.status === "rejected") throw opened.reason;
    if (read.status === "rejected") throw read.reason;
    const { address: bound, port } = await listen(server, settings);
    const people = settings.origin ?? addressForPeople(settings.host, port);
    opened.value.setAddress(addressForPrograms(bound, port), people);
    handOver(opened.value, settings);
    // The owner's account is made now, because whoever needs it first only reads a page.
    if (!settings.team) await opened.value.readers.owner();
    const ownerCode = settings.team ? await opened.value.readers.newOwnerCode() : null;
    server.on("request", listenerFor(read.value, settings, onError));
    // In the background: pages need no jobs, and nobody waits for them.
    const started = opened.value.jobs.start(onJobError);
    const watch = restOnFullDisk(opened.value, started, onJobError);
    void started.then(() => followAll(opened.value, settings).catch(onJobError));
    // Whatever is wrong with it, a search meets again, and says to whoever searches.
    const warming = setTimeout(() => void opened.value.search.warm().catch(() => {}), warmsAfter);
    return {
      address: addressForPeople(settings.host, port),
      mail: opened.value.mailer,
      ownerCode,
      lost: opened.value.lost,
      close: () => {
        clearTimeout(warming);
        return watch.stop().then(() => takeDown(server, site, library));
      },
    };
  } catch (error) {
    await takeDown(server, site, library);
    throw error;
  }
}

/** What the environment names is followed; what is new among it is looked at now, everything else when it is due. */
async function followAll({ sources }: Library, { follow }: Settings): Promise<void> {
  for (const text of follow) {
    const { source, changed } = await sources.follow(text);
    if (changed) await sources.runNow(source);
  }
}

/** The built site is a bundle of its own; it finds the library that this process opened under this name. */
export function handOver(library: Library, { team, zoteroPort }: Pick<Settings, "team" | "zoteroPort">): void {
  const { catalogue, token } = library;
  const handed = { library, catalogue, token, version, team, zoteroPort };
  (globalThis as Record<symbol, unknown>)[Symbol.for("papertape.site")] = handed;
}

async function listen(server: Server, { port, host }: Settings): Promise<AddressInfo> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    throw new Failure(refusal(error as NodeJS.ErrnoException, port, host), { cause: error });
  }
  return server.address() as AddressInfo;
}

function refusal({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === "EADDRINUSE")
    return `port ${port} is in use by another program; choose another with PORT, for example PORT=${port + 1} npm start`;
  if (code === "EACCES") return `port ${port} needs more rights than this user has; choose one above 1023 with PORT`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EINVAL")
    return `${host} is not an address of this machine; set HOST to 127.0.0.1 (this machine only) or 0.0.0.0 (every network)`;
  return `cannot listen on ${host}, port ${port}: ${message}`;
}

async function takeDown(server: Server, site: Site | undefined, library: Library | undefined): Promise<void> {
  library?.setAddress(null);
  // Streams would stay open until the end of the grace; their clients come back to whoever serves next.
  library?.serverRuns.stop();
  if (server.listening) await stopListening(server);
  await site?.close();
  await library?.close();
}

export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A browser keeps connections open in case it needs them; they are idle as soon as their request is answered.
  const sweeping = setInterval(() => server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearInterval(sweeping);
  clearTimeout(deadline);
}
