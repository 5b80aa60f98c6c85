/**
 * `npm test`: types, lint, known flaws of dependencies, unit and registry tests, the engine in a browser and on WebGPU, then the browser tests
 * against the built site. `npm test -- unit` (or types, lint, audit, backends, browser) runs one part, `npm test -- paper <slug>` what holds one
 * paper, and `npm test -- <path>` the tests of a file or folder.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readAudit } from "./audit.js";
import { checkNode, ensureBuilt, ensureInstalled, root, run } from "./prepare.js";

checkNode();
ensureInstalled();

const bin = (name) => join(root, "node_modules", ".bin", name);

/** Runs a command while others run; what it says is printed when it has ended. */
async function told(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let [out, all] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
    all += chunk;
  });
  child.stderr.on("data", (chunk) => (all += chunk));
  const status = await new Promise((resolve) => child.on("close", resolve).on("error", () => resolve(1)));
  return { status, out, all };
}

/** Each of one core, so they run side by side. They return whether they passed, and what they say. */
const checks = {
  async types() {
    const args = ["--tsconfig", "./tsconfig.json", "--fail-on-warnings", "--output", "human"];
    const { status, all } = await told(bin("svelte-check"), args);
    return { passed: status === 0, says: all };
  },
  async lint() {
    const cache = ["--cache", "--cache-location", "node_modules/.cache/eslint/"];
    const eslint = await told(bin("eslint"), [".", "--max-warnings", "0", ...cache]);
    const prettier = await told(bin("prettier"), ["--check", "--log-level", "warn", "--cache", "."]);
    return { passed: eslint.status === 0 && prettier.status === 0, says: eslint.all + prettier.all };
  },
  async audit() {
    // Nobody waits long for a registry that does not answer.
    const asked = ["audit", "--omit=dev", "--audit-level=high", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
    const { out } = await told("npm", asked);
    const { passed, lines } = readAudit(out);
    return { passed, says: lines.map((line) => `${line}\n`).join("") };
  },
};
const parts = {
  unit() {
    run(bin("vitest"), ["run", "--project", "unit*"]);
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

const names = [...Object.keys(checks), ...Object.keys(parts)];
const asked = process.argv.slice(2);
if (asked[0] === "paper") {
  const [, slug, ...more] = asked;
  if (
    !/^[a-z0-9-]+$/.test(slug ?? "") ||
    more.length > 0 ||
    !existsSync(join(root, "src", "papers", slug, "paper.ts"))
  ) {
    console.error(`npm test: no such paper: ${asked.slice(1).join(" ")}; it is the name of a folder in src/papers`);
    process.exit(2);
  }
  run(bin("svelte-kit"), ["sync"]);
  // Its own tests; then those of the shelf that are about it, or about no paper in particular.
  run(bin("vitest"), ["run", "--project", "unit", "--passWithNoTests", `src/papers/${slug}/`]);
  const shelf = ["registry", "readmes", "exports", "smoke-1", "smoke-2"].map((name) => `src/papers/${name}.test.ts`);
  run(bin("vitest"), ["run", "--project", "unit", ...shelf, "-t", `(^|\\s)${slug}(\\s|$)|^every `]);
  process.exit(0);
}
if (asked.length > 0 && asked.every((path) => path.includes("/") && existsSync(join(root, path)))) {
  run(bin("svelte-kit"), ["sync"]);
  const project = asked[0].startsWith("tests/e2e")
    ? "browser"
    : asked[0].startsWith("tests/backends")
      ? "backends"
      : "unit*";
  const env = project === "unit*" ? {} : { CHROMIUM_PATH: (await import("./chromium.js")).ensureChromium() };
  if (project === "browser") ensureBuilt();
  run(bin("vitest"), ["run", "--project", project, ...asked], env);
  process.exit(0);
}
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(
    `npm test: no such part or path: ${unknown.join(", ")}; there are ${names.join(", ")}, and paper <slug>`,
  );
  process.exit(2);
}
const wanted = asked.length > 0 ? asked : names;
// Everything below reads the TypeScript settings that SvelteKit generates.
run(bin("svelte-kit"), ["sync"]);
const passed = (name, started) => console.log(`== ${name} passed in ${Math.round((Date.now() - started) / 1000)} s`);
const results = await Promise.all(
  wanted
    .filter((name) => name in checks)
    .map(async (name) => {
      const started = Date.now();
      const result = await checks[name]();
      process.stdout.write(`\n== ${name}\n${result.says}`);
      if (result.passed) passed(name, started);
      else console.log(`== ${name} failed`);
      return result.passed;
    }),
);
if (results.includes(false)) process.exit(1);
for (const name of wanted.filter((name) => name in parts)) {
  console.log(`\n== ${name}`);
  const started = Date.now();
  await parts[name]();
  passed(name, started);
}
