/** Builds the site: a Node server bundle, and what the browser loads. */
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";
import { isolationHeaders } from "./src/site/tooling/isolation.js";

export default defineConfig({
  plugins: [sveltekit()],
  // Experiments run in a module worker, which loads its paper lazily.
  worker: { format: "es" },
  // The runtime finds its .wasm relative to itself; pre-bundling would move it away.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  build: { chunkSizeWarningLimit: 1500 },
});
