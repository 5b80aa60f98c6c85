/** The digest from a visitor's side: asking, confirming, changing and leaving, without JavaScript and without signing in. */
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { address, openBrowser, openPage, violations } from "./browser.ts";
import { mailsIn } from "./team.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());
const plain = { javaScriptEnabled: false };

/** The latest mail in the folder that the page names to its owner. */
async function mailTo(folder: string, email: string) {
  const mails = await Promise.all(mailsIn(folder).map((path) => simpleParser(readFileSync(path))));
  return mails.find(({ to }) => to && !Array.isArray(to) && to.text === email)!;
}
const pathIn = (text: string | undefined, path: string) =>
  new RegExp(`https?://[^/]+(/${path}/\\S+)`).exec(text ?? "")![1];

test("somebody subscribes, confirms, changes, leaves and is forgotten; only buttons change anything", async () => {
  const email = "reader@example.org";
  const page = await openPage(browser, plain);
  await page.goto("/subscribe");
  await page.getByLabel("Your address").fill(email);
  await page.getByRole("button", { name: "Subscribe" }).click();
  const said = (await page.getByRole("main").textContent())!;
  expect(said).toContain(`If ${email} takes mail`);
  const mail = await mailTo(/files in (\S+)\./.exec(said)![1], email);

  const confirm = pathIn(mail.text, "subscribe/confirm");
  for (let looks = 0; looks < 2; looks++) {
    await page.goto(confirm);
    expect(await page.getByRole("main").textContent()).toContain("Send the papertape digest to re…@example.org?");
  }
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await page.getByRole("link", { name: "See or change what you get" }).click();
  const manage = new URL(page.url()).pathname;
  expect(await page.getByRole("main").textContent()).toMatch(/The next one is due on .+ UTC/);

  await page.getByLabel("once a week, on").check();
  await page.getByLabel("Authors, one per line").fill("J. Ba\nJ. Kiros");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => page.getByRole("status").textContent()).toBe("Saved.");
  expect(await page.getByLabel("Authors, one per line").inputValue()).toBe("J. Ba\nJ. Kiros");
  expect(await page.getByLabel("once a week, on").isChecked()).toBe(true);

  const leave = manage.replace("/digest/", "/unsubscribe/");
  await page.goto(leave);
  await page.goto(leave);
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Unsubscribe");
  // What a mail program's own button sends, as often as it likes.
  for (let times = 0; times < 2; times++) {
    const response = await fetch(address + leave, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(response.status).toBe(200);
  }
  await page.goto(leave);
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Unsubscribed");

  await page.goto(manage);
  await page.getByRole("button", { name: "Begin again" }).click();
  await expect.poll(() => page.getByRole("status").textContent()).toBe("Digests come again.");
  await page.getByRole("button", { name: "Delete my address" }).click();
  await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toBe("Your address is deleted");
  expect((await page.goto(manage))!.status()).toBe(404);
  expect(page.problems.filter((problem) => !problem.includes("404"))).toEqual([]);
});

test("a link that nobody signed leads to words, not to anybody's digest", async () => {
  for (const path of [
    "/digest/1.AAAAAAAAAAAAAAAAAAAAAAAA",
    "/unsubscribe/1.x",
    "/subscribe/confirm/1-zz.AAAAAAAAAAAAAAAAAAAAAAAA",
  ])
    expect((await fetch(address + path)).status).toBe(404);
});

test("what does not fit is said above the form, and what was typed stays", async () => {
  const page = await openPage(browser, plain);
  await page.goto("/subscribe");
  await page.getByLabel("Your address").fill("a..b@example.org");
  await page.getByRole("button", { name: "Subscribe" }).click();
  await expect.poll(() => page.getByRole("alert").textContent()).toContain("not an e-mail address");
  expect(await page.getByLabel("Your address").inputValue()).toBe("a..b@example.org");
});

describe("a preview", () => {
  test("shows the mail in a frame without rights, and as text", async () => {
    const page = await openPage(browser);
    await page.goto("/digest/preview", { waitUntil: "networkidle" });
    const frame = page.frameLocator("iframe");
    expect(await frame.getByRole("heading", { level: 1 }).textContent()).toMatch(/^Papers of /);
    expect(await page.locator("pre").textContent()).toMatch(/^Papers of /);
    expect(page.problems).toEqual([]);
    const { headers } = await fetch(`${address}/digest/preview/mail`);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  test.each(["/subscribe", "/digest/preview", "/admin/subscribers"])(
    "axe finds nothing wrong with %s",
    async (path) => {
      const page = await openPage(browser, { colorScheme });
      await page.goto(path, { waitUntil: "networkidle" });
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    },
  );
});

test.each([320, 360])("at %i pixels no page of the digest scrolls sideways", async (width) => {
  for (const path of ["/subscribe", "/digest/preview", "/admin/subscribers"]) {
    const page = await openPage(browser, { viewport: { width, height: 800 } });
    await page.goto(path, { waitUntil: "networkidle" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(`${path} ${wide}`).toBe(`${path} ${width}`);
    await page.context().close();
  }
});
