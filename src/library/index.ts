/** Opens the library: folder, lock, database, migrations, shelf. The only way in; from here on everything goes through the catalogue. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createAudit, type Audit } from "./audit/audit.ts";
import { createBackups, type Backups } from "./backup/backups.ts";
import { createBakeoffs, type Bakeoffs } from "./bakeoffs/bakeoffs.ts";
import type { Catalogue } from "./catalogue.ts";
import { createJobs, type Jobs } from "./jobs/jobs.ts";
import { createCommunity, type Community } from "./community/index.ts";
import { scheduleCommunity } from "./community/jobs.ts";
import { networkAccess, type Network } from "./ingest/services/access.ts";
import { createDigests, type Digests } from "./digest/digests.ts";
import { findNewBy } from "./digest/find-new.ts";
import { scheduleDigests } from "./digest/jobs.ts";
import { openSigner } from "./digest/links.ts";
import { createEntities, scheduleLinking, type LinkedEntities } from "./entities/entities.ts";
import { createExtractor, type Extractor } from "./extracted/extraction.ts";
import { scheduleExtraction } from "./extracted/jobs.ts";
import { createForYou, type ForYou } from "./for-you/for-you.ts";
import { wordSpace } from "./for-you/vectors.ts";
import { createLimits, type Limits } from "./limits/limits.ts";
import { compareRules, type RuleComparison } from "./ledger/other-rules.ts";
import { createLists, type Lists } from "./lists/lists.ts";
import { rekeyStore } from "./ingest/merge/rekey.ts";
import { nothingToDo } from "./ingest/merge/again.ts";
import { cleaning } from "./ingest/merge/clean-stored.ts";
import { sorting } from "./ingest/merge/sort-stored.ts";
import { createCatalogue, usualRoom } from "./local-catalogue.ts";
import { createMailer, type Mailer, type MailSettings } from "./mail/mailer.ts";
import { createReaders, type Readers } from "./readers/readers.ts";
import { createSources, type Sources } from "./sources/sources.ts";
import { createRunModeration, type RunModeration } from "./runs/moderation.ts";
import { sweepRuns } from "./runs/sweep.ts";
import type { VisitorsRoom } from "./runs/visitors.ts";
import { createServerRuns, type RunWork, type ServerRuns } from "./server-runs/server-runs.ts";
import { createSearch, prepareSearch } from "./search/create.ts";
import { indexStore } from "./search/index/write.ts";
import { scheduleSearch } from "./search/jobs.ts";
import type { Search } from "./search/search.ts";
import { loadEmbedder, type EmbedderSettings } from "./search/vectors/transformers.ts";
import { registryShelf } from "./shelf/registry-shelf.ts";
import { seed } from "./shelf/seed.ts";
import type { Shelf } from "./shelf/shelf.ts";
import { scheduleMaintenance } from "./store/maintenance.ts";
import { diskOf, unlimited, type Disk } from "./store/disk.ts";
import { createEmbedded, openEmbedded, openServer, type Database, type Db } from "./store/database.ts";
import { prepareExtensions, type Extensions } from "./store/extensions.ts";
import { storageSize, type StorageSize } from "./store/size.ts";
import { databaseExists, databaseFolder, prepareFolder, settleRestore } from "./store/folder.ts";
import { acquireLock } from "./store/lock.ts";
import { migrateStore } from "./store/migrate.ts";

export { LibraryError, type LibraryErrorCode } from "./errors.ts";
export { readHolder, type Holder } from "./store/lock.ts";
export { thisProcess } from "./store/process.ts";
export type { Catalogue, Db };

export interface LibraryConfig {
  /** Holds the embedded database, and belongs to one process at a time. With `databaseUrl` only mail is written there, and an encoder while it is trained. */
  readonly dataDir: string;
  /** A Postgres server instead of the embedded database; any number of processes may share it. */
  readonly databaseUrl?: string;
  /** What others are told who find the folder in use. */
  readonly holder?: { readonly command: string; readonly address?: string };
  /** Default: false. See store/database.ts. */
  readonly durable?: boolean;
  /** Megabytes of pages that the embedded database keeps in memory. Default: 128, for many readers; a command does with less. */
  readonly buffers?: number;
  /** Default: what ships in src/papers. */
  readonly shelf?: Shelf;
  /** Default: files in the data folder. */
  readonly mail?: MailSettings;
  /** Where people find the site, for links in mails: "https://papers.example.org". Default: where this process answers. */
  readonly site?: string;
  /** How the services that know papers are asked. Default: without keys, and without saying who asks. */
  readonly network?: Network;
  /** What runs of visitors may take together. Default: 50 MB. */
  readonly visitors?: VisitorsRoom;
  /** Bytes that stay free on the disk of an embedded database; 0: it is never looked. Default: 500 MB. */
  readonly reserve?: number;
  /** A model for search by meaning. Default: one that the library trains on its own papers, where that helps. */
  readonly embedder?: EmbedderSettings;
  /** Whether experiments are computed for readers, here or by workers beside. Default: true. */
  readonly computesRuns?: boolean;
  /** papertape's own, named in backups. */
  readonly version?: string;
}

export interface Library {
  readonly db: Db;
  readonly kind: "pglite" | "postgres";
  /** Whether every change of the embedded database waits for the disk. */
  readonly durable: boolean;
  /** Aborted, with the reason, when the embedded database has died under this process. */
  readonly lost: AbortSignal;
  /** Another number as soon as something that pages show was stored; with a server's Postgres always the same. */
  revision(): number;
  readonly catalogue: Catalogue;
  /** How many of the ledger's verdicts other rules would change. */
  compareRules(): Promise<RuleComparison>;
  /** Runs of comparisons across papers. */
  readonly bakeoffs: Bakeoffs;
  /** Days, topics, what is hot: papers page by page. */
  readonly lists: Lists;
  /** Papers by words, and by meaning where there is a model. */
  readonly search: Search;
  /** What the numbers in abstracts say, as rules read them. */
  readonly extracted: Extractor;
  /** What dictionaries know by name, and the abstracts that mention it. */
  readonly entities: LinkedEntities;
  /** Where papers come from, and how that stands. */
  readonly sources: Sources;
  /** What administrators do about runs of visitors. */
  readonly runs: RunModeration;
  /** Runs that the server computes for whoever asks. */
  readonly serverRuns: ServerRuns;
  /** The same for the process that computes them. */
  readonly runWork: RunWork;
  /** How full the disk of the embedded database is. */
  readonly disk: Disk;
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
  /** New papers in the order of each reader. */
  readonly forYou: ForYou;
  /** All of it in one file. */
  readonly backups: Backups;
  /** How much room it takes. */
  storage(): Promise<StorageSize>;
  /** Secret for local commands that reach this process over HTTP. */
  readonly token: string;
  /** Where people find the site: links in mails begin with it. Never taken from a request, which could say anything. */
  readonly publicAddress: string;
  /** Tells other commands where this process answers, and people where to go; call it once the server listens. */
  setAddress(address: string | null, forPeople?: string): void;
  /** Waits for what is under way, then gives up the folder. Calling it twice is harmless. */
  close(): Promise<void>;
}

/** @throws LibraryError: see errors.ts; whatever is refused is left as it was. */
export async function openLibrary(config: LibraryConfig): Promise<Library> {
  return config.databaseUrl === undefined ? openOnFolder(config) : openOnServer(config, config.databaseUrl);
}

async function openOnFolder(config: LibraryConfig): Promise<Library> {
  const { dataDir, holder, shelf, durable, buffers } = config;
  prepareFolder(dataDir);
  const lock = await acquireLock(dataDir, holder ?? { command: "papertape" });
  let database: Database | undefined;
  try {
    settleRestore(dataDir);
    const folder = databaseFolder(dataDir);
    if (!databaseExists(dataDir)) await createEmbedded(folder);
    database = await openEmbedded(folder, { durable, buffers });
    const extensions = await prepareStore(database, shelf);
    const { setAddress, release: released } = lock;
    return libraryOn(database, extensions, config, { token: lock.holder.token, setAddress, released });
  } catch (error) {
    await database?.close();
    lock.release();
    throw error;
  }
}

async function openOnServer(config: LibraryConfig, url: string): Promise<Library> {
  const database = await openServer(url);
  try {
    const extensions = await prepareStore(database, config.shelf);
    const token = randomBytes(32).toString("base64url");
    return libraryOn(database, extensions, config, { token, setAddress: () => {}, released: () => {} });
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function prepareStore({ kind, exclusively }: Database, shelf: Shelf = registryShelf()): Promise<Extensions> {
  return exclusively(async (db) => {
    await migrateStore(db, kind);
    const extensions = await prepareExtensions(db);
    await prepareSearch(db, extensions);
    await rekeyStore(db);
    await seed(db, shelf);
    for (const again of [cleaning, sorting]) await nothingToDo(db, again);
    await indexStore(db);
    await sweepRuns(db);
    // Made now, because whoever needs it first only reads a page.
    await openSigner(db);
    return extensions;
  });
}

function libraryOn(
  database: Database,
  extensions: Extensions,
  {
    dataDir,
    durable = false,
    mail,
    network,
    site,
    embedder,
    visitors = usualRoom,
    reserve,
    computesRuns = true,
    version = "unknown",
  }: LibraryConfig,
  hold: { readonly token: string; setAddress(address: string | null): void; released(): void },
): Library {
  const { db, kind, lost, revision, close } = database;
  const mailer = createMailer(mail ?? {}, dataDir);
  const jobs = createJobs(database);
  scheduleMaintenance(jobs, database);
  const access = networkAccess(network);
  const search = createSearch(db, {
    extensions,
    embedder: embedder && (() => loadEmbedder(embedder)),
    folder: join(dataDir, "encoder"),
  });
  scheduleSearch(jobs, search);
  const extracted = createExtractor(db);
  scheduleExtraction(jobs, extracted);
  const entities = createEntities(db);
  scheduleLinking(jobs, entities);
  const findNew = findNewBy(search);
  const community = createCommunity(db, { sources: access, findNew });
  scheduleCommunity(jobs, community);
  let answersAt: string | null = null;
  const publicAddress = () => site ?? answersAt ?? "http://localhost:4321";
  const forYou = createForYou(db, wordSpace(search.index));
  const digests = createDigests(db, {
    mailer,
    site: publicAddress,
    folder: join(dataDir, "mail"),
    findNew,
    forYou,
  });
  scheduleDigests(jobs, digests);
  const disk = kind === "pglite" ? diskOf(dataDir, reserve) : unlimited;
  const catalogue = createCatalogue(db, visitors, disk);
  const { work: runWork, ...serverRuns } = createServerRuns(db, { jobs, disk, computed: computesRuns });
  let closing: Promise<void> | undefined;
  return {
    db,
    kind,
    durable,
    lost,
    revision,
    catalogue,
    compareRules: () => compareRules(db),
    bakeoffs: createBakeoffs(db),
    sources: createSources(db, { catalogue, jobs, access }),
    lists: createLists(db),
    search,
    extracted,
    entities,
    runs: createRunModeration(db, visitors),
    serverRuns,
    runWork,
    disk,
    jobs,
    readers: createReaders(db),
    audit: createAudit(db),
    limits: createLimits(db),
    mailer,
    digests,
    community,
    forYou,
    backups: createBackups(db, { folder: join(dataDir, "backups"), version }),
    storage: () => storageSize(db, dataDir),
    token: hold.token,
    get publicAddress() {
      return publicAddress();
    },
    setAddress(address, forPeople) {
      answersAt = forPeople ?? address;
      hold.setAddress(address);
    },
    close: () => {
      serverRuns.stop();
      return (closing ??= jobs
        .stop()
        .then(() => mailer.close())
        .then(close)
        .finally(hold.released));
    },
  };
}
