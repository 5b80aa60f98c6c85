/** Administration of a team, as its admin, an invited reader and a stranger meet it. Each test goes on where the one before ended. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { verifyBackup } from "#library/backup/read";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPapertape } from "../../src/cli/testing.ts";
import { openBrowser, openPage, paper, violations, type Watched } from "./browser.ts";
import { serve, type Served } from "./server.ts";
import { linkIn, mailAfter, mails, ownerCode } from "./team.ts";

let served: Served;
let browser: Browser;
let admin: Watched;
let reader: Watched;
const open = () => openPage(browser, { baseURL: served.address });

beforeAll(async () => {
  [served, browser] = await Promise.all([serve({ PAPERTAPE_TEAM: "1" }), openBrowser()]);
  admin = await open();
  const before = mails(served).length;
  await admin.goto("/sign-in");
  await admin.getByLabel("E-mail address").fill("admin@example.org");
  await admin.getByRole("button", { name: "Send me a link" }).click();
  await admin.goto(linkIn(await mailAfter(served, before)));
  await admin.getByLabel("Code from the server’s console").fill(await ownerCode(served));
  await admin.getByRole("button", { name: "Sign in" }).click();
  await admin.waitForURL(`${served.address}/`);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
});

test("who is invited gets a mail whose link lets them in, once", async () => {
  const before = mails(served).length;
  await admin.goto("/admin/people");
  await admin.getByLabel("E-mail address").fill("ann@example.org");
  await admin.getByRole("button", { name: "Invite" }).click();
  await expect.poll(() => admin.getByRole("status").innerText()).toMatch(/^Invited\. The mail is a file in /);
  const mail = await mailAfter(served, before);
  expect(mail.subject).toMatch(/^You are invited to papertape at localhost/);
  expect(mail.text).toContain("admin invites you");
  await admin.getByRole("button", { name: /^Mail again/ }).click();
  const link = linkIn(await mailAfter(served, before + 1));
  expect(link).not.toBe(linkIn(mail));

  reader = await open();
  await reader.goto(link);
  await reader.getByLabel("What others should call you").fill("Ann");
  await reader.getByRole("button", { name: "Sign in" }).click();
  await reader.waitForURL(`${served.address}/`);
  // One of the two was enough.
  await reader.goto(linkIn(mail));
  expect(await reader.getByRole("alert").innerText()).toContain("used already");
});

test("a reported comment waits in the queue until it is hidden, and its reader is told of an answer", async () => {
  await admin.goto(paper, { waitUntil: "networkidle" });
  await admin.getByLabel("Say something about this paper").fill("Buy cheap watches");
  await admin.getByRole("button", { name: "Comment", exact: true }).click();
  await admin.locator("article[id^=comment-]").first().waitFor();

  await reader.goto(paper, { waitUntil: "networkidle" });
  const comment = reader.locator("article[id^=comment-]").first();
  await comment.getByText("Report", { exact: true }).click();
  await comment.getByLabel("What is wrong with it?").fill("It is an advertisement");
  await comment.getByRole("button", { name: "Report this comment" }).click();
  await expect.poll(() => comment.getByRole("status").innerText()).toBe("Reported. An editor will look at it.");

  await admin.goto("/admin/reports", { waitUntil: "networkidle" });
  expect(await admin.locator("main").innerText()).toMatch(/Buy cheap watches[\s\S]*Ann: It is an advertisement/);
  expect(await violations(admin)).toEqual([]);
  await admin.getByLabel("Why? (kept in the audit log)").fill("Advertisement");
  await admin.getByRole("button", { name: "Hide the comment" }).click();
  await admin.getByText("No comments are waiting for a decision.").waitFor();
  await reader.goto(paper, { waitUntil: "networkidle" });
  expect(await reader.locator("main").innerText()).not.toContain("Buy cheap watches");
});

test("a claim of authorship is confirmed, and denied after all; its reader sees the number of news, and both answers", async () => {
  await reader.goto(paper, { waitUntil: "networkidle" });
  await reader.getByText("Are you an author?").click();
  await reader.getByLabel("Which of its authors are you?").fill("Ann Author");
  await reader.getByRole("button", { name: "Claim authorship" }).click();
  await reader.getByText("You are Ann Author").waitFor();

  await admin.goto("/admin/claims", { waitUntil: "networkidle" });
  expect(await violations(admin)).toEqual([]);
  await admin.getByRole("button", { name: /^Confirm/ }).click();
  await admin.getByText(/^confirmed, since/).waitFor();
  await reader.goto("/");
  const news = reader.getByRole("link", { name: "1 unread notification" });
  expect(await news.innerText()).toBe("1");
  await news.click();
  await reader.waitForURL(/notifications/);
  expect(await reader.locator("main").innerText()).toMatch(/confirmed/);

  await admin.getByRole("button", { name: /^Deny/ }).click();
  await admin.getByText(/^denied, since/).waitFor();
  await reader.goto(paper, { waitUntil: "networkidle" });
  await reader.getByText("You are Ann Author").click();
  await expect.poll(() => reader.locator("main").innerText()).toContain("An admin has denied it.");
});

test("the overview says how much room everything takes and what runs when", async () => {
  await admin.goto("/admin", { waitUntil: "networkidle" });
  const text = await admin.locator("main").innerText();
  expect(text).toMatch(/The database takes \d+ MB; the data folder .* \d+ MB/);
  expect(text).toMatch(/digest\.send\s+\*\/5 \* \* \* \* UTC/);
  expect(text).toMatch(/store\.care\s+20 3 \* \* \*/);
  for (const name of ["Sources", "People", "Subscribers", "Reports", "Authorship", "Backup", "Audit log"]) {
    await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name }).click();
    await admin.getByRole("heading", { level: 1 }).waitFor();
    expect(await violations(admin), name).toEqual([]);
  }
  await admin.goto("/admin");
  expect(await violations(admin)).toEqual([]);
});

test("a backup is made at the press of a button, is whole, and leaves nothing on the server", async () => {
  await admin.goto("/admin/backup");
  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("button", { name: "Back up now" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^papertape-\d{4}-\d\d-\d\d-\d{4}\.jsonl\.gz$/);
  const { parts } = await verifyBackup(await download.path());
  expect(parts.find(({ table }) => table === "users")?.rows).toBe(2);
  expect(parts.find(({ table }) => table === "comments")?.rows).toBe(1);
  expect(readdirSync(join(served.data, "backups"))).toEqual([]);
  await admin.goto("/admin/audit");
  expect(await admin.locator("main").innerText()).toContain("backup made");
});

test("the command line backs up through the running server, and does not restore beside it", async () => {
  const file = join(served.data, "../beside.jsonl.gz");
  const command = (...args: string[]) => startPapertape(args, { PAPERTAPE_DATA: served.data }).ended;
  expect(await command("backup", file)).toMatchObject({ code: 0, err: "" });
  expect((await verifyBackup(file)).parts.find(({ table }) => table === "users")?.rows).toBe(2);
  expect(await command("restore", file, "--replace")).toMatchObject({
    code: 1,
    err: expect.stringMatching(/in use by process \d+ \(papertape serve\); nothing was touched\. Stop it/) as string,
  });
  expect(existsSync(join(served.data, "pg"))).toBe(true);
  // Only whoever reads the lock file has the token.
  const strangers = await fetch(`${served.address}/api/cli/backup`, { method: "POST" });
  expect(strangers.status).toBe(401);
});

test("who is no admin gets no backup, and an editor is one at once; a disabled account is out at once", async () => {
  const ask = (page: Watched) => page.request.post("/admin/backup/file", { headers: { origin: served.address } });
  expect((await ask(reader)).status()).toBe(403);
  await admin.goto("/admin/people");
  await admin.getByLabel("Role of Ann").selectOption("editor");
  await admin.getByRole("button", { name: "Set the role of Ann" }).click();
  await admin.waitForLoadState();
  expect((await reader.goto("/admin/reports"))?.status()).toBe(200);
  expect((await reader.goto("/admin/backup"))?.status()).toBe(403);
  expect((await ask(reader)).status()).toBe(403);

  await admin.getByRole("button", { name: "Disable Ann" }).click();
  await admin.getByRole("button", { name: "Enable Ann" }).waitFor();
  await reader.goto("/admin/reports");
  expect(new URL(reader.url()).pathname).toBe("/sign-in");
});

test("who is signed out is led to sign in, and gets nothing", async () => {
  const stranger = await open();
  for (const path of ["/admin", "/admin/people", "/admin/backup", "/admin/reports"]) {
    await stranger.goto(path);
    expect(stranger.url()).toBe(`${served.address}/sign-in?next=${encodeURIComponent(path)}`);
  }
  const asked = await fetch(`${served.address}/admin/backup/file`, {
    method: "POST",
    headers: { origin: served.address },
    redirect: "manual",
  });
  expect([asked.status, asked.headers.get("location")]).toEqual([303, "/sign-in?next=%2Fadmin%2Fbackup%2Ffile"]);
  expect(admin.problems).toEqual([]);
});
