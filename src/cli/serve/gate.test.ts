import { describe, expect, test } from "vitest";
import type { IncomingHttpHeaders } from "node:http";
import { refusedAtGate as refused, type GateSettings } from "./gate.ts";

const refusedAtGate = (headers: IncomingHttpHeaders, settings: GateSettings, httpVersion = "1.1") =>
  refused({ headers, httpVersion }, settings);

const alone = { host: "127.0.0.1", team: false, origin: undefined };
const team = { ...alone, team: true };
const behindProxy = { ...team, origin: "https://papers.example.org" };

describe("on loopback", () => {
  test.each(["localhost", "localhost:4321", "127.0.0.1:4321", "[::1]:4321", "LOCALHOST:80"])("%s is let in", (host) => {
    expect(refusedAtGate({ host }, alone)).toBeNull();
    expect(refusedAtGate({ host }, team)).toBeNull();
  });
  test.each([
    "evil.example",
    "evil.example:4321",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "x@localhost",
    "",
  ])("a name that somebody made point here is refused: %j", (host) => {
    expect(refusedAtGate({ host }, alone)).toContain("localhost only");
    expect(refusedAtGate({ host }, team)).toContain("ORIGIN");
  });
  test("no name at all is refused", () => expect(refusedAtGate({}, alone)).toContain("localhost only"));
  test("the public address is let in where one is set, with its port", () => {
    expect(refusedAtGate({ host: "papers.example.org" }, behindProxy)).toBeNull();
    expect(refusedAtGate({ host: "papers.example.org:81" }, behindProxy)).not.toBeNull();
  });
  test("what a proxy passes on is refused where everybody is the owner", () => {
    for (const header of ["x-forwarded-for", "forwarded", "via", "x-real-ip"])
      expect(refusedAtGate({ host: "localhost:4321", [header]: "203.0.113.7" }, alone)).toContain("PAPERTAPE_TEAM=1");
    expect(refusedAtGate({ host: "localhost:4321", "x-forwarded-for": "203.0.113.7" }, team)).toBeNull();
  });
  test("so is what only a proxy would still say, though it hides that it is one", () => {
    expect(refusedAtGate({ host: "127.0.0.1:4321" }, alone, "1.0")).toContain("PAPERTAPE_TEAM=1");
    expect(refusedAtGate({ host: "127.0.0.1:4321" }, team, "1.0")).toBeNull();
  });
});

test("on a public host every name is let in, because people sign in", () => {
  expect(refusedAtGate({ host: "192.0.2.1:4321" }, { host: "0.0.0.0", team: true, origin: undefined })).toBeNull();
});
