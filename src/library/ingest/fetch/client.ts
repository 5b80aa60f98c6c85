/** The one way out to the network: polite, patient, bounded, and never into a private network. */
import { publicAddresses, type AddressOptions } from "./address.ts";
import { FetchError, shownUrl } from "./errors.ts";
import { Gate, paceOf, systemClock, type Clock, type Pace } from "./gate.ts";
import { request, type RawAnswer } from "./request.ts";
import { isPassing, retryAfter, waitBefore } from "./retry.ts";

export interface FetchOptions {
  readonly method?: "GET" | "POST";
  /** Sent to the first host only: a redirect elsewhere does not learn a key. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From an earlier answer: the server may say that nothing has changed. */
  readonly validators?: Validators;
  readonly signal?: AbortSignal;
}

/** What identifies the version of an answer that we have. */
export interface Validators {
  readonly etag?: string | null;
  readonly lastModified?: string | null;
}

export interface Answer {
  /** 200..299, or 304. */
  readonly status: number;
  /** Where it came from after redirects. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body in its character set; UTF-8 where none is named. */
  text(): string;
  /** The validators still hold: the earlier answer is the current one. */
  readonly unchanged: boolean;
  readonly validators: Validators;
}

/** What sources need of a client. */
export interface Fetcher {
  /** Throws FetchError and nothing else. */
  fetch(url: string, options?: FetchOptions): Promise<Answer>;
}

export interface ClientOptions extends AddressOptions {
  /** Names the program, its version, and how to reach who runs it: "papertape/0.1 (+https://papers.example; mailto:...)". */
  readonly userAgent: string;
  /** Milliseconds for one attempt, from the name's look-up to the last byte. */
  readonly timeout?: number;
  /** Bytes of an answer, unpacked. */
  readonly maxBytes?: number;
  readonly attempts?: number;
  /** Milliseconds; a service that asks to wait longer is left to the next scheduled time. */
  readonly patience?: number;
  readonly clock?: Clock;
  readonly gate?: Gate;
  readonly pace?: (hostname: string) => Pace;
}

const REDIRECTS = 5;

export class PoliteClient implements Fetcher {
  private readonly options: Required<Omit<ClientOptions, "resolve">> & Pick<ClientOptions, "resolve">;

  constructor(options: ClientOptions) {
    if (!/^[\x20-\x7e]{3,300}$/.test(options.userAgent)) {
      throw new Error(
        `invalid user agent ${JSON.stringify(options.userAgent.slice(0, 80))}: printable ASCII that says who asks`,
      );
    }
    const clock = options.clock ?? systemClock;
    this.options = {
      timeout: 60_000,
      maxBytes: 32_000_000,
      attempts: 4,
      patience: 120_000,
      allowLoopback: false,
      pace: paceOf,
      gate: new Gate(clock),
      ...options,
      clock,
    };
  }

  async fetch(address: string, options: FetchOptions = {}): Promise<Answer> {
    const url = parsed(address);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.follow(url, options);
      } catch (error) {
        const problem = asFetchError(error, url, attempt, options.signal);
        const wait = this.waitAfter(problem, attempt);
        if (wait === null) throw problem;
        this.options.gate.hold(this.options.pace(new URL(problem.url).hostname).key, wait);
        await this.options.clock.sleep(wait, options.signal).catch((reason: unknown) => {
          throw asFetchError(reason, url, attempt, options.signal);
        });
      }
    }
  }

  /** Milliseconds until the next attempt; null when there is to be none. */
  private waitAfter({ kind, status, retryAfter: asked }: FetchError, attempt: number): number | null {
    const passing =
      kind === "timeout" ||
      kind === "network" ||
      kind === "rate-limited" ||
      (kind === "http" && isPassing(status ?? 0));
    if (!passing || attempt >= this.options.attempts) return null;
    const wait = waitBefore(attempt, asked ?? null, this.options.clock);
    return wait > this.options.patience ? null : wait;
  }

  /** One attempt: the request and the redirects it meets, each one checked and each one waiting in its host's line. */
  private async follow(start: URL, options: FetchOptions): Promise<Answer> {
    let url = start;
    for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
      const answer = await this.hop(url, start, options);
      const location = answer.headers.location;
      if (answer.status < 300 || answer.status === 304 || answer.status >= 400 || location === undefined) {
        return this.finished(url, answer);
      }
      url = redirected(url, location, options);
    }
    throw new FetchError(`more than ${REDIRECTS} redirects`, { kind: "refused", url: shownUrl(start) });
  }

  private async hop(url: URL, start: URL, options: FetchOptions): Promise<RawAnswer> {
    const { gate, pace, timeout, maxBytes } = this.options;
    const leave = await gate.enter(pace(url.hostname), options.signal);
    const clock = AbortSignal.timeout(timeout);
    const signal = options.signal ? AbortSignal.any([options.signal, clock]) : clock;
    try {
      const addresses = await unless(signal, publicAddresses(url, this.options));
      return await request(url, {
        addresses,
        method: options.method ?? "GET",
        headers: this.headers(options, url.origin === start.origin),
        body: options.body,
        maxBytes,
        signal,
      });
    } finally {
      leave();
    }
  }

  private headers({ headers, validators }: FetchOptions, sameOrigin: boolean): Record<string, string> {
    return {
      accept: "*/*",
      "accept-encoding": "gzip, br, deflate",
      ...(sameOrigin && headers),
      ...(sameOrigin && validators?.etag && { "if-none-match": validators.etag }),
      ...(sameOrigin && validators?.lastModified && { "if-modified-since": validators.lastModified }),
      "user-agent": this.options.userAgent,
    };
  }

  private finished(url: URL, { status, headers, body }: RawAnswer): Answer {
    if ((status >= 200 && status < 300) || status === 304) {
      return {
        status,
        url: url.href,
        headers,
        body,
        text: () => decoded(body, headers["content-type"]),
        unchanged: status === 304,
        validators: { etag: headers.etag ?? null, lastModified: headers["last-modified"] ?? null },
      };
    }
    const asked = retryAfter(headers["retry-after"], this.options.clock.now());
    const limited = status === 429 || (status === 503 && asked !== null);
    throw new FetchError(limited ? `rate-limited: HTTP ${status}` : `HTTP ${status}`, {
      kind: limited ? "rate-limited" : "http",
      url: shownUrl(url),
      status,
      ...(asked !== null && { retryAfter: asked }),
      excerpt: decoded(body, headers["content-type"]).slice(0, 2_000),
    });
  }
}

function parsed(address: string): URL {
  const refuse = (why: string): FetchError => new FetchError(why, { kind: "refused", url: shownUrl(address) });
  if (!URL.canParse(address)) throw refuse("not a web address");
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refuse(`${url.protocol} is not fetched, only http and https`);
  if (url.username !== "" || url.password !== "") throw refuse("an address with a password in it is not fetched");
  return url;
}

function redirected(from: URL, location: string, { method = "GET" }: FetchOptions): URL {
  const refuse = (why: string): FetchError => new FetchError(why, { kind: "refused", url: shownUrl(from) });
  if (method !== "GET") throw refuse(`a redirect of a ${method} is not followed`);
  if (!URL.canParse(location, from.href))
    throw refuse(`redirect to something that is no address: ${location.slice(0, 100)}`);
  const to = parsed(new URL(location, from).href);
  if (from.protocol === "https:" && to.protocol === "http:")
    throw refuse(`redirect from https down to ${shownUrl(to)}`);
  return to;
}

/** Everything that can go wrong as a FetchError, with the number of attempts made. */
function asFetchError(error: unknown, url: URL, attempts: number, signal: AbortSignal | undefined): FetchError {
  const facts = { url: shownUrl(url), attempts };
  if (error instanceof FetchError) {
    const { kind, status, retryAfter: asked, excerpt } = error;
    const message = error.message.slice(0, error.message.lastIndexOf(" ("));
    return new FetchError(message, { kind, status, retryAfter: asked, excerpt, url: error.url, attempts }, error.cause);
  }
  if (signal?.aborted) return new FetchError("given up by the caller", { kind: "aborted", ...facts }, error);
  if (error instanceof Error && error.name === "TimeoutError")
    return new FetchError("no complete answer in time", { kind: "timeout", ...facts });
  return new FetchError(error instanceof Error ? error.message : String(error), { kind: "network", ...facts }, error);
}

/** The work's result, unless the signal comes first: a name's look-up cannot be cancelled. */
function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function decoded(body: Uint8Array, contentType: string | undefined): string {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
