import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { sendToZotero } from "./zotero.ts";

const source = { name: "arXiv", id: "1607.06450", url: "https://arxiv.org/abs/1607.06450" };
const facts = { slug: "a", title: "Größe", authors: ["Ann Other"], published: "2016-07-21", source, venue: null };
const papers = [{ paper: facts, note: "" }];

let server: Server | undefined;
afterEach(() => void server?.close());

/** What Zotero's server answers: /connector/import of its server_connector.js. */
async function answering(status: number, body: string) {
  const asked: { request: IncomingMessage; text: string }[] = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      asked.push({ request, text: Buffer.concat(parts).toString() });
      response.writeHead(status, { connection: "close" }).end(body);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, asked };
}

test("papers go to Zotero as items of CSL, in a session of their own, as nothing that a browser sends", async () => {
  const { port, asked } = await answering(201, '[{"id":1}]');
  expect(await sendToZotero(papers, port)).toBe(1);
  await sendToZotero(papers, port);
  const [{ request, text }, second] = asked;
  expect(request.url).toMatch(/^\/connector\/import\?session=[0-9a-f-]{36}$/);
  expect(second.request.url).not.toBe(request.url);
  expect(JSON.parse(text)).toMatchObject([{ title: "Größe", author: [{ family: "Other", given: "Ann" }] }]);
  // Zotero waits for as many bytes as it is told of, and cancels what names an origin or a browser.
  expect(Number(request.headers["content-length"])).toBe(Buffer.byteLength(text));
  expect(request.headers).not.toHaveProperty("origin");
  expect(request.headers["user-agent"] ?? "").not.toMatch(/^Mozilla/);
});

test.each([
  [500, '{"libraryEditable":false}', /read-only/],
  [400, "", /took nothing \(status 400\)/],
  [201, "<html>", /does not say what it took/],
  [200, "[]", /took nothing/],
])("what is answered with %i and %s is said", async (status, body, says) => {
  const { port } = await answering(status, body);
  await expect(sendToZotero(papers, port)).rejects.toMatchObject({
    code: "NO_ZOTERO",
    message: expect.stringMatching(says) as unknown,
  });
});

test("where nothing answers, it says what to do", async () => {
  const { port } = await answering(201, "[]");
  await new Promise((resolve) => server!.close(resolve));
  await expect(sendToZotero(papers, port)).rejects.toThrow(/start it and try again/);
});
