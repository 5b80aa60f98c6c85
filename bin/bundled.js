/** Which bundle of the command, if any, is as new as its sources. Plain JavaScript, no imports from npm. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The bundle's main.js; null where there is none, or where the sources are newer. */
export function bundledMain() {
  const folder = join(root, "build", "command");
  let began;
  try {
    began = readFileSync(join(folder, "stamp"), "utf8");
  } catch {
    return null;
  }
  // The stamp is the moment, in milliseconds, before which its sources were written. Nobody writes those of an installed package, and
  // npm dates them by the day on which it installed them.
  const installed = basename(dirname(root)) === "node_modules";
  return installed || isOlder(join(root, "src"), Number(began)) ? join(folder, began, "main.js") : null;
}

/** Whether no source in a folder has changed since a moment, pages and tests apart. One that is gone was imported by one that has changed. */
function isOlder(folder, moment) {
  return readdirSync(folder, { withFileTypes: true }).every((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "site" || isOlder(path, moment);
    if (!/\.(?:ts|js|json)$/.test(entry.name) || entry.name.endsWith(".test.ts")) return true;
    return statSync(path).mtimeMs <= moment;
  });
}
