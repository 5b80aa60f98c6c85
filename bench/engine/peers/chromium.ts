/** Our own step in headless Chromium: ONNX Runtime's WASM with two threads, in a worker of an isolated page. */
import { createReadStream, existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { findChromium, quietFlags } from "../../../scripts/chromium.js";
import { multiplyAdd, operations } from "../arithmetic.ts";
import { serve } from "./serve.js";

declare global {
  interface Window {
    runTask(name: string, input: unknown): Promise<unknown>;
    calculate(module: number[], rounds: number): Promise<number>;
  }
}

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const folder = await mkdtemp(join(tmpdir(), "papertape-bench-page-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
await build({
  configFile: false,
  root: fileURLToPath(new URL("../page", import.meta.url)),
  logLevel: "error",
  worker: { format: "es" },
  build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false, chunkSizeWarningLimit: 100_000 },
});
const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const file = join(folder, path === "/" ? "index.html" : path);
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
const task = (name: string, input: unknown): Promise<never> =>
  page.evaluate(([name, input]) => window.runTask(name as string, input), [name, input]) as Promise<never>;

/** Floating-point operations a second of both threads together, where they do nothing else. */
async function rateOf(module: Uint8Array): Promise<number> {
  const rounds = 20_000_000;
  const time = await page.evaluate(([module, rounds]) => window.calculate(module, rounds), [
    [...module],
    rounds,
  ] as const);
  return (2 * rounds * operations) / (time / 1000);
}
/** Before ONNX Runtime is there, whose threads wait for work by turning around. The best of three: it is a bound. */
async function bestRate(fused: boolean): Promise<number> {
  const module = await multiplyAdd(fused);
  return Math.max(await rateOf(module), await rateOf(module), await rateOf(module));
}
const rates = { separate: await bestRate(false), fused: await bestRate(true) };

interface Work {
  readonly model: string;
  readonly rate: number;
  readonly parameters: readonly { name: string; values: Float32Array }[];
  readonly batch: Record<string, Float32Array | Int32Array>;
}

await serve(
  async ({ model, rate, parameters, batch }: Work) => {
    const { threads }: { threads: number } = await task("create", {
      model,
      rate,
      parameters: parameters.map(({ name, values }) => ({ name, values: [...values] })),
      batch: Object.fromEntries(
        Object.entries(batch).map(([name, values]) => [
          name,
          { dtype: values instanceof Int32Array ? "int32" : "float32", values: [...values] },
        ]),
      ),
    });
    return {
      facts: { version: `Chromium ${browser.version()}`, threads, rates },
      // The time inside the worker: what crosses the bridge to the page is the benchmark's own cost.
      step: () => task("step", null),
      limit: () => task("limit", null),
    };
  },
  () => browser.close(),
);
