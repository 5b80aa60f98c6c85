/** The protocol over HTTP, with the official client and with what no client should send. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { openLibrary, type Library } from "#library/index";
import { removeTemporaryFolders, temporaryFolder } from "#library/testing/folders";
import { shelfOf } from "#library/testing/shelf";
import type { RequestEvent } from "@sveltejs/kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { siteOf } from "./api/testing/inside.ts";
import { mcpAnswer } from "./mcp.ts";

let library: Library;
beforeAll(async () => {
  library = await openLibrary({ dataDir: temporaryFolder(), shelf: shelfOf(), site: "https://papers.example.org" });
  await siteOf(library);
}, 120_000);
afterAll(async () => {
  await library?.close();
  removeTemporaryFolders();
});

const here = "http://localhost:4321/mcp";

const post = (body: string, headers: Readonly<Record<string, string>> = {}, address = here): Promise<Response> => {
  const accept = "application/json, text/event-stream";
  const request = new Request(address, {
    method: "POST",
    body,
    headers: { accept, "content-type": "application/json", ...headers },
  });
  return ask(request);
};

/** Who asks: nobody who is known, unless a test says otherwise. */
let locals: App.Locals = { reader: null, tokenScope: null };

const ask = (request: Request): Promise<Response> => {
  const getClientAddress = () => "127.0.0.1";
  const event = { request, url: new URL(request.url), locals, getClientAddress };
  return mcpAnswer(event as unknown as RequestEvent);
};

const rpc = (method: string, params: object = {}) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
const initialize = (protocolVersion: string) =>
  rpc("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "test", version: "1" } });

test("the official client lists tools and calls them", async () => {
  const client = new Client({ name: "test", version: "1" });
  // Streams that a server may open by itself are GETs, which the route does not take.
  const fetch = (input: URL | RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init);
    return request.method === "POST" ? ask(request) : Promise.resolve(new Response(null, { status: 405 }));
  };
  await client.connect(new StreamableHTTPClientTransport(new URL(here), { fetch: fetch as typeof globalThis.fetch }));
  expect((await client.listTools()).tools).toHaveLength(7);
  const { structuredContent } = await client.callTool({ name: "get_paper", arguments: { paper: "paper-a" } });
  expect(structuredContent).toMatchObject({ slug: "paper-a", page: "https://papers.example.org/papers/paper-a" });
  await client.close();
});

test("a run is computed for whoever may ask for it on pages, and with a token that may write", async () => {
  const { id, role } = await library.readers.owner();
  const reader = { id, role } as App.Locals["reader"];
  const runs = { name: "run_experiment", arguments: { paper: "paper-a" } };
  const asked = async (who: App.Locals) => {
    locals = who;
    const response = await post(rpc("tools/call", runs));
    locals = { reader: null, tokenScope: null };
    return response.text();
  };
  expect(await asked({ reader: null, tokenScope: null })).toContain("only for people who are signed in");
  expect(await asked({ reader, tokenScope: "read" })).toContain("this token's scope is read");
  expect((await library.serverRuns.unfinished(9)).length).toBe(0);
  expect(await asked({ reader, tokenScope: "write" })).toContain('"waiting"');
  expect((await library.serverRuns.unfinished(9)).map(({ paper }) => paper)).toEqual(["paper-a"]);
});

describe("clients that are older, or lie about versions,", () => {
  test.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])("are spoken to as of %s", async (version) => {
    const response = await post(initialize(version));
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain(`"protocolVersion":"${version}"`);
    expect((await post(rpc("tools/list"), { "mcp-protocol-version": version })).status).toBe(200);
  });
  test.each([
    ["a version that never was", initialize("1999-01-01"), {}],
    ["a version that is no version", initialize("x".repeat(5_000)), {}],
    ["a header that never was", rpc("tools/list"), { "mcp-protocol-version": "1999-01-01" }],
    ["a header of another version than the body", initialize("2025-06-18"), { "mcp-protocol-version": "2026-07-28" }],
    ["a new header and an old body", rpc("tools/list"), { "mcp-protocol-version": "2026-07-28" }],
  ])("are answered with what is spoken here: %s", async (_, body, headers) => {
    const response = await post(body, headers);
    expect([200, 400]).toContain(response.status);
    const text = await response.text();
    expect(text).toMatch(/"error":\{"code":-\d+|"protocolVersion":"20/);
    expect(text).not.toMatch(/node_modules|\bat .+:\d+:\d+/);
  });
});

describe("what is no question is refused", () => {
  test.each([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["null", "null", 400],
    ["a list of nothing", "[]", 400],
    ["another protocol", '{"jsonrpc":"1.0","method":"x"}', 400],
    ["deep nesting", "[".repeat(20_000), 400],
    ["more than is read", rpc("tools/list", { a: "x".repeat(200_000) }), 413],
  ])("%s", async (_, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/node_modules|\bat .+:\d+:\d+/);
  });
  test("of another content type", async () => {
    expect((await post(rpc("tools/list"), { "content-type": "application/xml" })).status).toBe(415);
  });
});

describe("whoever is not meant to ask is told so", () => {
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];

  test("by a name that is not ours, which another site may have pointed here", async () => {
    expect(await codeOf(await post(rpc("tools/list"), {}, "http://evil.example:4321/mcp"))).toEqual([
      403,
      "WRONG_HOST",
    ]);
    for (const known of ["http://127.0.0.1:4321/mcp", "http://[::1]:4321/mcp", "https://papers.example.org/mcp"])
      expect((await post(rpc("tools/list"), {}, known)).status).toBe(200);
  });
  test("from a page of another site, whatever it carries", async () => {
    for (const origin of ["https://evil.example", "null", "http://localhost:9999", "https://localhost:4321"])
      expect(await codeOf(await post(rpc("tools/list"), { origin, authorization: "Bearer pt_x" }))).toEqual([
        403,
        "CROSS_SITE",
      ]);
    expect((await post(rpc("tools/list"), { origin: "http://localhost:4321" })).status).toBe(200);
  });
  test("with a token of somewhere else", async () => {
    expect(await codeOf(await post(rpc("tools/list"), { authorization: "Bearer abc" }))).toEqual([
      401,
      "INVALID_TOKEN",
    ]);
    // A password for the whole site is the proxy's affair.
    expect((await post(rpc("tools/list"), { authorization: "Basic eDp5" })).status).toBe(200);
  });
  test("too often", async () => {
    await library.limits.take("x", { capacity: 1, perHour: 1 });
    let status = 200;
    for (let asked = 0; asked < 400 && status === 200; asked++)
      status = (await post(rpc("tools/call", { name: "get_run", arguments: { run: "x" } }))).status;
    expect(status).toBe(429);
  });
});
