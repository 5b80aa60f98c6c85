/** The engine in a real browser: WASM with one thread and several, and WebGPU on Chromium's software device. */
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MatrixEntry } from "#engine/testing/op-matrix";
import { closeness } from "#engine/testing";
import { findChromium, quietFlags } from "../../scripts/chromium.js";
import { buildPage, type Served } from "./site.ts";
import { trainSpirals } from "./spirals.ts";

/** WebGPU without a graphics card. */
const softwareWebGpu = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--ignore-gpu-blocklist",
];

let built: Awaited<ReturnType<typeof buildPage>>;
let browser: Browser;
const served: Served[] = [];

async function open(isolated: boolean): Promise<Page> {
  const site = await built.serve(isolated);
  served.push(site);
  const page = await browser.newPage();
  await page.goto(site.address);
  return page;
}

interface Trained {
  losses: number[];
  parameters: Record<string, number[]>;
}

/** Typed arrays cross the bridge as plain ones. */
const run = (page: Page, name: string, input: unknown): Promise<never> =>
  page.evaluate(
    async ([name, input]) => {
      const result = await window.runTask(name as string, input);
      return JSON.parse(
        JSON.stringify(result, (_, value) => (ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value)),
      );
    },
    [name, input],
  ) as Promise<never>;

const failures = (matrix: readonly MatrixEntry[]) =>
  matrix.filter(({ forward, gradient }) => forward !== "ok" || (gradient !== null && gradient !== "ok"));

beforeAll(async () => {
  built = await buildPage();
  browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: [...quietFlags, ...softwareWebGpu],
  });
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(served.map((site) => site.stop()));
  await built?.remove();
});

describe("WASM in a browser's worker", () => {
  test("is isolated where the page sends the headers, and not elsewhere", async () => {
    expect(await run(await open(true), "environment", null)).toMatchObject({ isolated: true });
    expect(await run(await open(false), "environment", null)).toMatchObject({ isolated: false });
  });

  test("runs every sample of every op, forward and gradient", async () => {
    expect(failures(await run(await open(true), "matrix", { device: "wasm" }))).toEqual([]);
  });

  test("trains to the same bytes with one thread, with two, and without isolation; Node agrees closely", async () => {
    const page = await open(true);
    const one: Trained = await run(page, "train", { device: "wasm", threads: 1, steps: 30 });
    const two: Trained = await run(page, "train", { device: "wasm", threads: 2, steps: 30 });
    const plain: Trained = await run(await open(false), "train", { device: "wasm", threads: 2, steps: 30 });
    expect(two).toEqual(one);
    expect(plain).toEqual(one);
    const node = await trainSpirals({ device: "cpu", steps: 30 });
    expect(closeness(one.losses, node.losses, { relative: 1e-3 })).toBeNull();
    expect(one.losses.at(-1)).toBeLessThan(one.losses[0]);
  });

  test("stops when it is cancelled", async () => {
    const page = await open(true);
    const name = await page.evaluate(() => window.cancelTask("train", { device: "wasm", steps: 100_000 }));
    expect(name).toBe("AbortError");
  });
});

describe("WebGPU in a browser's worker", () => {
  test("trains with parameters and state on the device, and agrees with Node's CPU", async () => {
    const gpu: Trained = await run(await open(true), "train", { device: "webgpu", steps: 10 });
    const node = await trainSpirals({ device: "cpu", steps: 10 });
    expect(closeness(gpu.losses, node.losses, { relative: 2e-3 })).toBeNull();
    for (const [name, values] of Object.entries(node.parameters))
      expect(closeness(gpu.parameters[name], values, { relative: 1e-2, absolute: 1e-3 })).toBeNull();
  });
});
