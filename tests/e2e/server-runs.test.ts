/** Runs on the server as a reader meets them: from the paper's page and on a page of their own, over a reload, a cut connection, a cancel, without a script. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { address, openBrowser, openPage, paper, violations, type Watched } from "./browser.ts";

let browser: Browser;
let page: Watched;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(() => page?.context().close());
afterAll(() => browser?.close());

const panel = (page: Page) => page.getByRole("region", { name: "Run it" });
const progress = (page: Page) => page.getByRole("progressbar", { name: "Progress of the run" });
const ownPage = (page: Page) => page.getByRole("link", { name: "The page of this run" });
const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();
const points = async (page: Page) => {
  const paths = await panel(page)
    .locator("svg path.mean")
    .evaluateAll((paths) => paths.map((path) => path.getAttribute("d")!.split("L").length));
  return paths.reduce((sum, count) => sum + count, 0);
};

/** A run that is not over before everything was looked at. */
async function startLongRun(): Promise<void> {
  await page.goto(paper);
  await page.getByRole("radio", { name: "on the server" }).check();
  await page.getByRole("radio", { name: /^full/ }).check();
  await page.getByRole("button", { name: /^Run on the server/ }).click();
  await ownPage(page).waitFor({ timeout: 60_000 });
}

/** The server behind a wire of ours, which can be cut. */
async function wire() {
  const { hostname, port } = new URL(address);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut: () => open.forEach((socket) => socket.destroy()),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test("it goes on over a reload and a cut, is followed by its own page too, and can be cancelled there", async () => {
  const { address, cut, close } = await wire();
  page = await openPage(browser, { baseURL: address });
  await startLongRun();
  await expect.poll(() => points(page), { timeout: 240_000 }).toBeGreaterThan(3);
  expect(await violations(page)).toEqual([]);

  await page.reload();
  await ownPage(page).waitFor();
  await expect.poll(() => points(page), { timeout: 60_000 }).toBeGreaterThan(3);
  expect(await progress(page).count()).toBe(1);
  expect(page.problems).toEqual([]);

  const before = await points(page);
  cut();
  await expect.poll(() => points(page), { timeout: 120_000 }).toBeGreaterThan(before);
  expect(await panel(page).textContent()).not.toContain("was cut");

  const own = await page.context().newPage();
  await own.goto(new URL((await ownPage(page).getAttribute("href"))!, address).href);
  await expect.poll(() => heading(own)).toBe("Full run, running");
  await progress(own).waitFor();
  expect(await violations(own)).toEqual([]);
  await own.getByRole("button", { name: "Cancel the run" }).click();
  await expect.poll(() => heading(own), { timeout: 60_000 }).toMatch(/^Full run, cancelled/);
  expect(await own.getByRole("main").textContent()).toContain("It was cancelled; what it had measured by then is kept");
  await expect.poll(() => panel(page).getByRole("status").first().textContent()).toMatch(/^Cancelled/);
  expect(await progress(own).count()).toBe(0);

  await page.context().close();
  cut();
  await close();
});

test("it ends with what it measured beside what was stated, on the paper's page and on its own", async () => {
  page = await openPage(browser);
  await page.goto("/papers/structured-output-benchmark");
  await page.getByRole("radio", { name: "on the server" }).check();
  await page.getByRole("button", { name: /^Run on the server/ }).click();
  await expect
    .poll(() => panel(page).getByRole("status").first().textContent(), { timeout: 240_000 })
    .toMatch(/^Finished in/);
  const claims = page.getByRole("table", { name: "Claims of this run" });
  expect(await claims.textContent()).not.toContain("not measured");
  expect(await panel(page).getByRole("button", { name: "Add to the ledger" }).count()).toBe(0);

  await ownPage(page).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  await expect.poll(() => heading(page)).toMatch(/^Quick run, finished in/);
  expect(await page.getByRole("main").textContent()).toContain("on this server");
  expect(await violations(page)).toEqual([]);
  expect(page.problems).toEqual([]);
});

test("without a script it is asked for by a button, and its page tells how it stands", async () => {
  page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto("/papers/structured-output-benchmark");
  await page.getByRole("button", { name: /^Run on the server/ }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  expect(await heading(page)).toMatch(/^Quick run, (waiting|running|finished)/);
  await expect
    .poll(() => page.reload().then(() => heading(page)), { timeout: 240_000, interval: 2_000 })
    .toMatch(/^Quick run, finished in/);
  expect(await page.getByRole("main").getByRole("table").getByRole("row").count()).toBeGreaterThan(3);
});
