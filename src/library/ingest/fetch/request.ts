/** One HTTP request to an address that was checked before, within limits of time and size; redirects are not followed. */
import * as http from "node:http";
import * as https from "node:https";
import type { LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Address } from "./address.ts";
import { FetchError, shownUrl, type FetchErrorKind } from "./errors.ts";

export interface RequestOptions {
  readonly addresses: readonly Address[];
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Bytes of the answer, packed and unpacked alike. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Unpacked. Empty for redirects. */
  readonly body: Buffer;
}

/** How much of an error's answer is read, to be shown. */
const ERROR_BYTES = 64_000;

/** Throws FetchError: "network", "too-large"; or the signal's reason. */
export async function request(url: URL, options: RequestOptions): Promise<RawAnswer> {
  const { signal, maxBytes } = options;
  const response = await connect(url, options);
  const status = response.statusCode ?? 0;
  const headers = headersOf(response);
  try {
    if (status === 304 || (status >= 300 && status < 400)) return { status, headers, body: Buffer.alloc(0) };
    const fail = failure(url, signal);
    if (status >= 400)
      return { status, headers, body: await read(response, headers, ERROR_BYTES, fail).catch(() => Buffer.alloc(0)) };
    if (Number(headers["content-length"]) > maxBytes)
      throw fail("too-large", `answer of ${headers["content-length"]} bytes (at most ${maxBytes})`);
    return { status, headers, body: await read(response, headers, maxBytes, fail) };
  } finally {
    response.destroy();
  }
}

function connect(
  url: URL,
  { addresses, method, headers, body, signal }: RequestOptions,
): Promise<http.IncomingMessage> {
  // The name was resolved and checked; asking again could give another answer.
  const lookup: LookupFunction = (_hostname, { all }, callback) => {
    if (all)
      callback(
        null,
        addresses.map(({ address, family }) => ({ address, family })),
      );
    else callback(null, addresses[0].address, addresses[0].family);
  };
  return new Promise((resolve, reject) => {
    const client = url.protocol === "https:" ? https : http;
    // agent: false is one connection for one request, closed behind it.
    const outgoing = client.request(url, { method, headers, lookup, agent: false, signal });
    outgoing.on("response", resolve);
    outgoing.on("error", (error) => reject(failure(url, signal)("network", connectionProblem(error), error)));
    outgoing.end(body);
  });
}

function connectionProblem(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ECONNREFUSED":
      return "the connection was refused";
    case "ECONNRESET":
      return "the connection was closed before an answer";
    default:
      return `no connection: ${error.message.slice(0, 200)}`;
  }
}

type Fail = (kind: FetchErrorKind, message: string, cause?: unknown) => Error;

/** An error of that kind, unless the request was ended from outside: then that is the reason. */
function failure(url: URL, signal: AbortSignal): Fail {
  return (kind, message, cause) =>
    signal.aborted ? (signal.reason as Error) : new FetchError(message, { kind, url: shownUrl(url) }, cause);
}

function read(
  response: http.IncomingMessage,
  headers: RawAnswer["headers"],
  maxBytes: number,
  fail: Fail,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const unpacked = unpack(response, headers["content-encoding"] ?? "identity");
    if (unpacked === null) return reject(fail("network", `unknown content-encoding ${headers["content-encoding"]}`));
    const chunks: Buffer[] = [];
    let packed = 0;
    let size = 0;
    const tooLarge = (): void => {
      reject(fail("too-large", `answer of more than ${maxBytes} bytes`));
      response.destroy();
      unpacked.destroy();
    };
    if (unpacked !== response) {
      response.on("data", (chunk: Buffer) => (packed += chunk.length) > maxBytes && tooLarge());
    }
    unpacked.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) tooLarge();
      else chunks.push(chunk);
    });
    unpacked.on("end", () => resolve(Buffer.concat(chunks)));
    unpacked.on("error", (error) => reject(fail("network", `the answer cannot be read: ${error.message}`, error)));
    response.on("error", (error) => reject(fail("network", `the answer broke off: ${error.message}`, error)));
    response.on("close", () => {
      if (!response.complete) reject(fail("network", "the answer broke off"));
    });
  });
}

function unpack(response: http.IncomingMessage, encoding: string): Readable | null {
  switch (encoding.trim().toLowerCase()) {
    case "":
    case "identity":
      return response;
    case "gzip":
    case "x-gzip":
      return response.pipe(createGunzip());
    case "br":
      return response.pipe(createBrotliDecompress());
    case "deflate":
      return response.pipe(createInflate());
    default:
      return null;
  }
}

function headersOf(response: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}
