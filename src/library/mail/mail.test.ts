import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, test } from "vitest";
import { removeTemporaryFolders, temporaryFolder } from "../testing/folders.ts";
import { parseAddress } from "./address.ts";
import { createMailer, type Mail } from "./mailer.ts";

afterEach(removeTemporaryFolders);

const mail: Mail = {
  to: "ann@example.org",
  subject: "Grüße & <papers>",
  text: "plain words",
  html: "<p>rich words</p>",
  headers: { "List-Id": "papertape.example.org" },
  messageId: "one@example.org",
};

describe("an address", () => {
  test.each([
    ["ann@example.org", "ann@example.org"],
    [" Ann.Other+tag@Example.ORG ", "Ann.Other+tag@example.org"],
    ["a@localhost", "a@localhost"],
    ["a@bücher.example", "a@xn--bcher-kva.example"],
    ["a@BÜCHER.example", "a@xn--bcher-kva.example"],
    ["a@bu\u0308cher\u3002example", "a@xn--bcher-kva.example"],
    ["\uff41\uff0eb\uff20\uff45xample\uff0eorg", "a.b@example.org"],
    ["\u3000a@example.org\ufeff", "a@example.org"],
    ["a\u200b@exam\u00adple.org\u2060", "a@example.org"],
  ])("%j is taken as %s", (text, address) => expect(parseAddress(text)).toBe(address));
  test.each([
    "",
    "ann",
    "@example.org",
    "ann@",
    "a b@example.org",
    "a@b@example.org",
    "ann@example.org,bob@example.org",
    "Ann <ann@example.org>",
    '"a"@example.org',
    "a..b@example.org",
    ".a@example.org",
    "ann@-example.org",
    "ann@exa mple.org",
    "ann@example.org\r\nBcc: bob@example.org",
    "ann\n@example.org",
    "ann@[127.0.0.1]",
    "ann@127.0.0.1",
    "ann@0x7f.1",
    "ann@example.org/x",
    "ann@example.org:25",
    "ann@ex%61mple.org",
    "ann@example.org?",
    "ann@example.org#a",
    "ann@example.org\\x",
    "\u0430nn@example.org",
    "ann@example.org.",
    `${"a".repeat(65)}@example.org`,
    `a@${"b".repeat(250)}.org`,
  ])("%j is refused", (text) => expect(parseAddress(text)).toBeNull());
});

describe("mail without a server", () => {
  const written = async (sent: Mail) => {
    const folder = temporaryFolder();
    const mailer = createMailer({}, folder);
    expect(mailer).toMatchObject({ kind: "files", where: join(folder, "mail") });
    await mailer.send(sent);
    const names = readdirSync(mailer.where);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^[\d-]+T[\w-]+\.eml$/);
    return join(mailer.where, names[0]);
  };

  test("is a file that a mail program reads, with both parts and all headers", async () => {
    const parsed = await simpleParser(readFileSync(await written(mail)));
    expect(parsed).toMatchObject({
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: `<${mail.messageId}>`,
    });
    expect(parsed.headers.get("list")).toMatchObject({ id: { name: "papertape.example.org" } });
    expect(parsed.to).toMatchObject({ value: [{ address: mail.to }] });
    expect(parsed.from?.value[0].address).toBe("papertape@localhost");
  });
  test("is for its owner's eyes only: it may hold a link that signs in", async () => {
    const path = await written(mail);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(path, "..")).mode & 0o077).toBe(0);
  });
  test.each([
    ["an address with a second one in it", { to: "ann@example.org, bob@example.org" }],
    ["a line break in the address", { to: "ann@example.org\r\nBcc: bob@example.org" }],
    ["a line break in the subject", { subject: "hello\r\nBcc: bob@example.org" }],
    ["a line break in a header", { headers: { "List-Id": "x\nBcc: bob@example.org" } }],
    ["a line break in a header's name", { headers: { "X\r\nBcc": "bob@example.org" } }],
    ["a line break in the id", { messageId: "x>\r\nBcc: <bob@example.org" }],
  ])("is refused with %s", async (_, change) => {
    const mailer = createMailer({}, temporaryFolder());
    await expect(mailer.send({ ...mail, ...change })).rejects.toMatchObject({ name: "MailError", failure: "refused" });
  });
});
