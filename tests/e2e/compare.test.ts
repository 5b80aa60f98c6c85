/** The bake-off's page: complete without JavaScript, every number a way to its unit, and no worse for the narrow and the dark. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { address, openBrowser, openPage, violations } from "./browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

test("without JavaScript it has its reading, its table, its pictures and the grid of rates", async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto("/compare/normalization");
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Normalization layers, compared");
  const table = page.getByRole("table", { name: "Normalization layers, compared" });
  expect(await table.getByRole("row").count()).toBe(13);
  expect(await page.getByText("beyond the spread over 3 seeds").count()).toBeGreaterThan(0);
  expect(await page.locator("figure").count()).toBe(4);
  expect(await page.locator("figure svg path.own").count()).toBe(22);
  expect(await page.locator("details table[aria-label^='Learning rates']").count()).toBe(2);
  expect(await page.getByText("npx papertape bakeoff normalization").isVisible()).toBe(true);
  expect(await page.getByRole("button").filter({ visible: true }).count()).toBe(0);
  expect(page.problems).toEqual([]);
});

test("it is in the list of comparisons, and a paper's own rows are on the paper's page", async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto("/compare");
  await page.getByRole("link", { name: "Normalization layers" }).click();
  await page.getByRole("table", { name: "Normalization layers, compared" }).getByRole("link", { name: "BHyT" }).click();
  expect(new URL(page.url()).pathname).toBe("/papers/bhyt");
  const rows = page.getByRole("table", { name: "Normalization layers, rows of this paper" }).getByRole("row");
  expect(await rows.count()).toBe(2);
  await rows.nth(1).locator("td a").first().click();
  expect(new URL(page.url()).pathname).toMatch(/^\/compare\/normalization\/runs\//);
  expect(page.problems).toEqual([]);
});

test("every number of the table leads to a unit that is there", async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto("/compare/normalization");
  const links = await page
    .getByRole("table", { name: "Normalization layers, compared" })
    .locator("td a")
    .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).getAttribute("href")!));
  expect(links.length).toBeGreaterThan(120);
  const runs = new Set(links.map((link) => link.split("#")[0]));
  expect(runs.size).toBe(1);
  await page.goto([...runs][0]);
  const ids = new Set(await page.locator("section[id]").evaluateAll((all) => all.map(({ id }) => id)));
  expect([...new Set(links.map((link) => link.split("#")[1]))].filter((id) => !ids.has(id))).toEqual([]);
  expect(page.problems).toEqual([]);
});

test.each([
  ["wide and light", 1200, "light"],
  ["narrow and dark", 360, "dark"],
] as const)("it is sound when %s", async (_, width, colorScheme) => {
  const page = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
  await page.goto("/compare/normalization");
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(page.problems).toEqual([]);
});

test("in the browser it can be started, shows how far it is, and can be cancelled", async () => {
  const page = await openPage(browser);
  await page.goto("/compare/normalization");
  await page.getByRole("button", { name: /in this browser/ }).click();
  await page.getByText(/Sanity checks: /).waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => page.getByRole("status").first().textContent()).toContain("Cancelled");
  expect(page.problems).toEqual([]);
});

test("an address that leads nowhere says so, as a page and as JSON", async () => {
  const page = await openPage(browser);
  expect((await page.goto("/compare/normalisation"))!.status()).toBe(404);
  expect(await page.getByRole("main").getByRole("link", { name: "normalization" }).count()).toBe(1);
  expect((await page.goto("/compare/normalization/runs/nonsense"))!.status()).toBe(404);
  for (const path of ["/api/bakeoffs/nope", "/api/bakeoffs/runs/nope"])
    expect((await fetch(address + path)).status).toBe(404);
  const summaries = (await (await fetch(`${address}/api/bakeoffs/normalization`)).json()) as { origin: string }[];
  expect(summaries[0].origin).toBe("committed");
  const refused = await fetch(`${address}/api/cli/bakeoffs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(refused.status).toBe(401);
});
