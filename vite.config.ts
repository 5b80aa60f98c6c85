/** Builds the site: a Node server bundle, and what the browser loads. */
import { readFileSync } from "node:fs";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

const ortWeb = JSON.parse(readFileSync("node_modules/onnxruntime-web/package.json", "utf8")) as { version: string };

export default defineConfig({
  plugins: [sveltekit()],
  // Runs record the versions they were computed with.
  define: { __ORT_WEB_VERSION__: JSON.stringify(ortWeb.version) },
  // Experiments run in a module worker, which loads its paper lazily.
  worker: { format: "es" },
  // The runtime finds its .wasm relative to itself; pre-bundling would move it away.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  // sanitize-html requires it, and Node 20 cannot require what is being imported at the same time: bundled, it is imported by nobody.
  ssr: { noExternal: ["entities"] },
  build: {
    chunkSizeWarningLimit: 1500,
    // Whoever starts the site for the first time has no use for how long each plugin took.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
