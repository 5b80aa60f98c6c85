/** Something to touch on a paper's page: by hand, by keyboard, by address, on a small screen, and without a script. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { address, openBrowser, openPage, violations, type Watched } from "./browser.ts";

const paper = "/papers/layer-norm";
let browser: Browser;
let page: Watched;
beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(() => page?.context().close());
afterAll(() => browser?.close());

const region = (page: Page) => page.getByRole("region", { name: "Try it" });
const statement = (page: Page) => region(page).getByRole("status");
const slider = (page: Page) => region(page).getByRole("slider", { name: "Largest example over smallest" });

test("an input moved by keyboard changes picture, sentence and address, which brings them back", async () => {
  page = await openPage(browser);
  await page.goto(paper);
  const before = await statement(page).textContent();
  expect(before).toMatch(/comes 16 times as large/);
  const curve = region(page).locator("svg path.mean").first();
  const drawn = await curve.getAttribute("d");
  expect(await slider(page).getAttribute("aria-valuetext")).toBe("16 times");

  await slider(page).focus();
  await page.keyboard.press("End");
  await expect.poll(() => statement(page).textContent(), { timeout: 30_000 }).not.toBe(before);
  expect(await slider(page).getAttribute("aria-valuetext")).toBe("1,024 times");
  expect(await curve.getAttribute("d")).not.toBe(drawn);
  await page.waitForURL((url) => url.searchParams.get("spread") === "10");
  const after = await statement(page).textContent();

  await page.reload();
  expect(await statement(page).textContent()).toBe(after);
  await region(page).getByRole("link", { name: "Back to where it started" }).click();
  await expect.poll(() => statement(page).textContent(), { timeout: 30_000 }).toBe(before);
  expect(new URL(page.url()).search).toBe("");
  expect(await violations(page)).toEqual([]);
  expect(page.problems).toEqual([]);
});

test("it is a form with a picture where there is no script, and fits a small screen", async () => {
  page = await openPage(browser, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await page.goto(`${paper}?visitors`);
  expect(await region(page).locator("svg path.mean").count()).toBeGreaterThanOrEqual(8);
  await slider(page).focus();
  await page.keyboard.press("ArrowRight");
  await region(page).getByRole("button", { name: "Show" }).click();
  await page.waitForURL((url) => url.searchParams.get("spread") === "5");
  expect(await statement(page).textContent()).toMatch(/comes 3\d times as large/);
  expect(await page.locator("html").evaluate(({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(360);
});

test("an address that does not fit is said to, and shows the defaults", async () => {
  const response = await fetch(`${address}${paper}?spread=1e9&shift=<b>&batch=3`);
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain('Largest example over smallest: "1e9" is not a number from 0 to 10 in steps of 1');
  expect(html).toContain('Added to every input: "&lt;b>" is not');
  expect(html).toMatch(/comes 16 times as large/);
});
