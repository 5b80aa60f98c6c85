/** Papers as lists: imported by hand, then found by day, week, month, topic, author and source, by every kind of reader. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, openPage, violations } from "./browser.ts";
import { serve, type Served } from "./server.ts";

/** A Thursday of week 53. */
const day = "2020-12-31";
const evil = `<script>document.title="owned"</script><img src=x onerror="document.title='owned'">`;
const filler =
  "It was made up so that a page has something to list, and says nothing that anybody could look up. ".repeat(2);

/** More papers than a page of a list holds, as one copies them from a list page in a browser. */
const pasted = [
  "Daily Papers",
  "Dec 31",
  ...Array.from({ length: 60 }, (_, n) => {
    const title = n === 0 ? `A Title with Markup ${evil}` : `Made-Up Paper Number ${n}`;
    const abstract =
      n === 0
        ? `Accuracy is higher by 3 %, with markup, too: ${evil}. ${filler}`
        : `Paper ${n} is one of sixty. ${filler}`;
    return `${title}\n\n${abstract}\n\n  • ${n + 1} authors\n·\nDec 31, 2020`;
  }),
].join("\n\n");

let browser: Browser;
let served: Served;
const open = (options: BrowserContextOptions = {}) => openPage(browser, { baseURL: served.address, ...options });
const author = "/authors/annmadeup";

beforeAll(async () => {
  // A server of its own: what is imported changes every list.
  [browser, served] = await Promise.all([openBrowser(), serve()]);
  await bringIn("list-page", pasted, 60);
  await bringIn(
    "jsonl",
    JSON.stringify({ title: "A Paper with a Name", authors: ["Ann Made-Up"], date: "2020-11-30" }),
    1,
  );
});
afterAll(() => Promise.all([browser?.close(), served?.stop()]));

/** Imports what was pasted, as the person who owns the site. */
async function bringIn(format: string, text: string, papers: number): Promise<void> {
  const page = await open({ javaScriptEnabled: false });
  await page.goto("/admin/sources");
  await page.getByLabel("Or text").fill(text);
  await page.getByLabel("Format").selectOption(format);
  await page.getByLabel("Saved on").fill("2021-01-01");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  // The page loads itself again until the import is done.
  await page.getByText("Done").first().waitFor({ timeout: 30_000 });
  expect(await page.locator("main").innerText()).toMatch(new RegExp(`\\b${papers}\\b`));
  await page.context().close();
}

const titles = (page: Awaited<ReturnType<typeof openPage>>) => page.locator("article h3 a").allInnerTexts();

test("markup in a title or an abstract is shown as text", async () => {
  const page = await open();
  await page.goto(`/${day}?sort=newest`);
  if ((await page.getByText("A Title with Markup").count()) === 0)
    await page.getByRole("link", { name: "Next page" }).click();
  await page.getByText("A Title with Markup").first().waitFor();
  expect(await page.title()).not.toContain("owned");
  expect(await page.locator("main script, main img").count()).toBe(0);
  expect(page.problems).toEqual([]);
  await page.context().close();
});

test("a number of an abstract is shown as extracted, with trust and reasons, and without a script", async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`/search?q=${encodeURIComponent("A Title with Markup")}`);
  await page
    .getByRole("link", { name: /A Title with Markup/ })
    .first()
    .click();
  const extracted = page.getByRole("region", { name: "Numbers in the abstract" });
  expect(await extracted.innerText()).toMatch(/verified by nobody/);
  expect(await extracted.locator("ol > li").count()).toBe(1);
  expect(await extracted.locator("ol > li").innerText()).toMatch(/accuracy higher by 3 %\s+extracted, trust 0\.\d\d/);
  await extracted.getByText(/Read so by \d of 5 extractors/).click();
  await expect.poll(() => extracted.getByText("its clause: the same").isVisible()).toBe(true);
  expect(await extracted.innerText()).toContain("<script>");
  expect(await page.locator("main script, main img").count()).toBe(0);
  expect(page.problems).toEqual([]);
  await page.context().close();
});

test("a day turns its pages without losing or repeating a paper, and comes back to the same", async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`/${day}`);
  const first = await titles(page);
  await page.getByRole("link", { name: "Next page" }).click();
  // A click returns before the next page has arrived, and this when all of it has.
  await page.waitForURL(/[?&]after=/);
  const second = await titles(page);
  expect(new Set([...first, ...second]).size).toBe(60);
  expect(first.length + second.length).toBe(60);
  await page.goBack();
  expect(await titles(page)).toEqual(first);
  await page.context().close();
});

test("day, week 53 and month lead to each other, without any script", async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`/${day}`);
  await page.getByRole("link", { name: "week 53" }).click();
  expect(new URL(page.url()).pathname).toBe("/week/2020-W53");
  expect(await page.locator("main").innerText()).toContain("60 papers");
  await page.getByRole("navigation", { name: "Lists" }).getByRole("link", { name: "Month" }).click();
  expect(new URL(page.url()).pathname).toBe("/month/2020-12");
  expect((await fetch(`${served.address}/week/2021-W53`)).status).toBe(404);
  await page.context().close();
});

test("a day without papers says why, and shows the last list", async () => {
  const page = await open();
  await page.goto("/2021-01-05");
  expect(await page.getByRole("region", { name: "Why there is nothing" }).innerText()).toContain(
    "No papers on this day",
  );
  expect(await page.getByRole("heading", { name: "The list before" }).count()).toBe(1);
  await page.goto(`/${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}`);
  expect(await page.locator("main").innerText()).toContain("This day has not come yet.");
  expect(page.problems).toEqual([]);
  await page.context().close();
});

test("by keyboard alone: from the first list to a paper of it", async () => {
  const page = await open();
  await page.goto(`/${day}`);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("href") ?? "");
  for (let presses = 0; presses < 60 && !(await focused()).startsWith("/papers/"); presses++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/papers\//);
  await page.context().close();
});

test.each(["feed.xml", "rss.xml", "feed.json"])("a day and a topic have %s", async (file) => {
  for (const of of [`/${day}`, "/topics/normalization", "/trending", ""]) {
    const answer = await fetch(`${served.address}${of}/${file}`);
    expect([of, answer.status]).toEqual([of, 200]);
    const text = await answer.text();
    expect(text).not.toContain("<script>");
    if (of === `/${day}`) expect(text).toContain("Made-Up Paper Number");
  }
});

describe("on a narrow screen, in the dark, axe finds nothing wrong and nothing sticks out", () => {
  test.each([
    ["a day", () => `/${day}`],
    ["an empty day", () => "/2021-01-05"],
    ["a week", () => "/week/2020-W53"],
    ["a month", () => "/month/2020-12"],
    ["trending", () => "/trending"],
    ["topics", () => "/topics"],
    ["a topic", () => "/topics/normalization"],
    ["an author", () => author],
    ["a source", () => "/sources/list-page"],
    ["status", () => "/status"],
    ["the sources' administration", () => "/admin/sources"],
  ])("%s", async (_, path) => {
    const page = await open({ colorScheme: "dark", viewport: { width: 360, height: 800 } });
    const response = await page.goto(path());
    expect(response?.status()).toBe(200);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(page.problems).toEqual([]);
    await page.context().close();
  });
});
