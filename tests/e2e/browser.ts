/** A real browser, and pages that remember everything that went wrong on them. */
import axe from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { inject } from "vitest";
import { findChromium, quietFlags } from "../../scripts/chromium.js";

export const address = inject("address");

/** @throws Error saying how to name a browser, where none is found. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("no Chromium found: set CHROMIUM_PATH to one");
  return chromium.launch({ executablePath, args: [...quietFlags] });
}

export interface Watched extends Page {
  /** Console errors, uncaught exceptions, refused resources, and requests to anybody but us. */
  readonly problems: string[];
}

/** A page in a context of its own: nothing stored, nothing cached. Addresses are relative to the server's. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: address, ...options });
  // A first page on a busy machine; no test is about how long it takes.
  context.setDefaultNavigationTimeout(120_000);
  const page = Object.assign(await context.newPage(), { problems: [] as string[] });
  const { problems } = page;
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(options.baseURL ?? address) && !url.startsWith("data:") && !url.startsWith("blob:"))
      problems.push(`asked ${url}`);
  });
  return page;
}

/** The paper that these tests run: the one whose quick run is measured in seconds. */
export const paper = "/papers/layer-norm";

/** What axe finds wrong with a page, as "rule: first element". Run through the debugger, because the page's policy refuses foreign scripts. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    // Off by default: what is touched is at least as large as WCAG 2.2 asks for.
    (window as unknown as { axe: typeof axe }).axe.run({ rules: { "target-size": { enabled: true } } }),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
}
