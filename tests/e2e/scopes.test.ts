/** What personal tokens may do: every route and every form action that the built site has, asked with a token of each scope, with forms that a session would get through with. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allows, scopes, type Scope } from "#library/readers/reader";
import { access } from "../../src/site/lib/server/guard/access.ts";
import { allDeeds, named, type Deed } from "./deeds.ts";
import { asking } from "./asking.ts";
import { serveInside, type Inside } from "./inside.ts";
import { furnish, watchWrites, type Places } from "./places.ts";

let site: Inside;
let admin: { readonly cookie: string };
let places: Places;
let written: () => Promise<string[]>;
let tokens: Readonly<Record<Scope, string>>;
let deeds: readonly Deed[];

beforeAll(async () => {
  site = await serveInside({ PAPERTAPE_TEAM: "1" });
  admin = await site.signIn("admin@example.org");
  const { readers, community } = site.library;
  const [{ id }] = await readers.people();
  await readers.invite(id, "bob@example.org", "reader");
  places = await furnish(site.library, "admin@example.org");
  const bob = (await readers.people())[1];
  // Somebody else's comment to moderate, and a claim to decide on.
  await community.comments.add(bob.id, "layer-norm", "Buy cheap watches.");
  await community.authorship.claim(bob.id, "layer-norm", { author: "Jimmy Lei Ba", note: "" });
  const made = scopes.map(async (scope) => [scope, await readers.createToken(id, { name: scope, scope })] as const);
  tokens = Object.fromEntries(await Promise.all(made)) as Record<Scope, string>;
  deeds = await allDeeds();
  ({ written } = await watchWrites(site.library));
});
afterAll(() => site?.stop());

/** Asks as a program or a page would. */
const ask = (deed: Deed, headers: Readonly<Record<string, string>>) => asking(site.address, places, deed, { headers });

const bearer = (scope: Scope) => ({ authorization: `Bearer ${tokens[scope]}` });

/** What the table says of it; commands have a folder, and need no rows. */
const neededFor = ({ route, what }: Deed) => (route.startsWith("/api/cli/") ? "command" : access[route]?.[what]);

const refusals = /no personal token may do this|s scope is \w+; this needs|needs the token from the server/i;

/** Everything there is, one after another. @returns what was refused for want of scope, and what gave the subscription's link away. */
async function askAll(headers: Readonly<Record<string, string>>, these = deeds) {
  await site.library.db.execute(sql`delete from rate_limits`);
  await written();
  const refused: string[] = [];
  const leaks: string[] = [];
  for (const deed of these) {
    const response = await ask(deed, headers);
    const said = `${response.headers.get("location")} ${await response.text()}`;
    if ([401, 403].includes(response.status) && refusals.test(said)) refused.push(named(deed));
    if (!places.at(deed.route).includes(places.manage) && said.includes(places.manage)) leaks.push(named(deed));
  }
  return { refused, leaks, written: await written() };
}

/** What a token of this scope must not reach. */
const beyond = (scope: Scope): string[] =>
  deeds
    .filter((deed) => {
      const needed = neededFor(deed);
      return needed === "session" || needed === "command" || needed === undefined || !allows(scope, needed);
    })
    .map(named);

/** What a token never touches, whatever its scope: accounts, tokens, subscriptions, and how this installation is set up. */
const never =
  /^(?!UPDATE public\.api_tokens$).* public\.(users|sessions|sign_in_links|api_tokens|subscribers|deliveries|settings)$/;
/** What is decided for others. */
const decided = /public\.(audit_log|followed_sources)$/;

test("the table knows every route and action of the site, and no others", () => {
  const known = Object.entries(access).flatMap(([route, rules]) =>
    Object.keys(rules).map((what) => `${what} ${route}`),
  );
  expect(known.sort()).toEqual(
    deeds
      .filter(({ route }) => !route.startsWith("/api/cli/"))
      .map(named)
      .sort(),
  );
  expect(deeds.length).toBeGreaterThan(150);
});

describe("a personal token", { timeout: 240_000 }, () => {
  test("of the scope read changes nothing, anywhere, but when it was last used, and how often models asked", async () => {
    const { refused, leaks, written } = await askAll(bearer("read"));
    expect([written, leaks]).toEqual([["INSERT public.rate_limits", "UPDATE public.api_tokens"], []]);
    expect(refused).toEqual(beyond("read"));
  });

  test("of the scope write decides nothing for others, and leaves accounts alone", async () => {
    const { refused, leaks, written } = await askAll(bearer("write"));
    expect(written.filter((row) => never.test(row) || decided.test(row))).toEqual([]);
    expect(leaks).toEqual([]);
    expect(refused).toEqual(beyond("write"));
    // It does act as its owner.
    expect(written).toEqual(expect.arrayContaining(["INSERT public.comments", "INSERT public.bookmarks"]));
  });

  test("of the scope admin administers papers, and no accounts, tokens or subscriptions", async () => {
    const { refused, leaks, written } = await askAll(bearer("admin"));
    expect(written.filter((row) => never.test(row))).toEqual([]);
    expect(leaks).toEqual([]);
    expect(refused).toEqual(beyond("admin"));
    expect(written).toEqual(expect.arrayContaining(["INSERT public.audit_log", "UPDATE public.comments"]));
  });

  test("of an editor or admin is shown what a reader is, unless its scope is admin", async () => {
    const { moderation } = site.library.community;
    const { people } = site.library.readers;
    await moderation.hide((await people())[0], places.comment + 1, "It sells watches.");
    const seen = async (scope: Scope) =>
      (await fetch(`${site.address}/api/papers/layer-norm/comments`, { headers: bearer(scope) })).text();
    expect(await seen("write")).not.toContain("cheap watches");
    expect(await seen("admin")).toContain("cheap watches");
  });

  test("of a reader administers nothing, whatever scope it was given", async () => {
    const [, { id }] = await site.library.readers.people();
    const token = await site.library.readers.createToken(id, { name: "big", scope: "admin" });
    const administration = deeds.filter((deed) => neededFor(deed) === "admin");
    await askAll({ authorization: `Bearer ${token}` }, administration);
    const { written } = await askAll({ authorization: `Bearer ${token}` }, administration);
    expect(written.filter((row) => !row.endsWith("rate_limits"))).toEqual([]);
    expect(administration.length).toBeGreaterThan(15);
  });

  test("is not one by its look: what is unknown, or written another way, opens nothing", async () => {
    const get = async (authorization: string) =>
      (await fetch(`${site.address}/api/notifications`, { headers: { authorization } })).status;
    expect(await get(`bearer  ${tokens.read}`)).toBe(200);
    expect(await get(`Bearer ${tokens.read}x`)).toBe(401);
    expect(await get(`Basic ${tokens.read}`)).toBe(401);
  });
});

test("a header that is no token switches no check of other sites off, also beside a session", async () => {
  for (const authorization of ["Basic YTpi", "Bearer x", "x"])
    for (const deed of deeds.filter(({ what }) => what !== "GET")) {
      const response = await ask(deed, { ...admin, authorization, origin: "https://evil.example" });
      expect([named(deed), [401, 403].includes(response.status)]).toEqual([named(deed), true]);
    }
  expect((await written()).filter((row) => !row.endsWith("rate_limits"))).toEqual([]);
});

test(
  "the same forms get through with a session, so that it was the token that was refused",
  { timeout: 240_000 },
  async () => {
    const farewell = ["?/signOut", "?/everywhere", "?/remove", "?/endOthers"];
    const mine = deeds.filter(
      ({ route, what }) => !(route === "/account" && farewell.includes(what)) && !route.startsWith("/sign-in"),
    );
    const { refused, leaks, written } = await askAll(admin, mine);
    expect(refused).toEqual(mine.filter((deed) => neededFor(deed) === "command").map(named));
    // What no token touched; the link stands where a reader is led to it.
    expect(leaks).toContain("GET /subscribe");
    for (const table of ["users", "api_tokens", "subscribers", "settings"])
      expect(written.some((row) => row.endsWith(`public.${table}`) && row !== "UPDATE public.api_tokens")).toBe(true);
  },
);
