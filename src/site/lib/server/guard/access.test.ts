import { describe, expect, test } from "vitest";
import { access, asksOnly, accessOf } from "./access.ts";

const asked = (id: string | null, method: string, query = "") =>
  accessOf({ route: { id }, request: { method }, url: new URL(`http://localhost/x${query}`) });

describe("what a request needs", () => {
  test.each([
    ["/papers/[slug]", "GET", "", "read"],
    ["/papers/[slug]", "HEAD", "", "read"],
    ["/papers/[slug]", "POST", "?/vote", "write"],
    ["/papers/[slug]", "POST", "?/hide", "admin"],
    ["/account", "GET", "", "session"],
    ["/account", "POST", "?/createToken", "session"],
    ["/subscribe", "GET", "", "session"],
    ["/unsubscribe/[token]", "POST", "", "session"],
    ["/api/papers/[slug]/vote", "DELETE", "", "write"],
    ["/api/cli/runs/[id]", "PUT", "", "command"],
    ["/api/cli/whatever/comes", "GET", "", "command"],
  ])("%s %s%s is %s", (id, method, query, needed) => expect(asked(id, method, query)).toBe(needed));

  test.each([
    ["a route that nobody thought of", "/new", "GET", ""],
    ["a method that nobody thought of", "/api/papers", "DELETE", ""],
    ["an action that nobody thought of", "/papers/[slug]", "POST", "?/newest"],
    ["no action where there are some", "/papers/[slug]", "POST", ""],
    ["an action of an endpoint", "/api/reading", "POST", "?/x"],
    ["a name that every object has", "constructor", "GET", ""],
    ["an action that every object has", "/papers/[slug]", "POST", "?/../constructor"],
  ])("%s is nothing that a token may do", (_, id, method, query) => expect(asked(id, method, query)).toBeNull());

  test("is that of the first action in the query, which is the one that is done", () => {
    expect(asked("/papers/[slug]", "POST", "?a=1&/hide&/vote")).toBe("admin");
    expect(asked("/papers/[slug]", "POST", "?%2Fhide&/vote")).toBe("admin");
  });
  test("is nothing special where there is no page", () => expect(asked(null, "GET")).toBe("read"));
});

test("a scope of read never goes with a change, and what only asks needs no more", () => {
  const changing = Object.entries(access).flatMap(([id, rules]) =>
    Object.entries(rules)
      .filter(([deed, needed]) => deed !== "GET" && needed === "read")
      .map(([deed]) => `${deed} ${id}`),
  );
  expect(changing).toEqual(asksOnly.map((path) => `POST ${path}`));
});
