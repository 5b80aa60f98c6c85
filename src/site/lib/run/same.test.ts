import { afterEach, expect, test, vi } from "vitest";
import { addressOf, findSame, withoutVersion } from "./same.ts";

const wanted = { paper: "paper-a", preset: "quick", registration: "a".repeat(64) } as const;
const signal = new AbortController().signal;

/** A browser on a page that is not isolated, whose requests get these answers by the beginning of their address. */
function browser(answers: Readonly<Record<string, unknown>>) {
  vi.stubGlobal("crossOriginIsolated", false);
  vi.stubGlobal("navigator", {
    hardwareConcurrency: 8,
    userAgent: "",
    userAgentData: { platform: "Linux", brands: [{ brand: "Google Chrome", version: "138" }] },
  });
  vi.stubGlobal("fetch", async (address: string) => {
    const answer = Object.entries(answers).find(([start]) => address.startsWith(start))?.[1];
    return answer === undefined ? Response.json({ code: "NO" }, { status: 503 }) : Response.json(answer);
  });
}
afterEach(() => vi.unstubAllGlobals());

test.each([
  ["Google Chrome 138", "Google Chrome"],
  ["Safari 18.5", "Safari"],
])("%s of any version is %s", (runtime, name) => expect(withoutVersion(runtime)).toBe(name));

test("a page asks for a visitor's run under its plan and on its kind of machine, and for nothing half done", () => {
  browser({});
  expect(Object.fromEntries(new URL(addressOf(wanted), "http://here").searchParams)).toEqual({
    ...wanted,
    ...{ device: "wasm", threads: "1", os: "Linux", runtime: "Google Chrome", visitors: "1", whole: "1", limit: "1" },
  });
});

test("what it finds is the whole run, and where there is none, or the server does not answer, nothing", async () => {
  browser({ "/api/runs?": [{ id: "7" }], "/api/runs/7": { title: "Paper A" } });
  expect(await findSame(wanted, signal)).toEqual({ title: "Paper A" });
  browser({ "/api/runs?": [] });
  expect(await findSame(wanted, signal)).toBeNull();
  browser({});
  expect(await findSame(wanted, signal)).toBeNull();
});
