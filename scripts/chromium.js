/** Finds a Chromium for the browser tests, and installs one where there is none. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const macPaths = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const runnable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Path of a Chromium, or null: CHROMIUM_PATH, then the PATH, then the usual places, then Playwright's own. */
export function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (!runnable(asked)) throw new Error(`CHROMIUM_PATH is not a program: ${asked}`);
    return asked;
  }
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...macPaths, chromium.executablePath()].find((path) => path && runnable(path)) ?? null;
}

/** Like `findChromium`, but installs one if none is found: Debian's package where we may, else Playwright's build. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const debian = existsSync("/usr/bin/apt-get");
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const attempts = [
    ...(debian
      ? [
          [...sudo, "apt-get", "update"],
          [...sudo, "apt-get", "install", "-y", "--no-install-recommends", "chromium"],
        ]
      : []),
    [process.execPath, "node_modules/playwright-core/cli.js", "install", "chromium"],
  ];
  console.log("papertape: no Chromium found; installing one for the browser tests");
  for (const [command, ...args] of attempts) {
    spawnSync(command, args, { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error("no Chromium could be installed: install one by hand and set CHROMIUM_PATH to its program");
}

/** Flags for a quiet headless browser that talks to nobody but us. */
export const quietFlags = [
  "--disable-quic",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
