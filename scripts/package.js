/**
 * Makes what `npm pack` puts into the package beside the sources: the built site, the bundled command, and the engine and the papers' methods as
 * JavaScript with declarations (build/lib), for programs that do not read our TypeScript. Runs as `prepack`.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { build } from "vite";
import { ensureBuilt, root, run } from "./prepare.js";

const lib = join(root, "build", "lib");
const source = (path) => join(root, "src", path);
const methods = readdirSync(source("papers")).filter((slug) => existsSync(source(`papers/${slug}/method.ts`)));

/** Which ONNX Runtime there is depends on where the package is used: package.json says it by condition. */
const runtimeByCondition = {
  name: "papertape:runtime-by-condition",
  enforce: /** @type {const} */ ("pre"),
  resolveId: (id) => (id === "#ort" ? { id: "#packaged-ort", external: true } : null),
};

async function bundleLibrary() {
  rmSync(lib, { recursive: true, force: true });
  await build({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [runtimeByCondition],
    ssr: { external: true },
    build: {
      ssr: true,
      outDir: lib,
      target: "es2022",
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        external: [/^onnxruntime-/],
        input: {
          "engine/index": source("engine/index.ts"),
          "engine/run/ort-node": source("engine/run/ort-node.ts"),
          "engine/run/ort-web": source("engine/run/ort-web.ts"),
          ...Object.fromEntries(methods.map((slug) => [`papers/${slug}/method`, source(`papers/${slug}/method.ts`)])),
        },
        output: { entryFileNames: "[name].js", chunkFileNames: "shared/[name]-[hash].js" },
      },
    },
  });
}

/** Declarations beside the JavaScript, without our aliases, and with the file names that other compilers look for. */
function declare() {
  const folder = mkdtempSync(join(root, "build", "types-"));
  try {
    const config = join(folder, "tsconfig.json");
    const files = ["engine/index.ts", ...methods.map((slug) => `papers/${slug}/method.ts`)].map(source);
    const options = {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: join(root, "src"),
      outDir: lib,
      stripInternal: true,
    };
    writeFileSync(
      config,
      JSON.stringify({
        extends: join(root, "tsconfig.base.json"),
        compilerOptions: { ...options, types: ["node", "vite/client"] },
        files,
      }),
    );
    run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", config]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const entry of readdirSync(lib, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith(".d.ts")) continue;
    const path = join(entry.parentPath, entry.name);
    const plain = (specifier) => {
      const [, room, rest] = /^#(engine|lab)(?:\/(.*))?$/.exec(specifier) ?? [];
      if (room === undefined) return specifier.replace(/^(\..*)\.ts$/, "$1.js");
      const target = relative(dirname(path), join(lib, room, `${rest ?? "index"}.js`))
        .split(sep)
        .join("/");
      return target.startsWith(".") ? target : `./${target}`;
    };
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(
        /((?:from|import)\s*\(?\s*)"([^"]+)"/g,
        (_, before, specifier) => `${before}${JSON.stringify(plain(specifier))}`,
      ),
    );
  }
}

ensureBuilt();
await bundleLibrary();
declare();
