/** Opens the library: folder, lock, database, migrations, shelf. The only way in; from here on everything goes through the catalogue. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createAudit, type Audit } from "./audit/audit.ts";
import { createBakeoffs, type Bakeoffs } from "./bakeoffs/bakeoffs.ts";
import type { Catalogue } from "./catalogue.ts";
import { createJobs, type Jobs } from "./jobs/jobs.ts";
import { createCommunity, type Community } from "./community/index.ts";
import { scheduleCommunity } from "./community/jobs.ts";
import { networkAccess, type Network, type NetworkAccess } from "./ingest/access.ts";
import { createDigests, type Digests } from "./digest/digests.ts";
import { scheduleDigests } from "./digest/jobs.ts";
import { createLimits, type Limits } from "./limits/limits.ts";
import { createLists, type Lists } from "./lists/lists.ts";
import { createCatalogue } from "./local-catalogue.ts";
import { createMailer, type Mailer, type MailSettings } from "./mail/mailer.ts";
import { createReaders, type Readers } from "./readers/readers.ts";
import { sweepRuns } from "./runs/sweep.ts";
import { indexStore } from "./search/index/write.ts";
import { registryShelf } from "./shelf/registry-shelf.ts";
import { seed } from "./shelf/seed.ts";
import type { Shelf } from "./shelf/shelf.ts";
import { createEmbedded, openEmbedded, openServer, type Database, type Db } from "./store/database.ts";
import { prepareExtensions } from "./store/extensions.ts";
import { databaseExists, databaseFolder, prepareFolder } from "./store/folder.ts";
import { acquireLock } from "./store/lock.ts";
import { migrateStore } from "./store/migrate.ts";

export { LibraryError, type LibraryErrorCode } from "./errors.ts";
export { readHolder, type Holder } from "./store/lock.ts";
export { thisProcess } from "./store/process.ts";
export type { Catalogue, Db };

export interface LibraryConfig {
  /** Holds the embedded database, and belongs to one process at a time. With `databaseUrl` only mail is written there. */
  readonly dataDir: string;
  /** A Postgres server instead of the embedded database; any number of processes may share it. */
  readonly databaseUrl?: string;
  /** What others are told who find the folder in use. */
  readonly holder?: { readonly command: string; readonly address?: string };
  /** Default: what ships in src/papers. */
  readonly shelf?: Shelf;
  /** Default: files in the data folder. */
  readonly mail?: MailSettings;
  /** Where people find the site, for links in mails: "https://papers.example.org". Default: where this process answers. */
  readonly site?: string;
  /** How the services that know papers are asked. Default: without keys, and without saying who asks. */
  readonly network?: Network;
}

export interface Library {
  readonly db: Db;
  readonly kind: "pglite" | "postgres";
  readonly catalogue: Catalogue;
  /** Runs of comparisons across papers. */
  readonly bakeoffs: Bakeoffs;
  /** Days, topics, what is hot: papers page by page. */
  readonly lists: Lists;
  /** Work in the background. Whoever serves or works starts it; a command that does one thing does not. */
  readonly jobs: Jobs;
  /** People, and how they are known again. */
  readonly readers: Readers;
  /** Who did what. */
  readonly audit: Audit;
  /** How often somebody may do something. */
  readonly limits: Limits;
  readonly mailer: Mailer;
  /** The papers of a day or week by mail. */
  readonly digests: Digests;
  /** What readers make of papers together. */
  readonly community: Community;
  /** Secret for local commands that reach this process over HTTP. */
  readonly token: string;
  /** Tells other commands where this process answers; call it once the server listens. */
  setAddress(address: string | null): void;
  /** Waits for what is under way, then gives up the folder. Calling it twice is harmless. */
  close(): Promise<void>;
}

/** @throws LibraryError: see errors.ts; whatever is refused is left as it was. */
export async function openLibrary(config: LibraryConfig): Promise<Library> {
  return config.databaseUrl === undefined ? openOnFolder(config) : openOnServer(config, config.databaseUrl);
}

async function openOnFolder(config: LibraryConfig): Promise<Library> {
  const { dataDir, holder, shelf, mail, network } = config;
  prepareFolder(dataDir);
  const lock = acquireLock(dataDir, holder ?? { command: "papertape" });
  let database: Database | undefined;
  try {
    const folder = databaseFolder(dataDir);
    if (!databaseExists(dataDir)) await createEmbedded(folder);
    database = await openEmbedded(folder);
    await prepareStore(database, shelf);
  } catch (error) {
    await database?.close();
    lock.release();
    throw error;
  }
  return libraryOn(database, config, lock.holder.token, createMailer(mail ?? {}, dataDir), networkAccess(network), {
    setAddress: lock.setAddress,
    released: lock.release,
  });
}

async function openOnServer(config: LibraryConfig, url: string): Promise<Library> {
  const { dataDir, shelf, mail, network } = config;
  const database = await openServer(url);
  try {
    await prepareStore(database, shelf);
  } catch (error) {
    await database.close();
    throw error;
  }
  return libraryOn(
    database,
    config,
    randomBytes(32).toString("base64url"),
    createMailer(mail ?? {}, dataDir),
    networkAccess(network),
    {
      setAddress: () => {},
      released: () => {},
    },
  );
}

async function prepareStore({ kind, exclusively }: Database, shelf: Shelf = registryShelf()): Promise<void> {
  await exclusively(async (db) => {
    await migrateStore(db, kind);
    await prepareExtensions(db);
    await seed(db, shelf);
    await indexStore(db);
    await sweepRuns(db);
  });
}

function libraryOn(
  database: Database,
  { dataDir, site }: LibraryConfig,
  token: string,
  mailer: Mailer,
  sources: NetworkAccess,
  hold: { setAddress(address: string | null): void; released(): void },
): Library {
  const { db, kind, close } = database;
  const jobs = createJobs(database);
  const community = createCommunity(db, { sources });
  scheduleCommunity(jobs, community);
  let answersAt: string | null = null;
  const digests = createDigests(db, {
    mailer,
    site: () => site ?? answersAt ?? "http://localhost:4321",
    folder: join(dataDir, "mail"),
  });
  scheduleDigests(jobs, digests);
  let closing: Promise<void> | undefined;
  return {
    db,
    kind,
    catalogue: createCatalogue(db),
    bakeoffs: createBakeoffs(db),
    lists: createLists(db),
    jobs,
    readers: createReaders(db),
    audit: createAudit(db),
    limits: createLimits(db),
    mailer,
    digests,
    community,
    token,
    setAddress(address) {
      answersAt = address;
      hold.setAddress(address);
    },
    close: () =>
      (closing ??= jobs
        .stop()
        .then(() => mailer.close())
        .then(close)
        .finally(hold.released)),
  };
}
