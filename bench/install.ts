/** Installs the peers of the benchmarks beside them; without a network they end up named as missing. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * @param names of packages that the benchmark is about to load.
 * @param built those of them that are made by a script of their own; no other script runs.
 */
export function installPeers(
  names: readonly string[],
  { built = [] }: { readonly built?: readonly string[] } = {},
): void {
  // Another benchmark may have put it there without having built it.
  const isThere = (name: string) => existsSync(here(`./node_modules/${name}${built.includes(name) ? "/build" : ""}`));
  if (names.every(isThere)) return;
  const npm = (...args: string[]): boolean => spawnSync("npm", args, { cwd: here("."), stdio: "inherit" }).status === 0;
  const done =
    npm("install", "--ignore-scripts", "--no-audit", "--no-fund") &&
    (built.length === 0 || npm("rebuild", ...built, "--ignore-scripts=false"));
  if (!done) console.error("the JavaScript peers could not be installed");
}
