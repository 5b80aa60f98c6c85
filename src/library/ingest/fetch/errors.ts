/** Why something could not be fetched, in a form that a schedule and a status page can act upon. */

export type FetchErrorKind =
  /** 429, or 503 with Retry-After: come back later. */
  | "rate-limited"
  /** Any other status of 400 and above. */
  | "http"
  /** No complete answer within the time allowed. */
  | "timeout"
  /** More bytes than allowed, packed or unpacked. */
  | "too-large"
  /** The name leads into a private network, or to this machine. */
  | "private-address"
  /** An address or a redirect that is not followed, whatever is there. */
  | "refused"
  /** No connection, a broken one, or an answer that cannot be unpacked. */
  | "network"
  /** The caller gave up. */
  | "aborted";

export interface FetchErrorFacts {
  readonly kind: FetchErrorKind;
  /** Without secrets. */
  readonly url: string;
  readonly status?: number;
  /** How long the service asks to be left alone, in milliseconds. */
  readonly retryAfter?: number;
  /** How often it was tried. */
  readonly attempts?: number;
  /** The beginning of the answer's text. */
  readonly excerpt?: string;
}

export class FetchError extends Error implements FetchErrorFacts {
  override readonly name = "FetchError";
  readonly kind: FetchErrorKind;
  readonly url: string;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly attempts: number;
  readonly excerpt: string | undefined;

  constructor(message: string, facts: FetchErrorFacts, cause?: unknown) {
    super(`${message} (${facts.url})`, cause === undefined ? undefined : { cause });
    this.kind = facts.kind;
    this.url = facts.url;
    this.status = facts.status;
    this.retryAfter = facts.retryAfter;
    this.attempts = facts.attempts ?? 1;
    this.excerpt = facts.excerpt;
  }
}

/** An address that may be shown and logged: keys and addresses of people in its query are masked. */
export function shownUrl(url: URL | string): string {
  const text = String(url).slice(0, 500);
  return text
    .replace(/([?&][^=&]*(?:key|token|secret|mailto|email)[^=&]*=)[^&]*/gi, "$1***")
    .replace(/\/\/[^/@]*@/, "//***@");
}
