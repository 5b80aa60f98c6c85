#!/usr/bin/env node
/** The `papertape` command: checks what it stands on, then lets Node read our TypeScript and hands over to src/cli. Plain JavaScript. */
import { existsSync } from "node:fs";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split(".").map(Number);

const refuse = (message) => {
  console.error(`papertape: ${message}`);
  process.exit(1);
};

if (major < 20 || (major === 20 && minor < 19))
  refuse(`needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org/en/download`);
if (!existsSync(join(root, "node_modules", "tsx", "package.json")))
  refuse(`its dependencies are not installed. Run this once: npm ci --prefix ${JSON.stringify(root)}`);

await import("./typescript.js");
const { main } = await import("../src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
