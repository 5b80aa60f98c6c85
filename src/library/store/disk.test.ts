import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/folders.ts";
import { diskOf, unlimited } from "./disk.ts";

const refused = (what: RegExp) => ({ code: "DISK_FULL", message: expect.stringMatching(what) as string });

test("strangers are refused under the reserve, and everybody under a quarter of it", async () => {
  let free = 400;
  const disk = diskOf("/data", 400, async () => free);
  await disk.mustHaveReserve();
  free = 399;
  await expect(disk.mustHaveReserve()).rejects.toMatchObject(refused(/no runs of visitors are taken/));
  await disk.mustBeWritable();
  expect(await disk.isFull()).toBe(false);
  free = 99;
  await expect(disk.mustBeWritable()).rejects.toMatchObject(refused(/nothing is stored .*everything can be read/));
  expect(await disk.isFull()).toBe(true);
});

test("the real disk is asked, and one on which no reserve is kept is never full", async () => {
  const folder = temporaryFolder();
  expect(await diskOf(folder, 4).isFull()).toBe(false);
  expect(await diskOf(folder, 4e18).isFull()).toBe(true);
  for (const disk of [diskOf(folder, 0), unlimited]) {
    expect(await disk.isFull()).toBe(false);
    await disk.mustHaveReserve();
    await disk.mustBeWritable();
  }
});
