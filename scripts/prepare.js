/** What has to be there before anything runs: the dependencies, and a current build of the site. Plain JavaScript, no imports from npm. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project folder with its output shown; ends this process with its code if it fails. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  if (error) console.error(`papertape: ${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** The same with its output kept back, which is shown only where the command fails. */
function runQuietly(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
  console.error(`papertape: ${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}`);
  process.exit(status ?? 1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`papertape needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org/en/download`);
  process.exit(1);
}

/** Installs what the lockfile names, if that is not what is installed. */
export function ensureInstalled() {
  const lock = join(root, "package-lock.json");
  const installed = join(root, "node_modules", ".package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log("papertape: installing dependencies (once, about a minute)");
  // Install scripts stay off: those of our dependencies only download what we do not use. Quietly: on Node 20 npm warns of packages that
  // ask for Node 22.12 and run on it all the same (docs/dependencies.md).
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** Builds the site, and bundles the command, if their sources changed since the last complete build. */
export function ensureBuilt() {
  const stamp = join(root, "build", ".stamp");
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("papertape: building the site (once, until its sources change)");
  runQuietly(process.execPath, [join(root, "node_modules", "vite", "bin", "vite.js"), "build", "--logLevel", "warn"]);
  run(process.execPath, [join(root, "scripts", "bundle.js")]);
  mkdirSync(dirname(stamp), { recursive: true });
  // Written last: a build that was cut short has no stamp and is made again.
  writeFileSync(stamp, wanted);
}

/** Names, sizes and times of everything that goes into the site. */
function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  const visit = (path) => {
    const entry = statSync(path);
    if (entry.isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else if (!path.endsWith(".test.ts")) {
      hash.update(`${path.slice(root.length)} ${entry.size} ${entry.mtimeMs}\n`);
    }
  };
  for (const part of ["src", "package-lock.json", "svelte.config.js", "vite.config.ts"]) visit(join(root, part));
  return hash.digest("hex");
}
