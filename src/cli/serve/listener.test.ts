import { createServer, request as ask, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import type { GateSettings } from "./gate.ts";
import { listenerFor } from "./listener.ts";
import type { Site } from "./site.ts";

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

const alone: GateSettings = { host: "127.0.0.1", team: false, origin: undefined };

async function get(handle: Site["handle"], headers: Record<string, string> = {}, settings = alone) {
  const errors: unknown[] = [];
  server = createServer(listenerFor({ handle, close: async () => {} }, settings, (error) => errors.push(error)));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      ask({ port, headers: { connection: "close", ...headers } }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) });
      })
        .on("error", reject)
        .end();
    },
  );
  return { ...answer, errors };
}

const isolated = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
};

describe("every response isolates the origin", () => {
  test("a page", async () => {
    const { headers } = await get((_, response) => response.end("ok"));
    expect(headers).toMatchObject(isolated);
  });
  test("what the site does not know", async () => {
    const { status, headers } = await get((_request, _response, next) => next());
    expect(status).toBe(404);
    expect(headers).toMatchObject(isolated);
  });
  test("a handler that throws", async () => {
    const { status, headers, errors, body } = await get(async () => {
      throw new Error("secret detail");
    });
    expect(status).toBe(500);
    expect(headers).toMatchObject(isolated);
    expect(errors).toEqual([new Error("secret detail")]);
    expect(body.toString()).toBe("internal error\n");
  });
  test("a handler that removes all headers before it answers", async () => {
    const { headers } = await get((_, response) => {
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.writeHead(400).end();
    });
    expect(headers).toMatchObject(isolated);
  });
});

test("a request under a foreign name is refused before the site sees it", async () => {
  let seen = 0;
  const { status, body, headers } = await get((_, response) => response.end(String(++seen)), { host: "evil.example" });
  expect([status, seen]).toEqual([421, 0]);
  expect(body.toString()).toContain("localhost only");
  expect(headers).toMatchObject(isolated);
});

test("browsers are told to stay with https where people come by it, and only there", async () => {
  const handle: Site["handle"] = (_, response) => response.end("ok");
  const secured = await get(handle, {}, { ...alone, team: true, origin: "https://papers.example.org" });
  expect(secured.headers["strict-transport-security"]).toBe("max-age=63072000");
  expect((await get(handle)).headers["strict-transport-security"]).toBeUndefined();
});

describe("what is made on request is compressed", () => {
  const page = "<p>normalized output</p>".repeat(200);
  const html: Site["handle"] = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(page);

  test("with brotli where the browser takes it", async () => {
    const { headers, body } = await get(html, { "accept-encoding": "gzip, br" });
    expect(headers).toMatchObject({ "content-encoding": "br", vary: "Accept-Encoding" });
    expect(body.length).toBeLessThan(page.length / 10);
    expect(brotliDecompressSync(body).toString()).toBe(page);
  });
  test("with gzip, or not at all, where it does not", async () => {
    const { headers, body } = await get(html, { "accept-encoding": "gzip" });
    expect(headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(body).toString()).toBe(page);
    expect((await get(html)).headers["content-encoding"]).toBeUndefined();
  });
  test("but not what was compressed when the site was built", async () => {
    const { headers, body } = await get(
      (_, response) =>
        response.writeHead(200, { "content-type": "text/javascript", "content-encoding": "br" }).end(page),
      { "accept-encoding": "br" },
    );
    expect(headers["content-encoding"]).toBe("br");
    expect(body.toString()).toBe(page);
  });
  test("and never events, which must leave when they happen", async () => {
    const { headers } = await get(
      (_, response) => response.writeHead(200, { "content-type": "text/event-stream" }).end(page),
      { "accept-encoding": "br" },
    );
    expect(headers["content-encoding"]).toBeUndefined();
  });
});
