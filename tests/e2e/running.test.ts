/** Running a paper in the browser: curves, verdicts, the ledger; and everything that can stop it. */
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { address, openBrowser, openPage, paper, violations, type Watched } from "./browser.ts";

let browser: Browser;
let page: Watched;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(() => page?.context().close());
afterAll(() => browser?.close());

const runButton = (page: Page) => page.getByRole("button", { name: /^Run (again )?in this browser/ });
const runPanel = (page: Page) => page.getByRole("region", { name: "Run it" });
const curves = (page: Page) => runPanel(page).locator("svg path.mean");

async function start(): Promise<void> {
  await page.goto(paper);
  await runButton(page).click();
}

/** Waits until some curve has more than a few points. */
async function aCurve(): Promise<void> {
  await expect
    .poll(
      async () =>
        Math.max(
          0,
          ...(await curves(page).evaluateAll((paths) =>
            paths.map((path) => path.getAttribute("d")!.split("L").length),
          )),
        ),
      {
        timeout: 120_000,
      },
    )
    .toBeGreaterThan(3);
}

describe("a run in the browser", () => {
  test(
    "goes from the list to curves, verdicts, and after consent to a page of its own",
    { timeout: 480_000 },
    async () => {
      page = await openPage(browser);
      await page.goto("/");
      await page.getByRole("link", { name: "Layer Normalization", exact: true }).click();
      await page.waitForURL(address + paper);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

      await runButton(page).click();
      const progress = page.getByRole("progressbar");
      await expect.poll(() => progress.count()).toBe(1);
      await aCurve();
      await expect.poll(() => runPanel(page).textContent(), { timeout: 120_000 }).toMatch(/about .+ left/);

      const ledger = page.getByRole("table", { name: /Claims/ });
      await expect
        .poll(() => runPanel(page).getByRole("status").textContent(), { timeout: 420_000 })
        .toMatch(/^Finished in/);
      const measured = ledger.getByText("this run", { exact: true });
      expect(await measured.count()).toBeGreaterThanOrEqual(3);
      const said = await ledger
        .getByText(/(agrees with|differs from) the ledger|in this run|no verdict/)
        .allTextContents();
      // Every row of this run says how it stands to the ledger; others may say so of theirs.
      expect(said.length).toBeGreaterThanOrEqual(await measured.count());
      expect(await page.locator("a[href^='/runs/']").filter({ hasText: "see the run" }).count()).toBe(0);

      expect(await violations(page)).toEqual([]);
      await page.getByText(/Nothing about you/).waitFor();
      await page.getByRole("button", { name: "Add to the ledger" }).click();
      await page.getByRole("link", { name: "see the run" }).click();
      await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
      const main = page.getByRole("main");
      expect(await main.getByRole("heading", { level: 1 }).textContent()).toMatch(/Quick run, finished in/);
      expect(await main.textContent()).toContain("in a visitor's browser");
      expect(await main.getByRole("table").getByRole("row").count()).toBeGreaterThanOrEqual(4);
      expect(await main.locator("svg path.mean").count()).toBeGreaterThan(0);

      const { record } = await (await fetch(page.url().replace("/runs/", "/api/runs/"))).json();
      expect(record).toMatchObject({ origin: "browser", state: "finished", preset: "quick", device: "wasm" });
      expect(record.threads).toBeGreaterThan(1);
      expect(Object.keys(record.machine).sort()).toEqual(["cores", "cpu", "os", "runtime"]);

      // Whoever comes next with the same kind of machine sees it at once.
      await page.goto(paper);
      await page.getByText(/The same run, shared by another visitor: .+ on Linux/).waitFor();
      const theirs = page.getByRole("table", { name: "Claims of their run" });
      expect(await theirs.getByRole("row").count()).toBeGreaterThanOrEqual(4);
      expect(await theirs.textContent()).not.toContain("not measured");
      expect(await violations(page)).toEqual([]);
      expect(page.problems).toEqual([]);
    },
  );

  test("stops at once when it is cancelled, keeps what it has, and sends nothing", { timeout: 240_000 }, async () => {
    page = await openPage(browser);
    const posted: string[] = [];
    // That its owner has opened the paper is said before anything runs, and by every page.
    const sends = (request: Request) => request.method() === "POST" && !request.url().endsWith("/api/reading");
    page.on("request", (request) => sends(request) && posted.push(request.url()));
    await start();
    await aCurve();
    expect(page.workers().length).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => runPanel(page).getByRole("status").textContent()).toMatch(/^Cancelled/);
    await expect.poll(() => page.workers().length, { timeout: 10_000 }).toBe(0);
    const drawn = await curves(page).first().getAttribute("d");
    await page.waitForTimeout(1000);
    expect(await curves(page).first().getAttribute("d")).toBe(drawn);
    expect(await runButton(page).textContent()).toContain("Run again");
    expect(await page.getByRole("button", { name: "Add to the ledger" }).count()).toBe(0);
    expect(posted).toEqual([]);
  });

  test("ends with its page", { timeout: 240_000 }, async () => {
    page = await openPage(browser);
    await start();
    await expect.poll(() => page.workers().length, { timeout: 60_000 }).toBeGreaterThan(0);
    await page.getByRole("link", { name: "Runs", exact: true }).first().click();
    await expect.poll(() => page.workers().length, { timeout: 10_000 }).toBe(0);
  });

  test(
    "works on one thread where the page is not isolated, and says that it is slower",
    { timeout: 240_000 },
    async () => {
      page = await openPage(browser);
      await page.route(address + paper, async (route) => {
        const response = await route.fetch();
        const headers = Object.fromEntries(
          Object.entries(response.headers()).filter(([name]) => !name.startsWith("cross-origin-")),
        );
        await route.fulfill({ response, headers });
      });
      await start();
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      await page.getByText("One thread only").waitFor();
      await aCurve();
      await page.getByRole("button", { name: "Cancel" }).click();
    },
  );

  test("that cannot fetch its data says what failed, and can be started again", async () => {
    page = await openPage(browser);
    await page.context().route("**/datasets/*", (route) => route.fulfill({ status: 503, body: "" }));
    await start();
    await expect
      .poll(() => runPanel(page).getByRole("status").textContent(), { timeout: 60_000 })
      .toMatch(/^The run stopped: .*503/);
    expect(await runButton(page).isEnabled()).toBe(true);
  });

  test("whose program cannot be loaded says so", async () => {
    page = await openPage(browser);
    await page.context().route(/\/worker-[\w-]+\.js$/, (route) => route.fulfill({ status: 404, body: "" }));
    await start();
    await expect
      .poll(() => runPanel(page).getByRole("status").textContent(), { timeout: 30_000 })
      .toBe("The run stopped: its program could not be loaded.");
  });
});
