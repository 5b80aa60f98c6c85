/** Backing up and restoring as people do it: two commands and a file. */
import { openLibrary } from "#library/index";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPapertape, temporaryFolder } from "../testing.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const papertape = (args: string[], env: Record<string, string> = {}) =>
  startPapertape(args, { PAPERTAPE_DATA: data, ...env }, folder.path).ended;

beforeAll(async () => {
  const library = await openLibrary({ dataDir: data });
  await library.readers.owner();
  await library.close();
});
afterAll(() => folder.remove());

test("one installation becomes two", async () => {
  const made = await papertape(["backup", "one.gz"]);
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out).toMatch(/^one\.gz {2}\d+ kB\n.* rows of \d+ tables, as of .*: \d+ papers, 1 account, 0 comments/);
  const again = await papertape(["backup", "one.gz"]);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining("one.gz exists; replace it with --force") });
  const verified = await papertape(["backup", "--verify", "one.gz"]);
  expect(verified).toMatchObject({ code: 0, out: expect.stringContaining("one.gz is whole") });

  const elsewhere = { PAPERTAPE_DATA: join(folder.path, "other") };
  const restored = await papertape(["restore", "one.gz"], elsewhere);
  expect(restored).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/people sign in again/) });
  const [before, after] = [await papertape(["papers"]), await papertape(["papers"], elsewhere)];
  expect(after.out).toBe(before.out);

  const refused = await papertape(["restore", "one.gz"], elsewhere);
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/already; nothing was touched\. With --replace/),
  });
  const replaced = await papertape(["restore", "one.gz", "--replace"], elsewhere);
  expect(replaced).toMatchObject({ code: 0, out: expect.stringMatching(/kept: .*pg\.replaced-\d{8}_\d{6}/) });
}, 120_000);

test("a copy that was cut off is told, by --verify and by restore, which makes nothing", async () => {
  await papertape(["backup", "two.gz"]);
  truncateSync(join(folder.path, "two.gz"), Math.floor(readFileSync(join(folder.path, "two.gz")).length / 2));
  for (const args of [
    ["backup", "--verify", "two.gz"],
    ["restore", "two.gz"],
  ])
    expect(await papertape(args, { PAPERTAPE_DATA: join(folder.path, "nothing") })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/two\.gz ends before it is complete/),
    });
  expect(readdirSync(folder.path)).not.toContain("nothing");
});

test("what was asked for wrongly is exit code 2, and a file of somebody else is left alone", async () => {
  expect(await papertape(["backup", "--verify"])).toMatchObject({ code: 2 });
  expect(await papertape(["backup", "no/such/folder.gz"])).toMatchObject({ code: 2 });
  writeFileSync(join(folder.path, "letter.txt"), "Dear Ann");
  expect(await papertape(["restore", "letter.txt"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("letter.txt is no backup of papertape"),
  });
});
