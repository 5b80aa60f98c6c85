/**
 * Hostile values in every place where the site takes one: each part of an address, each parameter, each field of a form, each property
 * of a body. The answer may be a page or a refusal, and is never an accident (500).
 *
 * Each place is tried with a few of the values, which differ from place to place; with PAPERTAPE_HOSTILE=all, with all of them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asking, bodyOf, formOf, operationOf, type Asked } from "./asking.ts";
import { allDeeds, named, type Deed } from "./deeds.ts";
import { serveInside, type Inside } from "./inside.ts";
import { furnish, type Places } from "./places.ts";

const site = fileURLToPath(new URL("../../src/site/", import.meta.url));

const texts: readonly string[] = [
  ...["", " ", "0", "-1", "1.5", "1e9", "2147483648", "9223372036854775808", "NaN", "Infinity", "0x10", "١٢", "true"],
  ...["2020-02-31", "0000-00-00", "9999-12-31", "2026-W54", "2026-13", "275760-09-14", "-000001-01-01"],
  ...["\0", "a\0b", "\ud800", "\u202e", "\ufffe", "e\u0301".repeat(300), "🧪", "a\r\nSet-Cookie: x=1"],
  ...["'; drop table papers; --", "%", "%00", "%ff", "a%", "../../etc/passwd", "..\\x", "//evil.example", "a:b"],
  ...["__proto__", "constructor", "toString", "[object Object]", "{}", "[]", "null", "undefined", "x".repeat(9_000)],
  ...["1~2", "2026-11-20~99999999999", "http://[", "mailto:a@b", "a@b@c", '"@example.org', "((((((((a", "*", '"', "\\"],
];

/** What JSON can hold beside texts. */
const others: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1.7e308, -1.7e308, 5e-324],
  ...[[], {}, [[]], [null], [{}], [0], ["\0"], { __proto__: null, length: -1 }, { id: 1 }],
  ...[Array.from({ length: 2_000 }, (_, n) => n), JSON.parse("[".repeat(500) + "]".repeat(500))],
];

const everything = process.env.PAPERTAPE_HOSTILE === "all";

/** A few of the values, others for each place, the same each time. */
function some<Value>(values: readonly Value[], place: string, number: number): readonly Value[] {
  if (everything) return values;
  let hash = 2166136261;
  for (const character of place) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0;
  return Array.from({ length: number }, (_, n) => values[(hash + n * 17) % values.length]);
}

/** Names of parameters and fields that the code behind a route asks for, itself or through what it imports of the site. */
function namesAskedBy(route: string): readonly string[] {
  const folder = `${site}routes${route === "/" ? "" : route}/`;
  const waiting = readdirSync(folder)
    .filter((name) => /^\+(page|server).*\.ts$/.test(name))
    .map((name) => folder + name);
  const names = new Set<string>();
  for (const seen = new Set<string>(); waiting.length > 0;) {
    const file = waiting.pop()!;
    if (seen.has(file)) continue;
    seen.add(file);
    const code = readFileSync(file, "utf8");
    for (const [, name] of code.matchAll(/(?:\.(?:get|getAll|has)\(|(?:fieldOf|numberOf)\(\w+, )"(\w+)"/g))
      names.add(name);
    for (const [, name] of code.matchAll(/from "\$lib\/(server\/[\w/-]+)"/g)) waiting.push(`${site}lib/${name}.ts`);
  }
  return [...names];
}

/** Those of an address: the description of the API names its own. */
const parametersOf = (deed: Deed): readonly string[] => {
  const operation = operationOf(deed);
  return operation ? Object.keys(operation.query?.shape ?? { q: null }) : namesAskedBy(deed.route);
};

let served: Inside;
let places: Places;
let deeds: readonly Deed[];
let admin: { readonly cookie: string };

beforeAll(async () => {
  served = await serveInside({ PAPERTAPE_TEAM: "1" });
  admin = await served.signIn("admin@example.org");
  const { readers, community } = served.library;
  await readers.invite((await readers.people())[0].id, "bob@example.org", "reader");
  places = await furnish(served.library, "admin@example.org");
  await community.comments.add((await readers.people())[1].id, "layer-norm", "Buy cheap watches.");
  deeds = (await allDeeds()).filter(({ route }) => !route.startsWith("/api/cli/"));
});
afterAll(() => served?.stop());

/** Accidents among what was asked. */
let accidents: string[];

/** Asks as the first admin, who is signed in again should they have signed themselves out. */
async function ask(deed: Deed, asked: Asked, said: string): Promise<void> {
  const response = await asking(served.address, places, deed, { ...asked, headers: { ...admin, ...asked.headers } });
  await response.arrayBuffer();
  if (response.status >= 500) accidents.push(`${response.status} ${named(deed)} ${said}`);
  if (response.headers.getSetCookie().some((cookie) => cookie.startsWith("x=1")))
    accidents.push(`a header made by ${said} of ${named(deed)}`);
}

/** Before each deed: nobody was too fast, and the admin is one. */
async function ready(): Promise<void> {
  accidents = [];
  await served.library.db.execute(sql`delete from rate_limits`);
  const { status, body } = await fetch(`${served.address}/admin/people`, { headers: admin, redirect: "manual" });
  await body?.cancel();
  if (status !== 200) admin = await served.signIn("admin@example.org");
}

const short = (value: unknown) => JSON.stringify(value).slice(0, 60);

describe("no hostile value is an accident", { timeout: everything ? 1_800_000 : 240_000 }, () => {
  test("in a part of an address", async () => {
    const all: string[] = [];
    for (const deed of deeds.filter(({ route }) => route.includes("["))) {
      await ready();
      const parts = places.at(deed.route).split("/");
      for (const [index, part] of deed.route.split("/").entries()) {
        if (!part.includes("[")) continue;
        for (const value of some(texts, named(deed) + part, 4)) {
          const written = [encodeURIComponent(value.toWellFormed()), value.replace(/[^!-~]|[?#]/g, "%e2")];
          for (const one of new Set(written)) {
            const path = parts.with(index, one).join("/");
            await ask(deed, { path }, path.slice(0, 80));
          }
        }
      }
      all.push(...accidents);
    }
    expect(all).toEqual([]);
  });

  test("in a parameter", async () => {
    const all: string[] = [];
    for (const deed of deeds.filter(({ what }) => what === "GET")) {
      await ready();
      for (const name of parametersOf(deed))
        for (const value of some(texts, named(deed) + name, 3)) {
          const query = new URLSearchParams([[name, value], ...(value.length % 3 === 0 ? [[name, value]] : [])]);
          await ask(deed, { path: `${places.at(deed.route)}?${query}` }, `${name}=${short(value)}`);
        }
      all.push(...accidents);
    }
    expect(all).toEqual([]);
  });

  test("in a field of a form, and in a form that is none", async () => {
    const all: string[] = [];
    for (const deed of deeds.filter(({ route, what }) => what !== "GET" && !route.startsWith("/api/"))) {
      await ready();
      // An address that is refused at once: what lies elsewhere is asked for, and waited for.
      const form = { ...formOf(places), reference: "http://127.0.0.1:9/" };
      for (const name of namesAskedBy(deed.route))
        for (const value of some(texts, named(deed) + name, 3))
          await ask(deed, { form: new URLSearchParams({ ...form, [name]: value }) }, `${name}=${short(value)}`);
      await ask(deed, { form: new URLSearchParams() }, "an empty form");
      all.push(...accidents);
    }
    expect(all).toEqual([]);
  });

  test("in a property of a body, and in a body that is none", async () => {
    const all: string[] = [];
    for (const deed of deeds.filter(({ route, what }) => what !== "GET" && route.startsWith("/api/"))) {
      await ready();
      for (const name of ["nobodyKnows", ...Object.keys(bodyOf(deed))]) {
        const values = [...some(texts, named(deed) + name, 3), ...some(others, named(deed) + name, 3)];
        for (const value of values) {
          const body = JSON.stringify({ ...bodyOf(deed), [name]: value });
          await ask(deed, { body }, `${name}: ${short(value)}`);
        }
      }
      for (const body of ["", "{", "null", "[]", '"a"', "1e999", '{"a":1}}', "\ufeff{}", "[".repeat(5_000)])
        await ask(deed, { body }, short(body));
      all.push(...accidents);
    }
    expect(all).toEqual([]);
  });
});
