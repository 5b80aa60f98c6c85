#!/usr/bin/env node
/**
 * The `papertape` command: checks what it stands on, and hands over to src/cli, as it was bundled or, where the sources are newer, as the
 * TypeScript that it is. Plain JavaScript.
 */
import { pathToFileURL } from "node:url";
import { bundledMain, root } from "./bundled.js";

const [major, minor] = process.versions.node.split(".").map(Number);

const refuse = (message) => {
  console.error(`papertape: ${message}`);
  process.exit(1);
};

if (major < 20 || (major === 20 && minor < 19))
  refuse(`needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org/en/download`);

const bundle = bundledMain();
try {
  if (bundle === null) await import("./typescript.js");
  const { main } = await import(bundle === null ? "../src/cli/main.ts" : pathToFileURL(bundle).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND" || !error.message.includes("Cannot find package")) throw error;
  refuse(`its dependencies are not installed. Run this once: npm ci --prefix ${JSON.stringify(root)}`);
}
