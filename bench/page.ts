/** A page of a benchmark in headless Chromium, built by Vite and served with the headers that let threads share memory. */
import { createReadStream, existsSync, rmSync } from "node:fs";
import { copyFile, mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";
import { findChromium, quietFlags } from "../scripts/chromium.js";

declare global {
  interface Window {
    runTask(name: string, input: unknown): Promise<unknown>;
  }
}

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

export interface BenchPage {
  readonly page: Page;
  readonly version: string;
  /** What the page's worker answers to a task. */
  task(name: string, input: unknown): Promise<never>;
  close(): Promise<void>;
}

/** @param folder of its index.html. @param files that the page fetches by their names. */
export async function openPage(folder: URL, files: readonly string[] = []): Promise<BenchPage> {
  const built = await mkdtemp(join(tmpdir(), "papertape-bench-page-"));
  process.on("exit", () => rmSync(built, { recursive: true, force: true }));
  await build({
    configFile: false,
    root: fileURLToPath(folder),
    logLevel: "error",
    worker: { format: "es" },
    build: { outDir: built, emptyOutDir: true, reportCompressedSize: false, chunkSizeWarningLimit: 100_000 },
  });
  for (const file of files) await copyFile(file, join(built, basename(file)));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = join(built, path === "/" ? "index.html" : path);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      "Content-Type": types[extname(file)] ?? "application/octet-stream",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Resource-Policy": "same-origin",
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: [...quietFlags] });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => "runTask" in window);
  return {
    page,
    version: `Chromium ${browser.version()}`,
    task: (name, input) =>
      page.evaluate(([name, input]) => window.runTask(name as string, input), [name, input]) as Promise<never>,
    async close() {
      await browser.close();
      server.close();
    },
  };
}
