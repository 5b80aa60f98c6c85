/** A team: people sign in by mail, the first one administers, and nothing that a stranger writes is executed. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openPage, violations, type Watched } from "./browser.ts";
import { serve, type Served } from "./server.ts";
import { linkIn, mailAfter, mails, ownerCode } from "./team.ts";

let served: Served;
let browser: Browser;
beforeAll(async () => {
  [served, browser] = await Promise.all([serve({ PAPERTAPE_TEAM: "1" }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
});

const open = (javaScriptEnabled = true): Promise<Watched> =>
  openPage(browser, { baseURL: served.address, javaScriptEnabled });

/** The path of the link in the next mail after those that were there. */
const linkAfter = async (before: number): Promise<string> => linkIn(await mailAfter(served, before));

async function ask(page: Page, email: string, next = "/"): Promise<string> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send me a link" }).click();
  await page.getByRole("status").waitFor();
  return page.locator("main").innerText();
}

const payload = `"><img src=x onerror="document.title='owned'">`;

test("the first person with the code of the console becomes admin, without any script; the link survives being opened, and works once", async () => {
  const page = await open(false);
  const before = mails(served).length;
  await ask(page, "first@example.org", "/account");
  const link = await linkAfter(before);
  for (let scans = 0; scans < 3; scans++) expect((await fetch(new URL(link, served.address))).status).toBe(200);
  await page.goto(link);
  await page.getByLabel("What others should call you").fill(payload);
  // Whoever has no code, as any stranger, stays outside; the link still works.
  for (const [guess, said] of [
    ["", "enter the code"],
    ["0000-0000-0000-0000", "This is not the code"],
  ]) {
    await page.getByLabel("Code from the server’s console").fill(guess);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain(said);
  }
  await page.getByLabel("Code from the server’s console").fill((await ownerCode(served)).toLowerCase());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${served.address}/account`);
  expect(await page.locator("main").innerText()).toContain("admin");
  await page.goto(link);
  expect(await page.getByRole("alert").innerText()).toContain("used already");
  await page.context().close();
});

test("whoever may not come in is told the same and gets no mail; an invited person comes in as what they were invited", async () => {
  const page = await open();
  const before = mails(served).length;
  const stranger = await ask(page, "stranger@example.org");
  await ask(page, "first@example.org", "//evil.example/");
  expect(stranger).toBe(await page.locator("main").innerText());
  await page.goto(await linkAfter(before));
  await page.getByRole("button", { name: "Sign in" }).click();
  // Nobody is led to another site, and a name with markup in it stays a name.
  await page.waitForURL(`${served.address}/`);
  await page.goto("/admin/people");
  expect(await page.title()).toBe("People · papertape");
  expect(await violations(page)).toEqual([]);
  await page.getByLabel("E-mail address").fill("second@example.org");
  await page.getByLabel("Role", { exact: true }).selectOption("editor");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByText("second@example.org").waitFor();
  await page.goto("/admin/audit");
  expect(await page.locator("main").innerText()).toContain("invited");
  expect(page.problems).toEqual([]);

  const other = await open();
  const sent = mails(served).length;
  await ask(other, "Second@example.org");
  await other.goto(await linkAfter(sent));
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.waitForURL(`${served.address}/`);
  expect((await other.goto("/admin/reports"))?.status()).toBe(200);
  expect((await other.goto("/admin/people"))?.status()).toBe(403);
  await other.context().close();

  // Disabling ends what is open.
  await page.goto("/account");
  await page.getByLabel("Name", { exact: true }).fill(payload);
  await page.getByLabel("Scope").selectOption("write");
  await page.getByRole("button", { name: "Create token" }).click();
  const token = await page.locator("code.token").innerText();
  const mine = { authorization: `Bearer ${token}` };
  expect((await fetch(`${served.address}/api/notifications`, { headers: mine })).status).toBe(200);
  expect((await fetch(`${served.address}/api/notifications`)).status).toBe(401);
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByRole("button", { name: /^Revoke/ }).waitFor({ state: "detached" });
  expect((await fetch(`${served.address}/api/notifications`, { headers: mine })).status).toBe(401);
  await page.getByRole("button", { name: "Sign out everywhere", exact: true }).click();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await page.goto("/account");
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  expect(await page.title()).not.toBe("owned");
  await page.context().close();
});

test("a form of another site changes nothing, and a GET never does", async () => {
  const foreign = await fetch(`${served.address}/sign-in`, {
    method: "POST",
    headers: { origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" },
    body: "email=first@example.org",
  });
  expect(foreign.status).toBe(403);
  const before = mails(served).length;
  for (const path of ["/account?/everywhere", "/sign-in?email=first@example.org", "/admin/people?/invite"])
    await fetch(`${served.address}${path}`);
  expect(mails(served).length).toBe(before);
});

test("who asks too often is told no more than anybody, and waits in the end", async () => {
  const page = await open();
  const before = mails(served).length;
  const said: string[] = [];
  for (let asked = 0; asked < 5; asked++) said.push(await ask(page, "first@example.org"));
  expect(new Set(said).size).toBe(1);
  await mailAfter(served, before + 2);
  // A latest mail there is, and its link lets its owner in.
  await page.goto(linkIn(await mailAfter(served, mails(served).length - 1)));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${served.address}/`);
  expect(mails(served).length).toBe(before + 3);
  await page.context().close();

  const other = await open();
  let waits = false;
  for (let asked = 0; asked < 25 && !waits; asked++) {
    await other.goto("/sign-in");
    await other.getByLabel("E-mail address").fill("often@example.org");
    await other.getByRole("button", { name: "Send me a link" }).click();
    await other.locator("[role=status], [role=alert]").first().waitFor();
    waits = (await other.getByRole("alert").count()) > 0;
  }
  expect(await other.getByRole("alert").innerText()).toMatch(/try again in/);
  expect(await other.getByLabel("E-mail address").inputValue()).toBe("often@example.org");
  await other.context().close();
});
