import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PoliteClient, type ClientOptions } from "./client.ts";
import { FetchError, shownUrl } from "./errors.ts";
import { retryAfter } from "./retry.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

let server: Server;
let base: string;
let handler: Handler;
let requests: IncomingMessage[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    handler(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A client whose waiting takes no time and is written down. */
function client(options: Partial<ClientOptions> = {}) {
  const waits: number[] = [];
  let time = Date.parse("2026-11-23T12:00:00Z");
  const polite = new PoliteClient({
    userAgent: "papertape-test/1.0 (+https://papers.example)",
    allowLoopback: true,
    timeout: 2_000,
    pace: (key) => ({ key, interval: 0, connections: 1 }),
    clock: {
      now: () => time,
      random: () => 0.5,
      sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        waits.push(milliseconds);
        time += milliseconds;
      },
    },
    ...options,
  });
  return { waits, fetch: polite.fetch.bind(polite) };
}

function answering(next: Handler): void {
  requests = [];
  handler = next;
}
const failing = (url: string, options?: Partial<ClientOptions>) =>
  client(options)
    .fetch(url)
    .then(
      () => expect.fail("no error"),
      (error: unknown) => error as FetchError,
    );

describe("an answer", () => {
  test("comes with its text, its validators, and from a client that says who it is", async () => {
    answering((_, response) => {
      response.writeHead(200, {
        etag: '"a"',
        "last-modified": "Mon, 23 Nov 2026 00:00:00 GMT",
        "content-type": "text/plain; charset=ISO-8859-1",
      });
      response.end(Buffer.from([0xe9]));
    });
    const answer = await client().fetch(`${base}/x`, { headers: { "x-api-key": "k" } });
    expect(answer.text()).toBe("é");
    expect(answer).toMatchObject({
      status: 200,
      unchanged: false,
      validators: { etag: '"a"', lastModified: "Mon, 23 Nov 2026 00:00:00 GMT" },
    });
    expect(requests[0].headers).toMatchObject({
      "user-agent": "papertape-test/1.0 (+https://papers.example)",
      "x-api-key": "k",
    });
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("may be packed with %s", async (encoding, pack) => {
    answering((_, response) => response.writeHead(200, { "content-encoding": encoding }).end(pack("hello")));
    expect((await client().fetch(base)).text()).toBe("hello");
  });

  test("is asked for only if it has changed", async () => {
    answering((request, response) => response.writeHead(request.headers["if-none-match"] === '"a"' ? 304 : 200).end());
    expect(await client().fetch(base, { validators: { etag: '"a"' } })).toMatchObject({ status: 304, unchanged: true });
  });

  test("to a POST arrives too", async () => {
    answering((request, response) => request.pipe(response));
    expect((await client().fetch(base, { method: "POST", body: '{"ids":[]}' })).text()).toBe('{"ids":[]}');
  });
});

describe("a service that is busy", () => {
  test("is asked again after the seconds it names, and not earlier", async () => {
    answering((_, response, nth) =>
      (nth < 3 ? response.writeHead(nth === 1 ? 429 : 503, { "retry-after": "7" }) : response).end("ok"),
    );
    const { fetch, waits } = client();
    expect((await fetch(base)).text()).toBe("ok");
    expect(waits.filter((wait) => wait > 0)).toEqual([7_350, 7_350]);
  });

  test("may name a date", async () => {
    answering((_, response, nth) =>
      (nth === 1 ? response.writeHead(503, { "retry-after": "Mon, 23 Nov 2026 12:01:00 GMT" }) : response).end(),
    );
    const { fetch, waits } = client();
    await fetch(base);
    expect(waits[0]).toBe(63_000);
  });

  test("is left alone when it asks for longer than we wait: the error says for how long", async () => {
    answering((_, response) => response.writeHead(429, { "retry-after": "3600" }).end("slow down"));
    expect(await failing(base)).toMatchObject({
      kind: "rate-limited",
      status: 429,
      retryAfter: 3_600_000,
      attempts: 1,
      excerpt: "slow down",
    });
    expect(requests).toHaveLength(1);
  });

  test("is given up after four attempts, at growing distances", async () => {
    answering((_, response) => response.writeHead(429).end());
    const { fetch, waits } = client();
    await expect(fetch(base)).rejects.toMatchObject({ kind: "rate-limited", attempts: 4 });
    expect(waits).toEqual([1_500, 3_000, 6_000]);
    expect(requests).toHaveLength(4);
  });

  test("is asked again after 500, 502 and 504", async () => {
    answering((_, response, nth) => response.writeHead([500, 502, 504, 200][nth - 1]).end());
    expect(await client().fetch(base)).toMatchObject({ status: 200 });
  });

  test.each([400, 401, 403, 404, 410])("is not asked again after %i", async (status) => {
    answering((_, response) => response.writeHead(status).end("why not"));
    expect(await failing(base)).toMatchObject({ kind: "http", status, attempts: 1, excerpt: "why not" });
  });
});

describe("an answer that never ends well", () => {
  test("is given up when it trickles", async () => {
    answering((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 10);
      response.on("close", () => clearInterval(drip));
    });
    expect(await failing(base, { timeout: 150, attempts: 1 })).toMatchObject({ kind: "timeout" });
  });

  test("is given up when it never begins", async () => {
    answering(() => {});
    expect(await failing(base, { timeout: 100, attempts: 2 })).toMatchObject({ kind: "timeout", attempts: 2 });
  });

  test("is given up when the name takes for ever", async () => {
    expect(
      await failing("http://never.example", { resolve: () => new Promise(() => {}), timeout: 100, attempts: 1 }),
    ).toMatchObject({ kind: "timeout" });
  });

  test("is refused by its announced size before it is read", async () => {
    answering((_, response) => response.writeHead(200, { "content-length": "5000000000" }).write("x"));
    expect(await failing(base, { maxBytes: 1_000 })).toMatchObject({ kind: "too-large", attempts: 1 });
  });

  test("is cut when it grows too large", async () => {
    answering((_, response) => {
      response.on("error", () => {});
      const pour = (): void =>
        void (response.writable && response.write(Buffer.alloc(64_000), () => setImmediate(pour)));
      pour();
    });
    expect(await failing(base, { maxBytes: 1_000_000 })).toMatchObject({ kind: "too-large" });
  });

  test("is cut when it unpacks into too much", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    answering((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await failing(base, { maxBytes: 1_000_000 })).toMatchObject({ kind: "too-large" });
  });

  test("is a network error when its packing is broken, cut off or unknown", async () => {
    for (const [encoding, body] of [
      ["gzip", Buffer.from("this is not gzip")],
      ["gzip", gzipSync("hello".repeat(1_000)).subarray(0, 30)],
      ["zstd", Buffer.from("x")],
    ] as const) {
      answering((_, response) => response.writeHead(200, { "content-encoding": encoding }).end(body));
      expect(await failing(base, { attempts: 1 })).toMatchObject({ kind: "network" });
    }
  });

  test("is a network error when the connection breaks off in the middle", async () => {
    answering((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    expect(await failing(base, { attempts: 1 })).toMatchObject({ kind: "network" });
  });

  test("is a network error when nobody listens", async () => {
    expect(await failing("http://127.0.0.1:1/", { attempts: 1 })).toMatchObject({
      kind: "network",
      message: expect.stringContaining("refused"),
    });
  });

  test("ends when the caller gives up", async () => {
    answering(() => {});
    const asked = client().fetch(base, { signal: AbortSignal.timeout(50) });
    await expect(asked).rejects.toMatchObject({ kind: "aborted" });
  });
});

describe("a redirect", () => {
  const inside = {
    resolve: async (name: string) => [
      { address: name === "inside.example" ? "10.0.0.5" : "127.0.0.1", family: 4 as const },
    ],
  };
  const port = () => new URL(base).port;

  test("is followed, and the answer says where it came from", async () => {
    answering((request, response) =>
      (request.url === "/a" ? response.writeHead(301, { location: "/b" }) : response).end("b"),
    );
    expect(await client().fetch(`${base}/a`)).toMatchObject({ status: 200, url: `${base}/b` });
  });

  test.each([
    "http://10.0.0.5/",
    "http://169.254.169.254/latest/meta-data",
    "http://[fd00::1]/",
    "http://inside.example/",
    "http://[::ffff:10.0.0.5]/",
  ])("to %s is not followed", async (location) => {
    answering((_, response) => response.writeHead(302, { location }).end());
    expect(await failing(base, inside)).toMatchObject({ kind: "private-address", attempts: 1 });
    expect(requests).toHaveLength(1);
  });

  test.each(["file:///etc/passwd", "ftp://example.org/", "http://user:pass@example.org/", "http://"])(
    "to %s is refused",
    async (location) => {
      answering((_, response) => response.writeHead(302, { location }).end());
      expect(await failing(base)).toMatchObject({ kind: "refused" });
    },
  );

  test("in a circle ends", async () => {
    answering((_, response) => response.writeHead(307, { location: "/" }).end());
    expect(await failing(base)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("more than 5 redirects"),
    });
  });

  test("to another host is not told our keys or what we have", async () => {
    answering((request, response) =>
      (request.headers.host?.startsWith("a.")
        ? response.writeHead(302, { location: `http://b.example:${port()}/` })
        : response
      ).end(),
    );
    await client(inside).fetch(`http://a.example:${port()}/`, {
      headers: { "x-api-key": "k" },
      validators: { etag: '"a"' },
    });
    expect(requests.map(({ headers }) => [headers["x-api-key"], headers["if-none-match"]])).toEqual([
      ["k", '"a"'],
      [undefined, undefined],
    ]);
  });

  test("of a POST is refused", async () => {
    answering((_, response) => response.writeHead(307, { location: "/b" }).end());
    await expect(client().fetch(base, { method: "POST", body: "x" })).rejects.toMatchObject({ kind: "refused" });
  });
});

describe("an address", () => {
  test("of this machine is refused, unless a test allows it", async () => {
    answering((_, response) => response.end());
    expect(await failing(base, { allowLoopback: false })).toMatchObject({ kind: "private-address" });
    expect(requests).toHaveLength(0);
  });

  test("is looked up once: a name that leads inside at the second look gains nothing", async () => {
    answering((_, response) => response.end("outside"));
    let looks = 0;
    const resolve = async () => [{ address: looks++ === 0 ? "127.0.0.1" : "10.0.0.5", family: 4 as const }];
    const answer = await client({ resolve }).fetch(`http://rebinding.example:${new URL(base).port}/`);
    expect(answer.text()).toBe("outside");
    expect(looks).toBe(1);
    expect(requests[0].headers.host).toMatch(/^rebinding\.example/);
  });

  test.each(["", "arxiv.org", "file:///etc/passwd", "data:,x", "https://u:p@example.org"])(
    "%s is refused",
    async (address) => {
      expect(await failing(address)).toMatchObject({ kind: "refused" });
    },
  );

  test("is shown without its secrets", () => {
    expect(shownUrl("https://a.example/?api_key=secret&q=x&mailto=me@example.org")).toBe(
      "https://a.example/?api_key=***&q=x&mailto=***",
    );
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  test.each([
    ["120", 120_000],
    ["0", 0],
    ["Mon, 23 Nov 2026 12:00:30 GMT", 30_000],
    ["Mon, 23 Nov 2020 12:00:30 GMT", 0],
    ["soon", null],
    ["-5", null],
    ["99999999999", null],
    [undefined, null],
  ])("%s is %s ms", (header, milliseconds) => {
    expect(retryAfter(header, now)).toBe(milliseconds);
  });
});

test("a client without a name is not made", () => {
  expect(() => new PoliteClient({ userAgent: "" })).toThrow("invalid user agent");
  expect(() => new PoliteClient({ userAgent: "a\r\nx: y" })).toThrow("invalid user agent");
});
