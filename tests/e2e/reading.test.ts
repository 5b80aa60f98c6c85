/** Reading: every page is complete without JavaScript, small, and leads somewhere when it is not there. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { address, openBrowser, openPage, paper } from "./browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe("without JavaScript", () => {
  const options = { javaScriptEnabled: false };

  test("the first page has every paper of the shelf, what runs first, each with its strip in words", async () => {
    const page = await openPage(browser, options);
    await page.goto("/");
    expect(await page.locator("article h4 a").count()).toBeGreaterThanOrEqual(38);
    const groups = await page.locator(".shelf h3").allInnerTexts();
    expect(groups[0]).toBe("Papers that run");
    expect(
      await page
        .locator(".shelf section")
        .first()
        .getByText(/^runs, /)
        .count(),
    ).toBeGreaterThan(0);
    expect(await page.locator("main").innerText()).not.toContain("no experiment yet");
    const strips = page.locator("li svg[role=img]");
    expect(await strips.count()).toBeGreaterThanOrEqual(38);
    expect(await strips.first().getAttribute("aria-label")).toMatch(/\d+ claims?/);
    expect(page.problems).toEqual([]);
  });

  test("a topic leads from the list to its papers, and back", async () => {
    const page = await openPage(browser, options);
    await page.goto("/");
    await page.getByRole("navigation", { name: "Topics" }).getByRole("link").first().click();
    expect(new URL(page.url()).pathname).toMatch(/^\/topics\/[\w-]+$/);
    expect(await page.locator("article h3 a").count()).toBeGreaterThan(0);
    await page.getByRole("link", { name: "All topics" }).click();
    await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toBe("Topics");
  });

  test("a paper's page has its claims, its picture, its method and how to use it", async () => {
    const page = await openPage(browser, options);
    await page.goto(paper);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Layer Normalization");
    const rows = page.getByRole("table", { name: /Claims/ }).getByRole("row");
    expect(await rows.count()).toBeGreaterThanOrEqual(8);
    expect(await rows.nth(1).textContent()).toMatch(/claimed (below|above|within|exactly)/);
    const picture = page.getByRole("region", { name: "The picture" });
    expect(await picture.locator("svg path.mean").first().getAttribute("d")).toMatch(/^M[\d.]+ [\d.]+L/);
    expect(await picture.getByRole("link", { name: "CSV" }).count()).toBeGreaterThan(0);
    expect(await page.locator("pre .t-keyword").count()).toBeGreaterThan(5);
    expect(await page.getByText('from "papertape/papers/layer-norm"').count()).toBe(1);
    expect(await page.getByText("@misc{layer-norm-2016").count()).toBe(1);
    expect(page.problems).toEqual([]);
  });

  test("nothing is offered that needs a script, and the terminal is named instead", async () => {
    const page = await openPage(browser, options);
    await page.goto(paper);
    // Whatever can be pressed is a form, which a browser sends by itself.
    expect(await page.locator("button:not(form button)").filter({ visible: true }).count()).toBe(0);
    expect(await page.getByText("npx papertape run layer-norm").isVisible()).toBe(true);
    expect(await page.getByText("needs JavaScript").isVisible()).toBe(true);
  });
});

describe("what a paper is taken along as", () => {
  test("an ONNX model comes as a file", async () => {
    const response = await fetch(`${address}${paper}/layer-norm.onnx`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="layer-norm.onnx"');
    const bytes = new Uint8Array(await response.arrayBuffer());
    // Field 1 of a ModelProto is its IR version, a varint.
    expect(bytes[0]).toBe(0x08);
    expect(bytes.length).toBeGreaterThan(100);
  });
  test("a paper without one says so", async () => {
    const response = await fetch(`${address}/papers/taser/taser.onnx`);
    expect([response.status, (await response.json()).code]).toEqual([404, "NOT_EXPORTED"]);
  });
  test("the picture comes as SVG and as CSV with all its points", async () => {
    const page = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(paper);
    const [svg, csv] = await Promise.all(
      ["SVG", "CSV"].map(async (name) => {
        const link = page.getByRole("region", { name: "The picture" }).getByRole("link", { name }).first();
        return fetch(new URL((await link.getAttribute("href"))!, address));
      }),
    );
    expect(svg.headers.get("content-type")).toContain("image/svg+xml");
    expect(await svg.text()).toMatch(/^<svg xmlns/);
    expect((await csv.text()).split("\r\n")[0]).toMatch(/^series,seed,/);
  });
  test("a dataset is compressed, and is not sent twice to a browser that has it", async () => {
    const first = await fetch(`${address}/datasets/moby-dick`);
    expect(first.headers.get("content-encoding")).toMatch(/^(br|gzip)$/);
    expect((await first.arrayBuffer()).byteLength).toBeGreaterThan(1_000_000);
    const again = await fetch(`${address}/datasets/moby-dick`, {
      headers: { "if-none-match": first.headers.get("etag")! },
    });
    expect(again.status).toBe(304);
    expect((await fetch(`${address}/datasets/imagenet`)).status).toBe(404);
  });
});

describe("an address that leads nowhere", () => {
  test.each([
    ["/papers/layernorms", "There is no paper “layernorms”", "Layer Normalization"],
    ["/papers/seed-norm", "There is no paper “seed-norm”", "SeeDNorm: Self-Rescaled Dynamic Normalization"],
    ["/layer-norm", "There is no such page", "Layer Normalization"],
    ["/topics/normalisation", "No paper here has the topic “normalisation”", "Normalization"],
  ])("%s names what was meant", async (path, message, meant) => {
    const page = await openPage(browser);
    const response = await page.goto(path);
    expect(response!.status()).toBe(404);
    expect(await page.getByRole("main").textContent()).toContain(message);
    expect(await page.getByRole("main").getByRole("link", { name: meant, exact: true }).count()).toBe(1);
  });
  test("of a run says so and leads back", async () => {
    const page = await openPage(browser);
    for (const id of ["00000000-0000-4000-8000-000000000000", "nonsense", "%F0%9F%93%8E"]) {
      expect((await page.goto(`/runs/${id}`))!.status()).toBe(404);
      expect(await page.getByRole("main").textContent()).toContain("There is no run");
      expect(await page.getByRole("main").getByRole("link", { name: "front page" }).count()).toBe(1);
    }
  });
  test.each(["/papers/%00", "/topics/%00", "/api/papers/%00", "/papers/__proto__/__proto__.onnx", "/runs/%00"])(
    "%s is not there, and nothing breaks",
    async (path) => {
      expect((await fetch(address + path)).status).toBe(404);
    },
  );
  test("that was made to hurt is shown as text", async () => {
    const page = await openPage(browser);
    await page.goto(`/papers/${encodeURIComponent("<img src=x onerror=alert(1)>")}`);
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.getByRole("main").textContent()).toContain("<img src=x");
  });
});

describe("what is sent", () => {
  test("the list is at most 100 kB with its fonts, without a program, and from nobody else", async () => {
    const page = await openPage(browser);
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto("/", { waitUntil: "networkidle" });
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(await page.locator("script[type=module], link[rel=modulepreload]").count()).toBe(0);
    expect(page.problems).toEqual([]);
  });
  test.each(["/", paper, "/theme.js", "/nope", "/api/papers"])("%s is isolated, so that threads work", async (path) => {
    const { headers } = await fetch(address + path);
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });
  test("pages may only load and run what is ours", async () => {
    const policy = (await fetch(address + paper)).headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  });
});
