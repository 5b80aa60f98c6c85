/** Packs the data set `code` from installed packages, in Node: their sources, with version, licence and notice of each. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { codePackages, type CodePackage, type CodePackageName } from "./code.ts";

const { resolve } = createRequire(import.meta.url);

/** Where a package lies, whatever its `exports` hide. @throws Error when it is not installed. */
function folderOf(name: string): string {
  const found = resolve
    .paths(name)!
    .map((root) => join(root, name))
    .find((folder) => existsSync(join(folder, "package.json")));
  if (found === undefined) throw new Error(`the package ${name} is not installed`);
  return found;
}

/** TypeScript that people wrote: no declarations, tests, benchmarks, translations, or schemas that a program wrote. */
const isSource = (path: string): boolean =>
  path.endsWith(".ts") && !path.endsWith(".d.ts") && !/(^|\/)(tests?|benchmarks|locales|ort-schema)\//.test(path);

/** Whatever minified or tabulated lines there are, they are no code that one would read. */
const longestLine = 200;

async function sourcesOf(folder: string, under: string): Promise<Record<string, string>> {
  const paths = (await readdir(join(folder, under), { recursive: true })).map((path) => path.replaceAll("\\", "/"));
  const files: Record<string, string> = {};
  const seen = new Set<string>();
  for (const path of paths.filter(isSource).sort()) {
    const text = (await readFile(join(folder, under, path), "utf8"))
      .split(/\r?\n/)
      .filter((line) => line.length <= longestLine)
      .join("\n");
    if (seen.has(text)) continue;
    seen.add(text);
    files[`${under}/${path}`] = text;
  }
  return files;
}

/** The MIT licence's own words, for a package that names it in its package.json and has no file of it. */
async function mitNotice(holder: string): Promise<string> {
  const text = await readFile(join(folderOf("htmlparser2"), "LICENSE"), "utf8");
  const terms = text.indexOf("Permission is hereby granted, free of charge");
  if (terms < 0) throw new Error("htmlparser2 has another licence now");
  return `Copyright (c) ${holder}\n\n${text.slice(terms)}`;
}

async function packageOf(name: CodePackageName): Promise<CodePackage> {
  const folder = folderOf(name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    version: string;
    license: string;
  };
  if (license !== "MIT") throw new Error(`${name} ${version} is under ${license}, not MIT: it may not be served`);
  const { under, holder } = codePackages[name];
  const file = join(folder, "LICENSE");
  const notice = existsSync(file) ? await readFile(file, "utf8") : await mitNotice(holder);
  return { version, license, notice, files: await sourcesOf(folder, under) };
}

export async function packCode(): Promise<Uint8Array> {
  const names = Object.keys(codePackages) as CodePackageName[];
  const packages = await Promise.all(names.map(async (name) => [name, await packageOf(name)] as const));
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(packages)));
}
