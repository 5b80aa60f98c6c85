/** `papertape serve` as an operator meets it: a real process with the built site, and other commands beside it. */
import { openLibrary } from "#library/index";
import { readdirSync, statSync } from "node:fs";
import { get, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPapertape, temporaryFolder, type Spawned } from "../../src/cli/testing.ts";
import { root } from "../../src/cli/version.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const env = { PAPERTAPE_DATA: data, PORT: "0" };
const serve = (more: Record<string, string> = {}) => startPapertape(["serve"], { ...env, ...more });
const papertape = (...args: string[]) => startPapertape(args, env).ended;

async function addressOf({ said, child }: Spawned): Promise<string> {
  let address = "";
  child.stdout!.on("data", (chunk: Buffer) => (address ||= /http:\/\/\S+/.exec(chunk.toString())?.[0] ?? ""));
  await said("papertape is at http://");
  return address;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Like fetch, but with the headers as they were sent, and any Host. */
const ask = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { connection: "close", ...headers } }, async (response) => {
      let body = "";
      for await (const chunk of response) body += String(chunk);
      resolve({ status: response.statusCode!, headers: response.headers, body });
    }).on("error", reject);
  });

/** The largest file under the built site's folder with this ending, as an address: what is small may not get smaller by compression. */
const builtFile = (ending: string): string => {
  const folder = join(root, "build/client/_app/immutable");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending));
  const size = (name: string) => statSync(join(folder, name)).size;
  return `/_app/immutable/${names.reduce((largest, name) => (size(name) > size(largest) ? name : largest))}`;
};

let server: Spawned;
let address: string;

beforeAll(async () => {
  await (await openLibrary({ dataDir: data })).close();
  server = serve();
  address = await addressOf(server);
});
afterAll(async () => {
  server.child.kill("SIGKILL");
  await server.ended;
  folder.remove();
});

describe("every response lets the browser isolate the page", () => {
  test.each([
    ["a page", "/", 200],
    ["a missing page", "/nope", 404],
    ["the API", "/api/papers", 200],
    ["a refusal of the API", "/api/papers/nope", 404],
    ["a script", builtFile(".js"), 200],
    ["the runtime", builtFile(".wasm"), 200],
    ["an address that is not one", "/%E0%A4%A", 400],
  ])("%s", async (_, path, status) => {
    const answer = await ask(address + path);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
    });
  });
});

test("files that carry a hash in their name are kept by the browser, and travel compressed", async () => {
  for (const ending of [".js", ".wasm"]) {
    const { headers } = await ask(address + builtFile(ending), { "accept-encoding": "br, gzip" });
    expect(headers).toMatchObject({ "content-encoding": "br", "cache-control": "public,max-age=31536000,immutable" });
  }
  expect((await ask(address, { "accept-encoding": "br" })).headers["content-encoding"]).toBe("br");
});

test("a connection that nobody uses stays open longer than proxies keep theirs, so that no request of theirs is lost in one", async () => {
  expect((await ask(`${address}/api/status`, { connection: "keep-alive" })).headers["keep-alive"]).toBe("timeout=75");
});

test("on loopback the site answers to this machine's own names alone, and nobody outside can change its protocol", async () => {
  const { port } = new URL(address);
  const named = (host: string) => ask(address, { host: `${host}:${port}`, "x-papertape-protocol": "https" });
  expect((await named("127.0.0.1")).status).toBe(200);
  // Another site's name that was made to point here would share its pages' rights with ours.
  expect((await named("rebound.example")).status).toBeGreaterThanOrEqual(400);
  const post = (origin: string) =>
    fetch(`${address}/api/runs`, {
      method: "POST",
      headers: { origin, "content-type": "application/x-www-form-urlencoded" },
      body: "a=1",
    }).then(({ status }) => status);
  // A form of this very site is refused for its type, a form of another site for where it comes from.
  expect(await post(address)).toBe(415);
  expect(await post("http://elsewhere.example")).toBe(403);
});

describe("while it serves", () => {
  test("other commands go through it", async () => {
    const { code, out } = await papertape("papers", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(JSON.parse((await ask(`${address}/api/papers`)).body));
    expect(await papertape("show", "nope")).toMatchObject({ code: 2, err: expect.stringContaining("nearest") });
  });
  test("a second server on its data folder is refused with its process and address", async () => {
    const { code, err } = await serve().ended;
    expect(code).toBe(1);
    expect(err).toContain(`process ${server.child.pid}`);
    expect(err).toContain(`http://127.0.0.1:${new URL(address).port}`);
  });
  test("a second server on its port says which variable to change", async () => {
    const { port } = new URL(address);
    const { code, err } = await serve({ PORT: port, PAPERTAPE_DATA: join(folder.path, "other") }).ended;
    expect(code).toBe(1);
    expect(err).toContain(`port ${port} is in use by another program; choose another with PORT`);
  });
});

test("after a crash it starts again on the same folder", async () => {
  server.child.kill("SIGKILL");
  await server.ended;
  server = serve();
  address = await addressOf(server);
  expect((await ask(`${address}/papers/layer-norm`)).status).toBe(200);
});

describe("when it is told to stop", () => {
  test("it finishes, gives up the folder and ends with exit code 0, although a browser keeps its connection", async () => {
    const idle = connect(Number(new URL(address).port), "127.0.0.1");
    idle.on("error", () => {}).write("GET /api/papers/layer-norm HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await new Promise((resolve) => idle.once("data", resolve));
    server.child.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
    const { code } = await papertape("runs");
    expect(code).toBe(0);
  });
  test("twice, it leaves at once", async () => {
    server = serve();
    address = await addressOf(server);
    const unfinished = connect(Number(new URL(address).port), "127.0.0.1");
    unfinished.on("error", () => {}).write("POST /api/runs HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{");
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.child.kill("SIGINT");
    await server.said("papertape stops");
    await new Promise((resolve) => setTimeout(resolve, 600));
    server.child.kill("SIGINT");
    expect(await server.ended).toMatchObject({ code: 130 });
    unfinished.destroy();
  });
});
