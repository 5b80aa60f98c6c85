/** Where papertape is installed, and which versions of what it runs on. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..", "..");

const versionIn = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;

/** papertape's own version. */
export const version = versionIn(root);

/** The installed version of a dependency. @throws Error where it is not installed. */
export const versionOf = (dependency: string): string => versionIn(join(root, "node_modules", dependency));
