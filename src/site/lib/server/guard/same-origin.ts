/**
 * Cross-site request forgery: a page of another site makes the reader's browser ask for a change in the reader's name.
 * Browsers say where such a request comes from, and a page cannot change what they say.
 */
import type { RequestEvent } from "@sveltejs/kit";

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
 * Why a request is refused; null if it changes nothing, comes from our own pages, or from a program. Not to be asked of what carries a
 * valid token (`identify`): that is no cookie, which a browser would add for any page. A header that only looks like one says nothing:
 * where a proxy asks for a password, browsers send `Authorization` with the requests of every site.
 */
export function crossSite({ request, url }: Pick<RequestEvent, "request" | "url">): string | null {
  if (changesNothing(request)) return null;
  const header = (name: string) => request.headers.get(name);
  const origin = header("origin");
  if (origin !== null && origin !== url.origin)
    return `a page of ${origin} may not change anything here; if that is this site's own address, set ORIGIN to it`;
  if (origin === url.origin || oneClick.some((path) => path.test(url.pathname))) return null;
  const site = header("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none")
    return "a page of another site may not change anything here";
  const type = header("content-type")?.split(";")[0].trim().toLowerCase() ?? "";
  return formTypes.has(type) && type !== "" ? "a form must say which page it comes from (Origin)" : null;
}
