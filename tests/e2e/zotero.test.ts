/** "Send to the Zotero on this machine": a paper's page asks papertape, and papertape asks what listens where Zotero does. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openPage, paper } from "./browser.ts";
import { serve, type Served } from "./server.ts";

let browser: Browser;
let zotero: Server;
let served: Served;
const taken: string[] = [];

beforeAll(async () => {
  // Answers as the import of Zotero's connector server does.
  zotero = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      taken.push(text);
      response.writeHead(201, { connection: "close" }).end('[{"id":1}]');
    });
  }).listen(0, "127.0.0.1");
  await once(zotero, "listening");
  const { port } = zotero.address() as AddressInfo;
  [browser, served] = await Promise.all([openBrowser(), serve({ PAPERTAPE_ZOTERO_PORT: String(port) })]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), served?.stop()]);
  zotero.close();
});

test.each([true, false])(
  "a paper comes into Zotero by its button (script: %s), and the page says so",
  async (javaScriptEnabled) => {
    const page = await openPage(browser, { baseURL: served.address, javaScriptEnabled });
    await page.goto(paper);
    await page.getByRole("button", { name: "Send to the Zotero on this machine" }).click();
    await page.getByText("Zotero has it, in the collection that is selected there.").waitFor();
    expect(JSON.parse(taken.at(-1)!)).toMatchObject([{ title: "Layer Normalization" }]);
    expect(page.problems).toEqual([]);
    await page.context().close();
  },
);

test("where no Zotero answers, the page says what to do, and keeps its place", async () => {
  await new Promise<void>((resolve) => zotero.close(() => resolve()));
  const page = await openPage(browser, { baseURL: served.address });
  await page.goto(paper);
  await page.getByRole("button", { name: "Send to the Zotero on this machine" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "Zotero" });
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/does not answer on port \d+ of this machine; start it and try again/);
  await page.context().close();
});
