/** Search as a reader has it: with and without scripts, by any text, and in both themes. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { address, openBrowser, openPage, paper, violations } from "./browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

test("from the masthead, without any script: words, a facet, a paper", async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Search" }).click();
  await page.getByRole("searchbox", { name: "Words" }).fill("layer normalization");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect.poll(() => page.locator("mark").first().innerText()).toMatch(/layer|normali/i);
  await page.getByRole("complementary").getByRole("link", { name: "Normalization", exact: true }).click();
  expect(new URL(page.url()).searchParams.get("topic")).toBe("normalization");
  await page.locator("ol h2 a").first().click();
  expect(new URL(page.url()).pathname).toMatch(/^\/papers\//);
  expect(page.problems).toEqual([]);
  await page.context().close();
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  test.each([
    ...["/search", "/search?q=norm", "/search?q=zzzzqqq"],
    `/search?q=${encodeURIComponent("papers on layer norm since 2015, most discussed first, without code")}`,
  ])("axe finds nothing wrong with %s", async (path) => {
    const page = await openPage(browser, { colorScheme, viewport: { width: 360, height: 800 } });
    await page.goto(path, { waitUntil: "networkidle" });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.context().close();
  });
});

const asked = "papers on norm since 2015, newest first";
const chips = "[aria-labelledby=read] li";

test("without any script, words become chips that say where they came from and can be taken away", async () => {
  const page = await openPage(browser, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await page.goto("/search");
  await page.getByLabel("Words", { exact: true }).fill(asked);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect
    .poll(() => page.locator(chips).allInnerTexts())
    .toEqual([
      expect.stringMatching(/published 2015-01-01 or later\s+from “since 2015”/),
      expect.stringMatching(/newest first\s+from “newest first”/),
    ]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.getByRole("link", { name: "Remove: published 2015-01-01 or later" }).click();
  await expect.poll(() => page.getByLabel("Words", { exact: true }).inputValue()).toBe("papers on norm, newest first");
  await page.getByRole("link", { name: "Search for the words “newest first” instead" }).click();
  await expect
    .poll(() => page.getByLabel("Words", { exact: true }).inputValue())
    .toBe('papers on norm, text:"newest first"');
  expect(await page.locator(chips).count()).toBe(0);
  expect(page.problems).toEqual([]);
  await page.context().close();
});

test("chips are reached and taken away by the keyboard, and the standard wording finds the same", async () => {
  const page = await openPage(browser);
  await page.goto(`/search?q=${encodeURIComponent(asked)}`);
  const titles = await page.locator("ol h2").allInnerTexts();
  const normal = await page.getByRole("link", { name: "This search in its standard wording" }).getAttribute("href");
  expect(new URL(normal!, address).searchParams.get("q")).toBe("norm published>=2015-01-01 sort:newest");
  await page.getByLabel("Words", { exact: true }).focus();
  const name = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  for (let presses = 0; presses < 20 && (await name()) !== "Remove: newest first"; presses++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === "papers on norm since 2015");
  await page.goto(normal!);
  expect(await page.locator("ol h2").allInnerTexts()).toEqual(titles);
  expect(page.problems).toEqual([]);
  await page.context().close();
});

test("a search that nothing passes gives up a filter and says which; orders and filters have addresses", async () => {
  const page = await openPage(browser);
  await page.goto(`/search?q=${encodeURIComponent("norm since 2090")}`);
  expect(await page.locator("main [role=status]").allInnerTexts()).toContainEqual(
    expect.stringContaining("published 2090-01-01 or later"),
  );
  expect(await page.locator("ol h2").count()).toBeGreaterThan(0);
  const ask = async (query: string) =>
    (await (await fetch(`${address}/api/search?${query}`)).json()) as {
      total: number;
      order: string;
      read: { normal: string; chips: unknown[]; relaxed: { words: string }[] };
    };
  expect((await ask("q=norm+since+2090")).read.relaxed.map(({ words }) => words)).toEqual(["since 2090"]);
  expect((await ask("q=norm&order=newest")).order).toBe("newest");
  const [all, coded, uncoded] = await Promise.all(["", "&code=yes", "&code=no"].map((more) => ask(`q=norm${more}`)));
  expect(coded.total + uncoded.total).toBe(all.total);
  await page.context().close();
});

test("results leave as a file, in the order of the page, with every filter", async () => {
  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto("/search?q=norm&order=newest");
  const titles = await page.locator("ol h2").allInnerTexts();
  const link = await page.getByRole("link", { name: "CSL-JSON" }).getAttribute("href");
  const items = (await (await fetch(address + link!)).json()) as { title: string }[];
  expect(items.slice(0, titles.length).map(({ title }) => title)).toEqual(titles);
  const bibtex = await fetch(`${address}/search/papers.bib?q=norm&topic=normalization`);
  expect(bibtex.headers.get("content-disposition")).toBe('attachment; filename="papers.bib"');
  expect(await bibtex.text()).toContain("title = {{Layer Normalization}}");
  expect((await fetch(`${address}/search/papers.exe?q=norm`)).status).toBe(404);
  await page.context().close();
});

test("search engines are told of every paper", async () => {
  const robots = await (await fetch(`${address}/robots.txt`)).text();
  const index = /Sitemap: (.+)/.exec(robots)![1];
  const part = /<loc>([^<]+)/.exec(await (await fetch(index)).text())![1];
  expect(await (await fetch(part)).text()).toContain(`<loc>${address}${paper}</loc>`);
  expect((await fetch(`${address}/sitemap-2.xml`)).status).toBe(404);
});

test.each([
  ["markup", `"><script>document.title='owned'</script>`],
  ["SQL", "' or 1=1; drop table papers; --"],
  ["a query language", "((a & | ! <-> b):*"],
  ["other scripts and directions", "\u202eevil \ud83d\ude80 مرحبا"],
  ["wildcards", "% _ \\ %00"],
  ["ten thousand characters", "norm ".repeat(2000)],
])("any text is a query: %s", async (_, text) => {
  const query = new URLSearchParams({ q: text });
  const page = await openPage(browser);
  // Longer than a form of ours sends, shorter than what the server takes in an address.
  const response = await page.goto(`/search?${query}`);
  expect(response?.status()).toBe(200);
  expect(await page.title()).toMatch(/Search · papertape$/);
  expect(page.problems).toEqual([]);
  expect((await fetch(`${address}/api/search?${query}`)).status).toBe(200);
  await page.context().close();
});

test("the API counts facets for whoever asks, and pages say how papers are found", async () => {
  const ask = async (query: string) =>
    (await (await fetch(`${address}/api/search?q=normalization${query}`)).json()) as {
      total: number;
      facets: { topics: readonly { value: string }[] } | null;
    };
  const [plain, counted] = [await ask(""), await ask("&facets=1")];
  expect(plain.facets).toBeNull();
  expect(plain.total).toBe(counted.total);
  expect(counted.facets?.topics.map(({ value }) => value)).toContain("normalization");
  for (const path of ["/status", "/admin"])
    expect(await (await fetch(address + path)).text(), path).toContain("Search by meaning is off");
  const status = (await (await fetch(`${address}/api/status`)).json()) as { search: { vectors: { state: string } } };
  expect(status.search.vectors.state).toBe("off");
});

test("a paper names related ones, and a misspelt word finds what was meant", async () => {
  const page = await openPage(browser);
  await page.goto(paper);
  expect(await page.locator("section:has(#related) li").count()).toBeGreaterThan(2);
  await page.goto("/search?q=normalizaton");
  expect(await page.locator("main").innerText()).toMatch(/normalization/i);
  await page.context().close();
});
