/**
 * What a personal token may do: one table with every route, method and form action, asked once for every request (`hooks.server.ts`).
 * What is not in it is refused to tokens; a test holds it against all that the built site has.
 */
import type { Scope } from "#library/readers/reader";

/**
 * The scope that a token needs. "session": no token will do, because the account, its tokens, its subscription or who may come in
 * is at stake, or because a link does more than any token. "command": only the secret of this machine's own commands.
 */
export type Access = Scope | "session" | "command";

/** By method, or by the name of a form action: "?/vote". A page's only action is its POST. */
type Rules = Readonly<Record<string, Access>>;

const page: Rules = { GET: "read" };
const own: Rules = { GET: "session" };
const administration: Rules = { GET: "admin" };

/** All of this folder is for the commands of this machine. */
const forCommands = "/api/cli/";

export const access: Readonly<Record<string, Rules>> = {
  // What is followed decides what this machine fetches.
  "/": { ...page, "?/follow": "session" },
  "/[day=day]": page,
  "/[day=day]/[feed=feed]": page,
  "/[feed=feed]": page,
  "/about": page,
  "/account": {
    ...own,
    "?/rename": "session",
    "?/endSession": "session",
    "?/endOthers": "session",
    "?/revoke": "session",
    "?/createToken": "session",
    "?/signOut": "session",
    "?/everywhere": "session",
    "?/remove": "session",
  },
  "/account/export": own,
  "/admin": administration,
  "/admin/audit": administration,
  "/admin/backup": administration,
  // With it come the hashes of tokens, the addresses of subscribers and the key that signs their links.
  "/admin/backup/file": { POST: "session" },
  "/admin/claims": { ...administration, "?/decide": "admin" },
  "/admin/people": {
    ...own,
    "?/invite": "session",
    "?/again": "session",
    "?/role": "session",
    "?/disable": "session",
    "?/registration": "session",
  },
  "/admin/reports": { ...administration, "?/hide": "admin", "?/unhide": "admin", "?/dismiss": "admin" },
  "/admin/runs": {
    ...administration,
    "?/hide": "admin",
    "?/show": "admin",
    "?/delete": "admin",
    "?/deleteAll": "admin",
    "?/audience": "admin",
  },
  "/admin/sources": { ...administration, "?/set": "admin", "?/run": "admin", "?/import": "admin" },
  "/admin/sources/rejected": administration,
  "/admin/sources/runs/[id]": administration,
  "/admin/subscribers": { ...own, "?/suspend": "session", "?/reinstate": "session", "?/remove": "session" },
  "/alerts/[token]/[feed=feed]": own,
  "/api/bakeoffs/[slug]": page,
  "/api/bakeoffs/runs/[id]": page,
  "/api/collections": { ...page, POST: "write" },
  "/api/collections/[id]": { ...page, PATCH: "write", DELETE: "write" },
  "/api/collections/[id]/papers/[slug]": { PUT: "write", DELETE: "write" },
  "/api/comments/[id]": { PATCH: "write", DELETE: "write" },
  "/api/comments/[id]/report": { POST: "write" },
  "/api/daily_papers": page,
  "/api/for-you": page,
  "/api/follows": { ...page, PUT: "write", DELETE: "write" },
  "/api/notifications": { ...page, PATCH: "write" },
  "/api": page,
  "/api/openapi.json": page,
  "/api/papers": page,
  "/api/papers/[slug]": page,
  "/api/papers/search": page,
  "/api/papers/[slug]/bookmark": { PUT: "write", DELETE: "write" },
  "/api/papers/[slug]/dismissal": { PUT: "write", DELETE: "write" },
  "/api/papers/[slug]/comments": { ...page, POST: "write" },
  "/api/papers/[slug]/runs": { POST: "write" },
  "/api/papers/[slug]/vote": { PUT: "write", DELETE: "write" },
  "/api/reading": { POST: "write" },
  "/api/runs": { ...page, POST: "write" },
  "/api/runs/[id]": page,
  "/api/runs/[id]/cancel": { POST: "write" },
  "/api/runs/[id]/events": page,
  "/api/runs/[id]/status": page,
  "/api/search": page,
  "/api/status": page,
  "/authors/[author]": page,
  "/authors/[author]/[feed=feed]": page,
  "/bookmarks": page,
  "/collections": { ...page, "?/create": "write" },
  "/collections/[id]": {
    ...page,
    "?/change": "write",
    "?/remove": "write",
    "?/note": "write",
    "?/take": "write",
    "?/move": "write",
  },
  "/collections/[id]/[file]": page,
  "/compare": page,
  "/compare/[bakeoff]": page,
  "/compare/[bakeoff]/runs/[id]": page,
  "/datasets/[name]": page,
  "/digest/[token]": {
    ...own,
    "?/save": "session",
    "?/pause": "session",
    "?/resume": "session",
    "?/unsubscribe": "session",
    "?/delete": "session",
  },
  "/digest/deleted": page,
  "/digest/preview": page,
  "/digest/preview/mail": page,
  "/lists/seen": { POST: "write" },
  // Of its tools one does more than read, and looks at the token itself.
  "/mcp": { POST: "read" },
  "/for-you": page,
  "/for-you/[token]/[feed=feed]": own,
  "/month": page,
  "/month/[month]": page,
  "/month/[month]/[feed=feed]": page,
  "/notifications": {
    ...page,
    "?/read": "write",
    "?/follow": "write",
    // Where mail goes, and who else may read, is for the reader alone.
    "?/ways": "session",
    "?/openFeed": "session",
    "?/closeFeed": "session",
  },
  "/papers/[slug]": {
    ...page,
    "?/run": "write",
    "?/vote": "write",
    "?/bookmark": "write",
    // A program on the machine of whoever sits before it.
    "?/zotero": "session",
    "?/dismissal": "write",
    "?/comment": "write",
    "?/edit": "write",
    "?/delete": "write",
    "?/report": "write",
    "?/hide": "admin",
    "?/unhide": "admin",
    "?/claim": "write",
    "?/withdraw": "write",
    "?/follow": "write",
    "?/collect": "write",
  },
  "/papers/[slug]/[feed=feed]": page,
  "/papers/[slug]/[file=paperfile]": page,
  "/papers/[slug]/[name].onnx": page,
  "/runs": page,
  "/runs/[id]": { ...page, "?/cancel": "write" },
  "/runs/[id]/charts/[file]": page,
  "/robots.txt": page,
  "/search": page,
  "/search/[feed=feed]": page,
  "/search/[file=listfile]": page,
  "/shelf": page,
  "/sign-in": { ...own, POST: "session" },
  "/sign-in/[token]": { ...own, POST: "session" },
  "/sitemap-[part].xml": page,
  "/sitemap.xml": page,
  "/sources/[source]": page,
  "/sources/[source]/[feed=feed]": page,
  "/status": page,
  "/submit": { ...page, "?/reference": "write", "?/byHand": "write" },
  "/submit/[id]": { ...page, "?/retry": "write" },
  "/subscribe": { ...own, "?/subscribe": "session", "?/quick": "session" },
  "/subscribe/confirm/[token]": { ...own, POST: "session" },
  "/today": page,
  "/topics": page,
  "/topics/[topic]": page,
  "/topics/[topic]/[feed=feed]": page,
  "/trending": page,
  "/trending/[feed=feed]": page,
  "/unsubscribe/[token]": { ...own, POST: "session" },
  "/week": page,
  "/week/[week]": page,
  "/week/[week]/[feed=feed]": page,
};

/** Addresses where a POST is a question, which changes nothing; or asks for what is counted elsewhere. */
export const asksOnly: readonly string[] = ["/mcp"];

interface Asked {
  readonly route: { readonly id: string | null };
  readonly request: Pick<Request, "method">;
  readonly url: URL;
}

/** What a request needs; null for what nobody has thought of, which no token may do. An address without a route has nothing to guard. */
export function accessOf({ route: { id }, request: { method }, url }: Asked): Access | null {
  if (id === null) return "read";
  if (id.startsWith(forCommands)) return "command";
  const rules = Object.hasOwn(access, id) ? access[id] : {};
  const deed = deedOf(method, url);
  return Object.hasOwn(rules, deed) ? rules[deed] : null;
}

/** As SvelteKit finds the action that a POST means: the first name in the query that begins with a slash. */
function deedOf(method: string, { searchParams }: URL): string {
  if (method === "HEAD") return "GET";
  const action = method === "POST" ? [...searchParams.keys()].find((name) => name.startsWith("/")) : undefined;
  return action === undefined ? method : `?${action}`;
}
