import { describe, expect, test } from "vitest";
import { crossSite, strangeName } from "./same-origin.ts";

const url = new URL("https://papers.example.org/papers/a");
const asked = (headers: Record<string, string>, method = "POST") =>
  crossSite({ url, request: new Request(url, { method, headers }) });
const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };

describe("a request that changes something", () => {
  test.each([form, json, {}])("from our own page is let in: %j", (headers) => {
    expect(asked({ ...headers, origin: url.origin })).toBeNull();
    expect(asked({ ...headers, origin: url.origin, "sec-fetch-site": "same-origin" }, "DELETE")).toBeNull();
  });
  test.each([
    "https://evil.example",
    "https://papers.example.org.evil.example",
    "http://papers.example.org",
    "https://papers.example.org:8443",
    "null",
  ])("from %s is refused, whatever it carries", (origin) => {
    for (const headers of [form, json, {}])
      for (const method of ["POST", "PUT", "PATCH", "DELETE"])
        expect(asked({ ...headers, origin }, method)).toContain("may not send anything");
  });
  test("from another site on this machine is refused: a port makes an origin", () => {
    const here = new URL("http://localhost:4321/");
    const request = new Request(here, { method: "POST", headers: { ...json, origin: "http://localhost:3000" } });
    expect(crossSite({ url: here, request })).not.toBeNull();
  });
  test("by a browser that tells the site but not the origin is refused", () => {
    for (const site of ["cross-site", "same-site"]) expect(asked({ ...json, "sec-fetch-site": site })).not.toBeNull();
  });
  test("as a form without an origin is refused", () => {
    for (const type of ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
      expect(asked({ "content-type": type })).toContain("Origin");
  });
  test("by a program is let in with JSON", () => expect(asked(json)).toBeNull());
  test.each(["Basic YTpi", "Bearer pt_x", "Bearer x", "Digest a", "x", ""])(
    "with authorization %j is looked at like any other: a browser sends it by itself where a proxy asks for a password",
    (authorization) => {
      for (const origin of ["https://evil.example", "null"])
        expect(asked({ ...form, authorization, origin })).toContain("may not send anything");
      expect(asked({ ...form, authorization })).toContain("Origin");
    },
  );
});

test("a mail service leaves the digest for its reader without an origin, and a page of another site does not", () => {
  const address = new URL("https://papers.example.org/unsubscribe/abc");
  const post = (headers: Record<string, string>) =>
    crossSite({ url: address, request: new Request(address, { method: "POST", headers }) });
  expect(post(form)).toBeNull();
  expect(post({ ...form, origin: "https://evil.example" })).not.toBeNull();
});

test("a request that changes nothing may come from anywhere", () => {
  expect(asked({ origin: "https://evil.example", "sec-fetch-site": "cross-site" }, "GET")).toBeNull();
});

describe("the name that a request asks by", () => {
  const ours = "https://papers.example.org";
  const askedBy = (host: string, method = "POST") => {
    const address = new URL(`http://${host}/sign-in`);
    return strangeName({ url: address, request: new Request(address, { method, headers: form }) }, ours);
  };
  test.each(["papers.example.org", "localhost:4321", "127.0.0.1:4321", "[::1]:4321", "192.168.1.7", "[fd00::7]:80"])(
    "may be %s",
    (host) => expect(askedBy(host)).toBeNull(),
  );
  test.each([
    "evil.example:4321",
    "papers.example.org:8443",
    "papers.example.org.evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
  ])("may not be %s, which another site may have pointed here", (host) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) expect(askedBy(host, method)).toContain("set ORIGIN");
  });
  test("is nobody's affair where nothing is changed", () => expect(askedBy("evil.example", "GET")).toBeNull());
});
