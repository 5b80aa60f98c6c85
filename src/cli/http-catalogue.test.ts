import { LibraryError } from "#library/errors";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Failure } from "./failure.ts";
import { httpCatalogue, Unreachable } from "./http-catalogue.ts";
import { httpSearch } from "./http-search.ts";

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** A server that answers everything alike and remembers what it was asked. */
async function answering({ status, body }: Answer) {
  const asked: { request: IncomingMessage; body: string }[] = [];
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    asked.push({ request, body: text });
    response.writeHead(status, { connection: "close" }).end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const place = { address, token: "secret" };
  return { catalogue: httpCatalogue(place), search: httpSearch(place), asked };
}

describe("reading", () => {
  test("asks the public API, with filters as a query and without the token", async () => {
    const { catalogue, asked } = await answering({ status: 200, body: [] });
    expect(await catalogue.runs({ paper: "layer-norm", limit: 5 })).toEqual([]);
    expect(await catalogue.runs({ visitors: true, whole: true, machine: { threads: 2, os: "Linux" } })).toEqual([]);
    expect(await catalogue.papers()).toEqual([]);
    expect(await catalogue.papers({ limit: 500 })).toEqual([]);
    expect(asked.map(({ request }) => request.url)).toEqual([
      "/api/runs?paper=layer-norm&limit=5",
      "/api/runs?threads=2&os=Linux&visitors=1&whole=1",
      "/api/papers",
      "/api/papers?limit=500",
    ]);
    expect(asked[0].request.headers.authorization).toBeUndefined();
  });
  test("searches with the request in the body, so that no address holds what somebody looks for", async () => {
    const { search, asked } = await answering({ status: 200, body: { hits: [] } });
    const request = { text: "layer norm", filters: { topic: "attention" }, limit: 10, facets: false };
    expect(await search.find(request)).toEqual({ hits: [] });
    expect(asked[0].request).toMatchObject({ method: "POST", url: "/api/cli/search" });
    expect(asked[0].request.headers.authorization).toBe("Bearer secret");
    expect(JSON.parse(asked[0].body)).toEqual(request);
  });
  test("what does not exist is null", async () => {
    const { catalogue } = await answering({ status: 404, body: { code: "NO_SUCH_PAPER", detail: "", reasons: [] } });
    expect(await catalogue.paper("nope")).toBeNull();
  });
  test("a page that is missing for another reason is an error, not null", async () => {
    const { catalogue } = await answering({ status: 404, body: "<html>" });
    await expect(catalogue.paper("nope")).rejects.toThrow(/answered 404 to GET \/api\/papers\/nope/);
  });
  test("a name cannot leave its place in the address", async () => {
    const { catalogue, asked } = await answering({ status: 200, body: {} });
    await catalogue.paper("../cli/runs?x");
    expect(asked[0].request.url).toBe("/api/papers/..%2Fcli%2Fruns%3Fx");
  });
});

describe("writing", () => {
  test("sends JSON with the token of the lock file", async () => {
    const { catalogue, asked } = await answering({ status: 204 });
    await catalogue.appendRun("id", { sequence: 3, points: [], measurements: [], notes: [] });
    const [{ request, body }] = asked;
    expect(`${request.method} ${request.url}`).toBe("POST /api/cli/runs/id/events");
    expect(request.headers).toMatchObject({ authorization: "Bearer secret", "content-type": "application/json" });
    expect(JSON.parse(body)).toMatchObject({ sequence: 3 });
  });
  test("a refusal of the library arrives as the library's own error", async () => {
    const refusal = { code: "INVALID_LIST", message: "not a list page", details: ["line 1"] };
    const body = { code: "INVALID_LIST", detail: "not a list page", reasons: [{ says: "line 1" }] };
    const { catalogue } = await answering({ status: 422, body });
    const error = await catalogue.importList("x").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LibraryError);
    expect(error).toMatchObject(refusal);
  });
  test("a token that the server does not know says what to do", async () => {
    const { catalogue } = await answering({
      status: 401,
      body: { code: "NOT_AUTHORIZED", detail: "no", reasons: [] },
    });
    await expect(catalogue.importList("x")).rejects.toThrow(/restart it/);
  });
});

test("a server that is gone is told apart from one that refuses", async () => {
  const gone = httpCatalogue({ address: "http://127.0.0.1:9", token: "" });
  const error = await gone.papers().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Unreachable);
  expect(error).toBeInstanceOf(Failure);
  expect((error as Error).message).toMatch(/^the server at http:\/\/127.0.0.1:9 does not answer: /);
});

describe("ingesting", () => {
  test("sends a batch, and asks for a cursor without showing the job in an address", async () => {
    const { catalogue, asked } = await answering({ status: 200, body: null });
    const batch = {
      source: "jsonl",
      asOf: "2026-11-23",
      drafts: [],
      rejected: [],
      job: { key: "/home/me", cursor: "1" },
    };
    await catalogue.ingest(batch);
    expect(await catalogue.ingestCursor("/home/me")).toBeNull();
    expect(asked.map(({ request }) => [request.method, request.url, request.headers.authorization])).toEqual([
      ["POST", "/api/cli/ingest", "Bearer secret"],
      ["POST", "/api/cli/ingest/cursor", "Bearer secret"],
    ]);
    expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([batch, { job: "/home/me" }]);
  });
});
