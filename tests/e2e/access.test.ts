/** For everybody: axe's rules in both themes, the keyboard, narrow screens. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { address, openBrowser, openPage, paper, violations } from "./browser.ts";

let browser: Browser;
let aRun: string;
beforeAll(async () => {
  browser = await openBrowser();
  const runs = (await (await fetch(`${address}/api/runs?paper=layer-norm`)).json()) as { id: string }[];
  aRun = `/runs/${runs[0].id}`;
});
afterAll(() => browser?.close());

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  test.each([
    ["the list", () => "/"],
    ["a paper that runs", () => paper],
    ["a run", () => aRun],
    ["the runs", () => "/runs"],
    ["the topics", () => "/topics"],
    ["the rule", () => "/about"],
    ["a missing page", () => "/papers/nope"],
  ])("axe finds nothing wrong with %s", async (_, path) => {
    const page = await openPage(browser, { colorScheme });
    await page.goto(path(), { waitUntil: "load" });
    for (const details of await page.locator("details").all())
      await details.evaluate((one: HTMLDetailsElement) => (one.open = true));
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});

test("no page scrolls sideways, on a telephone or a tablet", async () => {
  const page = await openPage(browser);
  for (const path of ["/", paper, "/papers/curse-of-depth", aRun, "/runs", "/topics", "/about"]) {
    await page.goto(path, { waitUntil: "load" });
    for (const width of [320, 360, 768]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(`${path} ${wide}`).toBe(`${path} ${width}`);
    }
  }
  await page.context().close();
});

describe("by keyboard", () => {
  test("the first stop skips to the content", async () => {
    const page = await openPage(browser);
    await page.goto(paper);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    expect(await page.getByText("Skip to content").isVisible()).toBe(true);
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.context().close();
  });

  test("a paper is found, opened, its run started and stopped", async () => {
    const page = await openPage(browser);
    await page.goto("/");
    await reach(page, () => document.activeElement?.textContent === "Layer Normalization");
    await page.keyboard.press("Enter");
    await page.waitForURL(address + paper);
    await page.getByRole("button", { name: /^Run in this browser/ }).waitFor();
    await reach(page, () => (document.activeElement as HTMLInputElement)?.value === "quick");
    await reach(page, () => /^\s*Run\s+in this browser/.test(document.activeElement?.textContent ?? ""));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    await reach(page, () => document.activeElement?.textContent === "Cancel");
    await page.keyboard.press("Enter");
    await page.getByText(/^Cancelled/).waitFor();
    await page.context().close();
  });

  test("the values of a chart are read with the arrow keys, and spoken", async () => {
    const page = await openPage(browser);
    await page.goto(paper);
    const reader = page.getByRole("slider", { name: /Read values of/ }).first();
    await reader.focus();
    await page.keyboard.press("Home");
    const first = await reader.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowRight");
    const second = await reader.getAttribute("aria-valuetext");
    expect(first).toMatch(/: .+ [\d.]+/);
    expect(second).not.toBe(first);
    await page.context().close();
  });

  test("the theme is changed, and stays so on the next page", async () => {
    const page = await openPage(browser, { colorScheme: "light" });
    await page.goto("/");
    const button = page.getByRole("button", { name: "Dark theme" });
    expect(await button.getAttribute("aria-pressed")).toBe("false");
    await button.press("Enter");
    const paperColour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paperColour();
    await page.goto(paper);
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    expect(await paperColour()).toBe(dark);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });
});

/** Presses Tab until the focus is where it should be. */
async function reach(page: Page, there: () => boolean): Promise<void> {
  for (let presses = 0; presses < 400; presses++) {
    if (await page.evaluate(there)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the keyboard does not get there in 400 steps");
}
