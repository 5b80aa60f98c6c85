/** Who asks, and whether that is enough. */
import { allows, hasRole, type Reader, type Role, type Scope } from "#library/readers/reader";
import { error, redirect, type RequestEvent } from "@sveltejs/kit";
import { Refused } from "./answers.ts";
import { context } from "./context.ts";
import { readSession } from "./session-cookie.ts";

type Visit = Pick<RequestEvent, "locals" | "request" | "url">;

/** Fills `locals`. @throws Refused 401 for a personal token that is not, or no longer, one. */
export async function identify(event: RequestEvent): Promise<void> {
  const { readers } = context().library;
  const token = /^Bearer (pt_.+)$/.exec(event.request.headers.get("authorization") ?? "")?.[1];
  event.locals.reader = null;
  event.locals.scope = "admin";
  if (token !== undefined) {
    const found = await readers.byToken(token);
    if (found === null) throw new Refused(401, "INVALID_TOKEN", "this token is unknown or was revoked");
    Object.assign(event.locals, found);
  } else if (context().team) {
    const session = readSession(event);
    if (session !== undefined) event.locals.reader = await readers.bySession(session);
  } else event.locals.reader = await readers.owner();
}

const isApi = ({ url }: Visit): boolean => url.pathname.startsWith("/api/");
const changes = ({ request }: Visit): boolean => request.method !== "GET" && request.method !== "HEAD";

/**
 * The reader who is signed in, for what anonymous visitors may not do. On a page this leads to the sign-in page and back;
 * in the API (call it within `answering`) it is refused with 401, or with 403 for a token that may only read.
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
  if (changes(event)) requireScope(event, "write");
  return reader;
}

/** A reader with this role or more; a personal token also needs the scope `admin`. */
export function requireRole(event: Visit, role: Exclude<Role, "reader">): Reader {
  const reader = requireReader(event);
  requireScope(event, "admin");
  if (!hasRole(reader, role))
    refuse(event, "NOT_ALLOWED", `this is for ${role === "editor" ? "editors and admins" : "admins"}`);
  return reader;
}

function requireScope(event: Visit, needed: Scope): void {
  if (!allows(event.locals.scope, needed))
    refuse(event, "SCOPE_TOO_SMALL", `this token's scope is ${event.locals.scope}; this needs ${needed}`);
}

function refuse(event: Visit, code: string, message: string): never {
  if (isApi(event)) throw new Refused(403, code, message);
  error(403, { message: `${message[0].toUpperCase()}${message.slice(1)}.` });
}
