/**
 * Which requests reach the site at all. On loopback only names of this machine are answered: another site may have its own
 * name point here (DNS rebinding), and its pages would then be allowed to read ours. A single-user site, where nobody has to
 * sign in, also refuses what a proxy passes on, unless the site knows its public address.
 */
import type { IncomingMessage } from "node:http";
import { isPublic } from "./address.ts";

export interface GateSettings {
  readonly host: string;
  readonly team: boolean;
  readonly origin: string | undefined;
}

const forwarding = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/** Why a request is refused, for the person who sees it; null if it is let in. */
export function refusedAtGate(
  { headers, httpVersion }: Pick<IncomingMessage, "headers" | "httpVersion">,
  { host, team, origin }: GateSettings,
): string | null {
  if (isPublic(host)) return null;
  const asked = headers.host ?? "";
  if (!isOurName(asked) && asked.toLowerCase() !== hostOf(origin))
    return (
      `This papertape answers to localhost only, not to ${JSON.stringify(asked.slice(0, 100))}. ` +
      "If a proxy stands before it, set ORIGIN to the address that people use, for example https://papers.example.org.\n"
    );
  // No browser speaks HTTP/1.0 any more; proxies do, and such a one may name no others and pretend to ask for us by our own name.
  if (!team && (httpVersion === "1.0" || forwarding.some((name) => name in headers)))
    return (
      "This papertape signs in everybody who reaches it, and this request came through a proxy. " +
      "Set PAPERTAPE_TEAM=1, so that people sign in, and ORIGIN to the address that they use.\n"
    );
  return null;
}

const isOurName = (host: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
const hostOf = (origin: string | undefined): string | undefined =>
  origin === undefined ? undefined : new URL(origin).host;
