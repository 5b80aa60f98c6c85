/** Around every page and endpoint: what may be loaded and used, and errors that help. The server adds what static files need too. */
import { dev } from "$app/environment";
import { hasRole } from "#library/readers/reader";
import { datasetNames } from "#lab/datasets/names";
import { accessOf, asksOnly } from "$lib/server/guard/access";
import { asProblem } from "$lib/server/http/problem";
import { limitedForm } from "$lib/server/http/body";
import { context } from "$lib/server/context";
import { downloadBytes } from "$lib/server/papers/datasets";
import { notTooOftenFrom } from "$lib/server/guard/limits";
import { createPageCache } from "$lib/server/http/page-cache";
import { identify, isApi } from "$lib/server/guard/reader";
import { refusedRequest } from "$lib/server/guard/refused-request";
import { changesNothing, refuseForeign } from "$lib/server/guard/same-origin";
import { highlight } from "$lib/server/papers/source";
import { papersNear } from "$lib/server/http/suggest";
import { isUnavailable, retryAfterRestart, unavailableMessage } from "$lib/server/http/unavailable";
import { error, type Handle, type HandleServerError, type RequestEvent, type ServerInit } from "@sveltejs/kit";
import pino from "pino";

const log = pino({ name: "site" }, pino.destination(2));

/** Faces that every page starts with; the others load when a page uses them. */
const firstFonts = /source-serif-4-latin-wght-normal|inter-latin-400-normal/;

/** Soon after the start, what the first visitor of a paper would otherwise wait for. */
export const init: ServerInit = () => {
  setTimeout(() => void warmUp().catch((error) => log.warn({ err: error }, "warming up failed")), 2000).unref();
};

async function warmUp(): Promise<void> {
  await highlight("export const warm = true;");
  await downloadBytes(datasetNames);
}

export const handle: Handle = async ({ event, resolve }) => {
  // No name holds one, no database takes one.
  if (!isApi(event) && [...Object.values(event.params), ...event.url.searchParams.values()].some(holdsNul))
    error(404, { message: "There is no such page." });
  const answer =
    (await refusalBefore(event)) ??
    (await shared(event, async () =>
      comeBackLater(
        event,
        await resolve(event, { preload: ({ type, path }) => type !== "font" || firstFonts.test(path) }),
      ),
    ));
  const response = isApi(event) ? asProblem(answer) : answer;
  const now = response.status === 404 ? await movedTo(event) : null;
  if (now !== null) return new Response(null, { status: 308, headers: { location: now } });
  // Pages have a policy of their own; data and drawings need nothing, even opened as a page. With 304 a browser keeps the one it has.
  if (response.status !== 304 && !response.headers.has("content-security-policy"))
    response.headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  // What one reader sees is for nobody else's cache.
  if (event.locals.reader && !response.headers.has("cache-control"))
    response.headers.set("cache-control", "private, no-cache");
  return response;
};

const holdsNul = (text: string | undefined): boolean => text?.includes("\0") === true;

/** The address of what was asked for, where its paper turned out to be another one. */
async function movedTo({ url }: RequestEvent): Promise<string | null> {
  const [, before, slug, after] = /^((?:\/api)?\/papers\/)([a-z0-9-]{1,200})((?:\/.*)?)$/.exec(url.pathname) ?? [];
  const now = slug === undefined ? null : await context().library.lists.slugNow(slug);
  return now === null ? null : before + now + after + url.search;
}

/** A page that failed for want of its database says so by its status too, to caches and programs. */
function comeBackLater({ locals }: RequestEvent, response: Response): Response {
  if (!locals.unavailable || response.status !== 500) return response;
  const headers = new Headers(response.headers);
  headers.set("retry-after", String(retryAfterRestart));
  return new Response(response.body, { status: 503, headers });
}

const pages = createPageCache(32_000_000);

/**
 * Milliseconds for which a page may be the same to every stranger. The embedded store tells of every change, and only what depends on
 * the time has to wait for it; a server's Postgres may be changed by other processes, which tell nobody.
 */
const keep = { pglite: 60_000, postgres: 1_000 };

/** Pages that everybody may see are rendered once for all strangers. Whoever is known, by a session or a token, gets their own. */
function shared(event: RequestEvent, render: () => Promise<Response>): Promise<Response> {
  const { locals, request, url } = event;
  const mayShare = /^(GET|HEAD)$/.test(request.method) && event.route.id !== null && accessOf(event) === "read";
  if (dev || locals.reader !== null || !mayShare || event.isDataRequest || event.isSubRequest) return render();
  const { kind, revision } = context().library;
  const today = new Date().toISOString().slice(0, 10);
  return pages.answer({ request, address: `${today} ${url.href}`, revision: revision(), keep: keep[kind] }, render);
}

/** What people write is far smaller; what those upload who administer is a file of papers. */
const [largestForm, largestUpload] = [200_000, 32_000_000];

/** Where an administrator deletes what fills the disk. */
const makesRoom = ["/admin/runs", "/api/cli/runs/delete"];

/** Everything that no page or endpoint has to think of: who asks, what a token may do, where a change comes from, how often, how large a form is. */
async function refusalBefore(event: RequestEvent): Promise<Response | null> {
  try {
    if (!(await identify(event))) refuseForeign(event);
    if (!changesNothing(event.request) && !asksOnly.includes(event.url.pathname)) {
      // Before the count of changes, which is stored too.
      if (!makesRoom.includes(event.url.pathname)) await context().library.disk.mustBeWritable();
      // The commands of this machine say much in a short time.
      if (accessOf(event) !== "command") await notTooOftenFrom(event, "change");
    }
    const { reader } = event.locals;
    const uploads = event.route.id?.startsWith("/admin/") && reader !== null && hasRole(reader, "editor");
    event.request = await limitedForm(event.request, uploads ? largestUpload : largestForm);
    return null;
  } catch (error) {
    return refusedRequest(event, error);
  }
}

export const handleError: HandleServerError = async ({ error: cause, event, status, message }) => {
  if (status >= 500) log.error({ err: cause, path: event.url.pathname }, "request failed");
  event.locals.unavailable = isUnavailable(cause);
  if (event.locals.unavailable) return { message: unavailableMessage };
  if (status !== 404) return { message };
  const last = event.url.pathname.split("/").findLast(Boolean) ?? "";
  return { message: "There is no such page.", suggestions: await papersNear(decode(last)).catch(() => []) };
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
