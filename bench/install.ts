/** Installs the peers of the benchmarks beside them; without a network they end up named as missing. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** @param names of packages that the benchmark is about to load. */
export function installPeers(names: readonly string[]): void {
  if (names.every((name) => existsSync(here(`./node_modules/${name}`)))) return;
  const { status } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: here("."),
    stdio: "inherit",
  });
  if (status !== 0) console.error("the JavaScript peers could not be installed");
}
