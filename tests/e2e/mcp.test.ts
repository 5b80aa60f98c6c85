/** papertape for models through the whole server: the official client with and without a token, and the command beside a server. */
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { acquireLock } from "#library/store/lock";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { serveInside, type Inside } from "./inside.ts";

let site: Inside;
beforeAll(async () => {
  site = await serveInside({ PAPERTAPE_TEAM: "1" });
});
afterAll(() => site?.stop());

async function connected(headers: Readonly<Record<string, string>> = {}): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const address = new URL(`${site.address}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers } }));
  return client;
}

const layerNorm = { name: "get_paper", arguments: { paper: "1607.06450" } };

test("a stranger's client reads, and so does one with a token; one that was revoked does not", async () => {
  await site.signIn("reader@example.org");
  const { readers } = site.library;
  const [{ id }] = await readers.people();
  const token = await readers.createToken(id, { name: "reads", scope: "read" });
  const askers: readonly Record<string, string>[] = [{}, { authorization: `Bearer ${token}` }];
  for (const headers of askers) {
    const client = await connected(headers);
    expect((await client.callTool(layerNorm)).structuredContent).toMatchObject({ slug: "layer-norm", runsHere: true });
    await client.close();
  }
  const [{ id: number }] = await readers.tokens(id);
  await readers.revokeToken(id, number);
  await expect(connected({ authorization: `Bearer ${token}` })).rejects.toThrow();
});

test("a page of another site gets nothing, with a token or without, and nobody opens a stream", async () => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const askers: readonly Record<string, string>[] = [{}, { authorization: "Bearer pt_none" }];
  for (const more of askers) {
    const origin = "https://evil.example";
    const response = await fetch(`${site.address}/mcp`, {
      method: "POST",
      body,
      headers: { ...headers, ...more, origin },
    });
    expect([401, 403]).toContain(response.status);
  }
  expect((await fetch(`${site.address}/mcp`, { headers: { accept: "text/event-stream" } })).status).toBe(405);
});

/** `papertape mcp`, as the program of a model starts it. */
async function command(data: string): Promise<{ readonly client: Client; readonly pid: number }> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [fileURLToPath(new URL("../../bin/papertape.js", import.meta.url)), "mcp"],
    env: { PATH: process.env.PATH!, PAPERTAPE_DATA: data },
    stderr: "pipe",
  });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  return { client, pid: transport.pid! };
}

test("the command asks the server that holds the library", async () => {
  const { client } = await command(site.data);
  expect((await client.callTool(layerNorm)).structuredContent).toMatchObject({ slug: "layer-norm" });
  for (const asked of [
    { name: "search_papers", arguments: { query: "norm" } },
    { name: "list_daily", arguments: {} },
  ])
    expect((await client.callTool(asked)).isError).not.toBe(true);
  await client.close();
});

test("without a server it opens the library for each question, says who else has it, and ends with its input", async () => {
  const folder = await mkdtemp(join(tmpdir(), "papertape-mcp-"));
  const data = join(folder, "store");
  await cp(inject("freshStore"), data, { recursive: true });
  const { client, pid } = await command(data);
  // Two at once: one opens the folder after the other.
  const both = await Promise.all([client.callTool(layerNorm), client.callTool({ name: "list_daily", arguments: {} })]);
  expect(both.map(({ isError = false }) => isError)).toEqual([false, false]);
  const lock = await acquireLock(data, { command: "papertape run x" });
  const refused = await client.callTool(layerNorm);
  lock.release();
  expect([refused.isError, JSON.stringify(refused.content)]).toEqual([
    true,
    expect.stringContaining("papertape run x"),
  ]);
  await client.close();
  await vi.waitUntil(() => !existsSync(`/proc/${pid}`) || process.platform !== "linux", 10_000);
  await rm(folder, { recursive: true, force: true });
});
