/** Everything papertape reads from the environment, checked once and together. */
import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "./failure.ts";
import { root } from "./version.ts";

/** An empty variable counts as unset, as in shells. */
const text = z.string().transform((value) => (value.trim() === "" ? undefined : value.trim()));

const environment = z.object({
  PAPERTAPE_DATA: text.optional().transform((path) => (path === undefined ? join(root, "data") : resolve(path))),
  DATABASE_URL: text
    .optional()
    .refine((url) => url === undefined || /^postgres(ql)?:\/\/./.test(url), "is not a postgres:// address"),
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
});

export interface Settings {
  /** Absolute path of the embedded database's folder. */
  readonly dataDir: string;
  /** A Postgres that takes the embedded database's place. */
  readonly databaseUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  /** Who asks, for the services that papers are fetched from. */
  readonly sources: {
    /** An e-mail address or a web address. */
    readonly contact: string | undefined;
    readonly semanticScholarKey: string | undefined;
    readonly openAlexKey: string | undefined;
  };
}

/** @throws UsageError naming every variable that does not fit; never shows the value of DATABASE_URL, which has a password in it. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const { success, data, error } = environment.safeParse(env);
  if (!success)
    throw new UsageError(
      error.issues
        .map(({ path: [name], message }) => {
          const value = name === "DATABASE_URL" ? "" : ` ${JSON.stringify(env[String(name)])}`;
          return `${String(name)}${value} ${message}`;
        })
        .join("\n"),
    );
  return {
    dataDir: data.PAPERTAPE_DATA,
    databaseUrl: data.DATABASE_URL,
    port: data.PORT,
    host: data.HOST,
    sources: {
      contact: data.PAPERTAPE_CONTACT,
      semanticScholarKey: data.SEMANTIC_SCHOLAR_API_KEY,
      openAlexKey: data.OPENALEX_API_KEY,
    },
  };
}
