/** Builds the test page, and serves it with the headers that threads need. */
import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

export interface Served {
  readonly address: string;
  stop(): Promise<void>;
}

/** `isolated: false` leaves the headers out, as a careless host would. */
export async function buildPage(): Promise<{
  folder: string;
  serve(isolated: boolean): Promise<Served>;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "papertape-backends-"));
  await build({
    configFile: false,
    root: fileURLToPath(new URL("./page", import.meta.url)),
    logLevel: "error",
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 100_000,
    },
  });
  return {
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
    async serve(isolated) {
      const server = createServer((request, response) => {
        const path = new URL(request.url ?? "/", "http://localhost").pathname;
        const file = join(folder, path === "/" ? "index.html" : path);
        if (isolated) {
          response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
          response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
          response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        }
        if (!existsSync(file)) return void response.writeHead(404).end();
        response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
        createReadStream(file).pipe(response);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      return {
        address: `http://127.0.0.1:${port}/`,
        stop: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    },
  };
}
