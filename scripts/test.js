/**
 * `npm test`: types, lint, known flaws of dependencies, unit and registry tests, the engine in a browser and on WebGPU, then the browser tests
 * against the built site. `npm test -- unit` (or types, lint, audit, backends, browser) runs one part.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readAudit } from "./audit.js";
import { checkNode, ensureBuilt, ensureInstalled, root, run } from "./prepare.js";

checkNode();
ensureInstalled();

const bin = (name) => join(root, "node_modules", ".bin", name);
const parts = {
  types() {
    run(bin("svelte-check"), ["--tsconfig", "./tsconfig.json", "--fail-on-warnings", "--output", "human"]);
  },
  lint() {
    run(bin("eslint"), [".", "--max-warnings", "0", "--cache", "--cache-location", "node_modules/.cache/eslint/"]);
    run(bin("prettier"), ["--check", "--log-level", "warn", "--cache", "."]);
  },
  audit() {
    // Nobody waits long for a registry that does not answer.
    const asked = ["audit", "--omit=dev", "--audit-level=high", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
    const { stdout } = spawnSync("npm", asked, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const { passed, lines } = readAudit(stdout ?? "");
    for (const line of lines) console.log(line);
    if (!passed) process.exit(1);
  },
  unit() {
    run(bin("vitest"), ["run", "--project", "unit"]);
  },
  async backends() {
    const { ensureChromium } = await import("./chromium.js");
    run(bin("vitest"), ["run", "--project", "backends"], { CHROMIUM_PATH: ensureChromium() });
  },
  async browser() {
    const { ensureChromium } = await import("./chromium.js");
    const path = ensureChromium();
    ensureBuilt();
    run(bin("vitest"), ["run", "--project", "browser"], { CHROMIUM_PATH: path });
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`npm test: no such part: ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}
// Everything below reads the TypeScript settings that SvelteKit generates.
run(bin("svelte-kit"), ["sync"]);
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  await parts[name]();
  console.log(`== ${name} passed in ${Math.round((Date.now() - started) / 1000)} s`);
}
