/** Everything papertape reads from the environment, checked once and together. */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseAddress } from "#library/mail/address";
import { readFollow } from "#library/sources/follow";
import { z } from "zod";
import { UsageError } from "./failure.ts";
import { isPublic } from "./serve/address.ts";
import { home } from "./version.ts";
import type { MailSettings } from "#library/mail/mailer";

/** An empty variable counts as unset, as in shells. */
const text = z.string().transform((value) => (value.trim() === "" ? undefined : value.trim()));

/** "50 MB", "2GB" or a number of bytes. */
const size = (usual: number) =>
  text
    .optional()
    .refine((said) => said === undefined || sized.test(said), "is not a size like 500 MB, or 0")
    .transform((said) => (said === undefined ? usual : bytesIn(said)));

const sized = /^(\d{1,12})\s*(bytes|kB|MB|GB)?$/i;
const powers: Readonly<Record<string, number>> = { bytes: 1, kb: 1e3, mb: 1e6, gb: 1e9 };

function bytesIn(said: string): number {
  const [, number, unit = "bytes"] = sized.exec(said) ?? [];
  return Number(number) * powers[unit.toLowerCase()];
}

const environment = z.object({
  PAPERTAPE_DATA: text.optional().transform((path) => (path === undefined ? join(home, "data") : resolve(path))),
  DATABASE_URL: text
    .optional()
    .refine((url) => url === undefined || /^postgres(ql)?:\/\/./.test(url), "is not a postgres:// address"),
  PAPERTAPE_DURABLE: text
    .optional()
    .refine((durable) => durable === undefined || durable === "1" || durable === "0", "is neither 1 nor 0"),
  PORT: text
    .optional()
    .transform((port) => (port === undefined ? 4321 : /^\d{1,5}$/.test(port) ? Number(port) : NaN))
    .refine((port) => port >= 0 && port <= 65535, "is not a port: a number from 0 (any free one) to 65535"),
  PAPERTAPE_CONTACT: text
    .optional()
    .refine(
      (contact) => contact === undefined || /^(?:https?:\/\/|[^\s@]+@)[\x21-\x7e]{1,200}$/.test(contact),
      "is neither an e-mail address nor a web address",
    ),
  SEMANTIC_SCHOLAR_API_KEY: text.optional(),
  OPENALEX_API_KEY: text.optional(),
  HOST: text.optional().transform((host) => host ?? "127.0.0.1"),
  PAPERTAPE_TEAM: text
    .optional()
    .refine((team) => team === undefined || team === "1" || team === "0", "is neither 1 nor 0"),
  PAPERTAPE_EMBEDDER: text.optional(),
  PAPERTAPE_VISITOR_RUNS: size(50_000_000),
  PAPERTAPE_DISK_RESERVE: size(500_000_000),
  PAPERTAPE_RUN_CORES: text
    .optional()
    .transform((cores) => (cores === undefined ? undefined : /^\d{1,4}$/.test(cores) ? Number(cores) : NaN))
    .refine((cores) => !Number.isNaN(cores), "is not a number of cores: 0 (no runs) or more"),
  PAPERTAPE_ZOTERO_PORT: text
    .optional()
    .transform((port) => (port === undefined ? 23_119 : /^\d{1,5}$/.test(port) ? Number(port) : NaN))
    .refine((port) => port >= 1 && port <= 65535, "is not a port: a number from 1 to 65535"),
  PAPERTAPE_FOLLOW: text.optional().transform((names, context) => {
    const wanted = (names ?? "").split(",").filter((name) => name.trim() !== "");
    for (const name of wanted) {
      try {
        readFollow(name);
      } catch (error) {
        context.addIssue({ code: "custom", message: `cannot be followed: ${(error as Error).message}` });
      }
    }
    return wanted.map((name) => name.trim());
  }),
  ORIGIN: text.optional().refine((origin) => origin === undefined || isOrigin(origin), {
    message: "is not an address like https://papers.example.org, without a path",
  }),
  ADDRESS_HEADER: text
    .optional()
    .refine((name) => name === undefined || /^[A-Za-z0-9-]{1,60}$/.test(name), "is not the name of a header"),
  XFF_DEPTH: text
    .optional()
    .refine((depth) => depth === undefined || /^[1-9]\d?$/.test(depth), "is not a number of proxies from 1 to 99"),
  SMTP_URL: text
    .optional()
    .refine(
      (url) => url === undefined || (/^smtps?:\/\/./.test(url) && URL.canParse(url)),
      "is not an smtp:// or smtps:// address",
    ),
  MAIL_FROM: text
    .optional()
    .refine(
      (from) => from === undefined || isSender(from),
      "is neither an address nor a name with one: papertape <papers@example.org>",
    ),
});

const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, "").toLowerCase();

const isSender = (text: string): boolean => {
  // eslint-disable-next-line no-control-regex
  const parts = /^(?:([^<>\0-\x1f]*)<([^<>]+)>|([^<>]+))$/.exec(text);
  return parts !== null && parseAddress(parts[2] ?? parts[3]) !== null;
};

export interface Settings {
  /** Absolute path of the embedded database's folder. */
  readonly dataDir: string;
  /** Whether every change waits for the disk, on the embedded database. */
  readonly durable: boolean;
  /** A Postgres that takes the embedded database's place. */
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  /** Many people, each signed in by mail; else one, who is whoever sits at this machine. */
  readonly team: boolean;
  /** Where people find the site, if not at host and port: "https://papers.example.org". */
  readonly origin: string | undefined;
  /** A sentence-embedding model for search by meaning, and where models lie. */
  readonly embedder: { readonly model: string; readonly folder: string } | undefined;
  /** Bytes that runs of visitors may take together; 0: none are taken. */
  readonly visitorRuns: number;
  /** Bytes that stay free on the disk of the embedded database; 0: it is never looked. */
  readonly diskReserve: number;
  /** Cores that this process uses for runs that readers ask for; 0: it takes none. */
  readonly runCores: number;
  /** Where the Zotero of this machine listens. */
  readonly zoteroPort: number;
  /** How a proxy in front says who asks; believed only because it is set. */
  readonly proxy: { readonly addressHeader: string | undefined; readonly xffDepth: string | undefined };
  readonly mail: MailSettings;
  /** Sources that the server follows from its start on, as `papertape follow` takes them. */
  readonly follow: readonly string[];
  /** Who asks, for the services that papers are fetched from. */
  readonly sources: {
    /** An e-mail address or a web address. */
    readonly contact: string | undefined;
    readonly semanticScholarKey: string | undefined;
    readonly openAlexKey: string | undefined;
  };
}

/** @throws UsageError naming every variable that does not fit; never shows the value of DATABASE_URL or SMTP_URL, which have passwords in them. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const { success, data, error } = environment.safeParse(env);
  if (!success)
    throw new UsageError(
      error.issues
        .map(({ path: [name], message }) => {
          const value = name === "DATABASE_URL" || name === "SMTP_URL" ? "" : ` ${JSON.stringify(env[String(name)])}`;
          return `${String(name)}${value} ${message}`;
        })
        .join("\n"),
    );
  const open = isPublic(data.HOST) || (data.ORIGIN !== undefined && isPublic(new URL(data.ORIGIN).hostname));
  if (data.PAPERTAPE_TEAM === "0" && open)
    throw new UsageError(
      "PAPERTAPE_TEAM=0 with a public HOST or ORIGIN would sign in everybody who reaches it as the owner; leave one of them out",
    );
  return {
    dataDir: data.PAPERTAPE_DATA,
    durable: data.PAPERTAPE_DURABLE === "1",
    databaseUrl: data.DATABASE_URL,
    port: data.PORT,
    host: data.HOST,
    team: data.PAPERTAPE_TEAM === "1" || open,
    embedder:
      data.PAPERTAPE_EMBEDDER === undefined
        ? undefined
        : { model: data.PAPERTAPE_EMBEDDER, folder: join(data.PAPERTAPE_DATA, "models") },
    origin: data.ORIGIN === undefined ? undefined : new URL(data.ORIGIN).origin,
    visitorRuns: data.PAPERTAPE_VISITOR_RUNS,
    diskReserve: data.PAPERTAPE_DISK_RESERVE,
    runCores: data.PAPERTAPE_RUN_CORES ?? availableParallelism(),
    zoteroPort: data.PAPERTAPE_ZOTERO_PORT,
    proxy: { addressHeader: data.ADDRESS_HEADER, xffDepth: data.XFF_DEPTH },
    follow: data.PAPERTAPE_FOLLOW,
    mail: { smtpUrl: data.SMTP_URL, from: data.MAIL_FROM },
    sources: {
      contact: data.PAPERTAPE_CONTACT,
      semanticScholarKey: data.SEMANTIC_SCHOLAR_API_KEY,
      openAlexKey: data.OPENALEX_API_KEY,
    },
  };
}
