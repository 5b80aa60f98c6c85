import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Unreachable } from "./http-catalogue.ts";
import { httpSearch } from "./http-search.ts";

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

/** A server that sends these lines and then, unless it is to wait, ends. */
async function telling(lines: readonly unknown[], { waits = false } = {}) {
  let gone = () => {};
  const left = new Promise<void>((resolve) => (gone = resolve));
  const asked: string[] = [];
  server = createServer(async (request, response) => {
    for await (const chunk of request) asked.push(`${request.url} ${String(chunk)}`);
    response.on("close", gone);
    response.writeHead(200, { connection: "close" });
    for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
    if (!waits) response.end();
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { search: httpSearch({ address, token: "secret" }), asked, left };
}

const progress = { type: "progress", share: 0.25, doing: "step 1 of 4" };

describe("training in a running server", () => {
  test("is told as it goes, and what came of it", async () => {
    const learning = { abstracts: 3, seconds: 1, judgement: { better: false } };
    const { search, asked } = await telling([progress, { type: "learning", learning }]);
    const heard: unknown[] = [];
    const onProgress = (share: number, doing: string) => void heard.push(share, doing);
    expect(await search.learn({ now: true, anew: true, onProgress })).toEqual(learning);
    expect(heard).toEqual([0.25, "step 1 of 4"]);
    expect(asked).toEqual(['/api/cli/train {"anew":true}']);
  });

  test("is refused with the library's own words, or fails with the server's", async () => {
    const refused = await telling([{ type: "failed", code: "TOO_FEW_ABSTRACTS", message: "ingest more" }]);
    await expect(refused.search.learn()).rejects.toMatchObject({ code: "TOO_FEW_ABSTRACTS", message: "ingest more" });
    server!.close();
    const failed = await telling([progress, { type: "failed", code: null, message: "out of memory" }]);
    await expect(failed.search.learn()).rejects.toThrow(/could not train: out of memory/);
  });

  test("can be left, which the server sees", async () => {
    const { search, left } = await telling([progress], { waits: true });
    const stop = new AbortController();
    const learning = search.learn({ signal: stop.signal, onProgress: () => stop.abort(new Error("Ctrl-C")) });
    await expect(learning).rejects.toThrow("Ctrl-C");
    await left;
  });

  test("of a server that stops meanwhile can be asked for again", async () => {
    const { search } = await telling([progress]);
    await expect(search.learn()).rejects.toBeInstanceOf(Unreachable);
  });
});
