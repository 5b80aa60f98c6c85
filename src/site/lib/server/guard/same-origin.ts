/**
 * Cross-site request forgery: a page of another site makes the reader's browser ask for a change in the reader's name.
 * Browsers say where such a request comes from, and a page cannot change what they say. It says nothing where that site has its own
 * name point here (DNS rebinding): the page then has the origin that was asked. So the name has to be one of ours, too.
 */
import { isIP } from "node:net";
import type { RequestEvent } from "@sveltejs/kit";
import { context } from "../context.ts";
import { Refused } from "../http/answers.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);
/** What a plain form can send without asking first. */
const formTypes = new Set(["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""]);

/**
 * Addresses to which mail services post a form without an origin (RFC 8058). They act on a signed token in the address and
 * on no cookie, so nobody's session can be abused there.
 */
const oneClick: readonly RegExp[] = [/^\/unsubscribe\/[^/]+$/];

export const changesNothing = ({ method }: Pick<Request, "method">): boolean => safe.has(method);

/**
 * Lets nothing in that a page of another site may have sent.
 * @throws Refused 403.
 */
export function refuseForeign(event: Pick<RequestEvent, "request" | "url">): void {
  const wrongHost = strangeName(event, context().library.publicAddress);
  if (wrongHost !== null) throw new Refused(403, "WRONG_HOST", wrongHost);
  const foreign = crossSite(event);
  if (foreign !== null) throw new Refused(403, "CROSS_SITE", foreign);
}

/**
 * Why a request that changes something is refused for the name that it asked by; null if that is one of ours: where people find the
 * site (ORIGIN), an address or localhost. Nobody else can have one of these point here.
 */
export function strangeName(
  { request, url }: Pick<RequestEvent, "request" | "url">,
  publicAddress: string,
): string | null {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  if (changesNothing(request) || isIP(hostname) !== 0 || hostname === "localhost") return null;
  if (url.host === new URL(publicAddress).host) return null;
  return `this site is not known as ${JSON.stringify(url.host.slice(0, 100))}; if it should be, set ORIGIN to its address`;
}

/**
 * Why a request is refused; null if it changes nothing, comes from our own pages, or from a program. Not to be asked of what carries a
 * valid token (`identify`): that is no cookie, which a browser would add for any page. A header that only looks like one says nothing:
 * where a proxy asks for a password, browsers send `Authorization` with the requests of every site.
 */
export function crossSite({ request, url }: Pick<RequestEvent, "request" | "url">): string | null {
  if (changesNothing(request)) return null;
  const header = (name: string) => request.headers.get(name);
  const origin = header("origin");
  if (origin !== null && origin !== url.origin)
    return `a page of ${origin.slice(0, 100)} may not send anything here; if that is this site's own address, set ORIGIN to it`;
  if (origin === url.origin || oneClick.some((path) => path.test(url.pathname))) return null;
  const site = header("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none")
    return "a page of another site may not send anything here";
  const type = header("content-type")?.split(";")[0].trim().toLowerCase() ?? "";
  return formTypes.has(type) && type !== "" ? "a form must say which page it comes from (Origin)" : null;
}
