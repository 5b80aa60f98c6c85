/** Who asks, with what, and whether that is enough. */
import { allows, hasRole, type Reader, type Role, type Scope } from "#library/readers/reader";
import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import { accessOf } from "./access.ts";
import { Refused } from "../http/answers.ts";
import type { ProblemCode } from "../http/problem.ts";
import { isCommand } from "./authorize.ts";
import { context } from "../context.ts";
import { readSession } from "./session-cookie.ts";

type Visit = Pick<RequestEvent, "locals" | "request" | "url">;

/**
 * Fills `locals` and answers whether the request carries a secret that only its sender can have put there: a personal token, or that of
 * this machine's commands. Cookies are no such thing, and neither is what a browser adds by itself, as a password for the whole site.
 * @throws Refused 401 for a personal token that is not, or no longer, one, and for a stranger at what is for commands; 403 for what a
 * token's scope does not reach.
 */
export async function identify(event: RequestEvent): Promise<boolean> {
  const { readers } = context().library;
  const needed = accessOf(event);
  event.locals.reader = null;
  event.locals.tokenScope = null;
  if (needed === "command") {
    if (isCommand(event.request)) return true;
    throw new Refused(401, "NOT_AUTHORIZED", "this endpoint needs the token from the server's lock file");
  }
  const token = /^Bearer +(pt_\S+)$/i.exec(event.request.headers.get("authorization")?.trim() ?? "")?.[1];
  if (token !== undefined) {
    const found = await readers.byToken(token);
    if (found === null) throw new Refused(401, "INVALID_TOKEN", "this token is unknown or was revoked");
    const { reader, scope } = found;
    if (needed === null || needed === "session")
      throw new Refused(403, "NOT_FOR_TOKENS", "no personal token may do this: sign in with a browser");
    if (!allows(scope, needed))
      throw new Refused(403, "SCOPE_TOO_SMALL", `this token's scope is ${scope}; this needs ${needed}`);
    event.locals.reader = powerless(reader, scope);
    event.locals.tokenScope = scope;
    return true;
  }
  if (context().team) {
    const session = readSession(event);
    if (session !== undefined) event.locals.reader = await readers.bySession(session);
  } else event.locals.reader = await readers.owner();
  return false;
}

/** Whatever its owner is, a token of less than `admin` is a reader's: also where a page only shows an editor more. */
const powerless = (reader: Reader, scope: Scope): Reader =>
  scope === "admin" ? reader : { ...reader, role: "reader" };

/** Programs ask for it, and are answered as such. */
export const isApi = ({ url }: Pick<Visit, "url">): boolean => url.pathname.startsWith("/api/");
const changes = ({ request }: Visit): boolean => request.method !== "GET" && request.method !== "HEAD";

/**
 * The reader who is signed in, for what anonymous visitors may not do. On a page this leads to the sign-in page and back;
 * in the API (call it within `answering`) it is refused with 401.
 */
export function requireReader(event: Visit): Reader {
  const { reader } = event.locals;
  if (reader === null) {
    if (isApi(event))
      throw new Refused(401, "NOT_SIGNED_IN", "sign in, or send a personal token: Authorization: Bearer pt_...");
    // The query of a form action names the action, which is nothing to come back to.
    const back = event.url.pathname + (changes(event) ? "" : event.url.search);
    redirect(303, `/sign-in?next=${encodeURIComponent(back)}`);
  }
  return reader;
}

/** A reader with this role or more. */
export function requireRole(event: Visit, role: Exclude<Role, "reader">): Reader {
  const reader = requireReader(event);
  if (!hasRole(reader, role))
    refuse(event, "NOT_ALLOWED", `this is for ${role === "editor" ? "editors and admins" : "admins"}`);
  return reader;
}

function refuse(event: Visit, code: ProblemCode, message: string): never {
  if (isApi(event)) throw new Refused(403, code, message);
  error(403, { message: `${message[0].toUpperCase()}${message.slice(1)}.` });
}
