/** Where papertape is installed, and which versions of what it runs on. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..", "..");

/** Where the data lie unless somebody says otherwise: beside the project; for an installed package beside node_modules, which npm empties. */
export const home = basename(dirname(root)) === "node_modules" ? dirname(dirname(root)) : root;

const versionIn = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;

/** papertape's own version. */
export const version = versionIn(root);

/** The installed version of a dependency, which npm may have put beside papertape. @throws Error where it is not installed. */
export function versionOf(dependency: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", dependency);
    if (existsSync(join(place, "package.json"))) return versionIn(place);
    if (folder === dirname(folder)) throw new Error(`${dependency} is not installed`);
  }
}
