/** The catalogue of a running server, over its JSON API: what a command uses while the server owns the embedded database. */
import type { Catalogue } from "#library/catalogue";
import { LibraryError, type LibraryErrorCode } from "#library/errors";
import { Failure } from "./failure.ts";

export interface ServerAddress {
  /** "http://127.0.0.1:4321" */
  readonly address: string;
  /** From the lock file of the data folder. */
  readonly token: string;
}

/** The server did not answer. What was to be said to it can be said again. */
export class Unreachable extends Failure {}

/** How long a request may take; an import merges thousands of papers in one, a digest goes to thousands of readers. */
export const patience = {
  usual: 30_000,
  import: 300_000,
  digest: 3_600_000,
  look: 900_000,
  backup: 3_600_000,
  link: 3_600_000,
};

/** How a server is asked for anything: what it answers, whatever that is. @throws Unreachable. */
function sending({ address, token }: ServerAddress) {
  return async function send(
    method: string,
    path: string,
    { body, headers, signal, timeout = patience.usual }: Ask,
  ): Promise<Response> {
    return fetch(new URL(path, address), {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "GET" ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ?? AbortSignal.timeout(timeout),
    }).catch((error: Error) => {
      const reason = error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
      throw new Unreachable(`the server at ${address} does not answer: ${reason}`, { cause: error });
    });
  };
}

/** How a server is asked for a file. */
export function requesting(server: ServerAddress) {
  const send = sending(server);
  return async function request(method: string, path: string, how: Ask = {}): Promise<Response> {
    const response = await send(method, path, how);
    if (!response.ok) throw refusalOf(server, response.status, parseJson(await response.text()), `${method} ${path}`);
    return response;
  };
}

/** How a server is asked for anything else. */
export function asking(server: ServerAddress) {
  const send = sending(server);
  /** The answer's JSON; undefined where it has none; null for a 404 with one of the `absent` codes. */
  return async function ask(method: string, path: string, how: Ask = {}) {
    const response = await send(method, path, how);
    const text = await response.text();
    const answer = parseJson(text);
    if (response.ok) return answer;
    const code = (answer as Partial<Refusal> | undefined)?.code;
    if (response.status === 404 && code !== undefined && code === how.absent) return null;
    throw refusalOf(server, response.status, answer, `${method} ${path}`);
  };
}

function refusalOf({ address }: ServerAddress, status: number, answer: unknown, asked: string): Error {
  const { code, detail, reasons } = (answer ?? {}) as Partial<Refusal>;
  if (status === 401)
    return new Failure(`the server at ${address} does not accept this command; restart it and try again`);
  if (typeof code === "string" && typeof detail === "string")
    return new LibraryError(code as LibraryErrorCode, detail, { details: reasons?.map(({ says }) => says) });
  return new Failure(`the server at ${address} answered ${status} to ${asked}; its log says why`);
}

export function httpCatalogue(server: ServerAddress): Catalogue {
  const ask = asking(server);
  return {
    papers: ({ topic, limit } = {}) => ask("GET", `/api/papers${query({ topic, limit })}`),
    paper: (slug, { visitors } = {}) =>
      ask("GET", `/api/papers/${encodeURIComponent(slug)}${query({ visitors: visitors ? 1 : undefined })}`, {
        absent: "NO_SUCH_PAPER",
      }),
    runs: ({ visitors, whole, machine, ...filter } = {}) => {
      const yes = { visitors: visitors ? 1 : undefined, whole: whole ? 1 : undefined };
      return ask("GET", `/api/runs${query({ ...filter, ...machine, ...yes })}`);
    },
    run: (id) => ask("GET", `/api/runs/${encodeURIComponent(id)}`, { absent: "NO_SUCH_RUN" }),
    startRun: (start) => ask("POST", "/api/cli/runs", { body: start }),
    appendRun: (id, batch) => ask("POST", `/api/cli/runs/${encodeURIComponent(id)}/events`, { body: batch }),
    finishRun: (id, end) => ask("POST", `/api/cli/runs/${encodeURIComponent(id)}/finish`, { body: end }),
    saveRun: (record) => ask("PUT", `/api/cli/runs/${encodeURIComponent(record.id)}`, { body: record }),
    deleteRuns: async (which) =>
      ((await ask("POST", "/api/cli/runs/delete", { body: which })) as { deleted: number }).deleted,
    ingest: (batch) => ask("POST", "/api/cli/ingest", { body: batch, timeout: patience.import }),
    ingestCursor: (job) => ask("POST", "/api/cli/ingest/cursor", { body: { job } }),
    startImport: (start) => ask("POST", "/api/cli/imports", { body: start }),
    finishImport: (id, end) => ask("PUT", "/api/cli/imports", { body: { id, end } }),
    importList: (text, { asOf, name } = {}) =>
      ask("POST", "/api/cli/import", { body: { text, asOf, name }, timeout: patience.import }),
  };
}

interface Ask {
  readonly body?: unknown;
  /** The code of a 404 that means "there is none", as opposed to a wrong address. */
  readonly absent?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  /** In the place of a timeout. */
  readonly signal?: AbortSignal;
}

interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly reasons: readonly { readonly says: string }[];
}

/* The server is this same version of papertape, so its answers are taken at their word. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function parseJson(text: string): any {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function query(fields: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
