/**
 * Bundles the `papertape` command into build/command, so that it starts without reading TypeScript: one file per command, and what they
 * share. Modules keep finding their files: in a bundle, `import.meta` speaks of their source. `node scripts/bundle.js` does it at once,
 * `npm start` and the tests do it when the sources have changed. Development goes on without.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { bundledMain, root } from "../bin/bundled.js";

const folder = join(root, "build", "command");

/**
 * Packages of many small files, which take longer to open than to read: they come into the bundle, with what they need themselves. Our other
 * dependencies stay where they are: some find files of their own.
 */
const small = [
  "citty",
  "cron-parser",
  "drizzle-orm",
  "entities",
  "fast-xml-parser",
  "get-east-asian-width",
  "stemmer",
  "zod",
];

function others() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !small.includes(name));
}

/** A bundle is a folder of files, three levels below the project. */
const up = "../../../";

const inPlace = {
  name: "papertape:in-place",
  enforce: /** @type {const} */ ("pre"),
  transform(code, id) {
    const path = relative(root, id.split("?")[0]).split(sep).join("/");
    if (!path.startsWith("src/") || !/\bimport\.meta\.(?:url|dirname)\b/.test(code)) return null;
    const place = `new URL(${JSON.stringify(up + path)}, import.meta.url)`;
    const directory = `process.getBuiltinModule("node:path").join(import.meta.dirname, ${JSON.stringify(up + dirname(path))})`;
    return {
      code: code
        .replaceAll(/\bimport\.meta\.dirname\b/g, directory)
        .replaceAll(/\bimport\.meta\.url\b/g, `${place}.href`),
      map: null,
    };
  },
};

/** Bundles where the sources have changed since it was last done. Commands that run keep the files they began with. */
export async function ensureBundled() {
  if (bundledMain() !== null) return;
  const { build } = await import("vite");
  const began = String(Date.now());
  await build({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [inPlace],
    ssr: { noExternal: true, external: others() },
    build: {
      ssr: join(root, "src", "cli", "main.ts"),
      outDir: join(folder, began),
      target: "node20",
      minify: false,
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" } },
    },
  });
  mkdirSync(folder, { recursive: true });
  // Named last, and at once: a bundle that was cut short is never begun with.
  writeFileSync(join(folder, `${began}.stamp`), began);
  renameSync(join(folder, `${began}.stamp`), join(folder, "stamp"));
  const old = readdirSync(folder)
    .filter((name) => /^\d+$/.test(name) && name < began)
    .sort();
  for (const name of old.slice(0, -1)) rmSync(join(folder, name), { recursive: true, force: true });
}

/** For vitest. */
export const setup = ensureBundled;

if (process.argv[1] === import.meta.filename) await ensureBundled();
