/** Readers on pages: marks, discussion, submissions, collections, with and without a script. On a server of its own, because it writes. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, openPage, paper, violations, type Watched } from "./browser.ts";
import { serve, type Served } from "./server.ts";

let browser: Browser;
let served: Served;
beforeAll(async () => {
  [browser, served] = await Promise.all([openBrowser(), serve()]);
});
afterAll(() => Promise.all([browser?.close(), served?.stop()]));

/** The page's context closes with the test. */
async function on<T>(work: (page: Watched) => Promise<T>, options: BrowserContextOptions = {}): Promise<T> {
  const page = await openPage(browser, { baseURL: served.address, ...options });
  try {
    return await work(page);
  } finally {
    await page.context().close();
  }
}

const withoutScript = { javaScriptEnabled: false };
const vote = (page: Watched) => page.getByRole("button", { name: /^Vote for Layer Normalization/ });

describe("a vote", () => {
  test("works without a script, and leads back to the entry of the list", () =>
    on(async (page) => {
      await page.goto("/topics/normalization");
      expect(await vote(page).getAttribute("aria-pressed")).toBe("false");
      await vote(page).click();
      await page.waitForURL("**/topics/normalization#p-layer-norm");
      await expect.poll(() => vote(page).getAttribute("aria-pressed")).toBe("true");
      expect(await vote(page).textContent()).toMatch(/:\s+1\s+vote$/);
      await vote(page).click();
      await expect.poll(() => vote(page).getAttribute("aria-pressed")).toBe("false");
    }, withoutScript));

  test("with a script changes where it stands, and nothing moves", () =>
    on(async (page) => {
      await page.goto("/topics/normalization", { waitUntil: "networkidle" });
      await vote(page).scrollIntoViewIfNeeded();
      const before = await vote(page).boundingBox();
      await vote(page).click();
      await page.waitForFunction(() => document.querySelectorAll('button[aria-pressed="true"] path').length > 0);
      expect(await vote(page).getAttribute("aria-pressed")).toBe("true");
      expect(await vote(page).boundingBox()).toEqual(before);
      expect(page.url()).toBe(`${served.address}/topics/normalization`);
      expect(await vote(page).textContent()).toMatch(/:\s+1\s+vote$/);
      await page.goto(paper);
      expect(await vote(page).getAttribute("aria-pressed")).toBe("true");
      await vote(page).click();
      await page.locator('[action$="?/vote"] [aria-pressed="false"]').waitFor();
      expect(await vote(page).textContent()).toMatch(/:\s+0\s+votes$/);
      const bookmark = page.getByRole("button", { name: /^Bookmark Layer Normalization/ });
      for (const on of ["true", "false"]) {
        await bookmark.click();
        await page.locator(`[action$="?/bookmark"] [aria-pressed="${on}"]`).waitFor();
      }
      expect(new URL(page.url()).pathname).toBe("/papers/layer-norm");
      expect(page.problems).toEqual([]);
    }));

  test("stays with its paper when the page turns to another one", () =>
    on(async (page) => {
      await page.goto(paper, { waitUntil: "networkidle" });
      await page.evaluate(() => Object.assign(window, { same: true }));
      await vote(page).click();
      const button = page.locator('[action$="?/vote"] button');
      await page.locator('[action$="?/vote"] [aria-pressed="true"]').waitFor();
      await page.locator('main a[href^="/papers/"]:not([href*="layer-norm"]):not([href*="."])').first().click();
      await page.waitForURL((url) => url.pathname !== paper && url.pathname.startsWith("/papers/"));
      await page.getByRole("button", { name: /^Vote for (?!Layer Normalization)/ }).waitFor();
      expect(await page.evaluate(() => "same" in window)).toBe(true);
      expect([await button.getAttribute("aria-pressed"), await button.textContent()]).toEqual([
        "false",
        expect.stringMatching(/:\s+0\s+votes$/),
      ]);
      await page.goto(paper, { waitUntil: "networkidle" });
      await vote(page).click();
      await page.locator('[action$="?/vote"] [aria-pressed="false"]').waitFor();
    }));

  test("goes the way of the form where the script gets no answer", () =>
    on(async (page) => {
      await page.goto("/topics/normalization", { waitUntil: "networkidle" });
      await page.route("**/api/papers/**", (route) => route.fulfill({ status: 503 }));
      await vote(page).click();
      await page.waitForURL("**/topics/normalization#p-layer-norm");
      expect(await vote(page).getAttribute("aria-pressed")).toBe("true");
      await page.unroute("**/api/papers/**");
      await vote(page).click();
      await page.locator('[action$="?/vote"] [aria-pressed="false"]').first().waitFor();
    }));
});

describe("the discussion", () => {
  test("goes on without a script: said, refused, answered, edited, deleted", () =>
    on(async (page) => {
      await page.goto(paper);
      const write = page.getByLabel("Say something about this paper");
      await write.fill("*First* words");
      await page.getByRole("button", { name: "Comment", exact: true }).click();
      const first = page.locator("article[id^=comment-]").first();
      expect(await first.locator("em").textContent()).toBe("First");
      await page.waitForURL(/#comment-\d+$/);

      await write.fill("   ");
      await page.getByRole("button", { name: "Comment", exact: true }).click();
      await expect.poll(() => page.getByRole("alert").textContent()).toBe("A comment cannot be empty.");

      await page.goto(paper);
      await first.getByText("Reply", { exact: true }).first().click();
      await first.getByLabel("Your reply").fill("An answer");
      await first.getByRole("button", { name: "Reply" }).click();
      const reply = page.locator(".replies article");
      expect(await reply.textContent()).toContain("An answer");
      await first.getByText("Edit", { exact: true }).click();
      await first.getByLabel("Your comment").fill("Second thoughts");
      await first.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => first.textContent()).toMatch(/edited[\s\S]*Second thoughts/);
      await first.getByText("Delete", { exact: true }).click();
      await first.getByRole("button", { name: "Delete this comment" }).click();
      await page.getByText("Deleted by whoever wrote it").waitFor();
      expect(await page.getByText("Second thoughts").count()).toBe(0);
      expect(await reply.textContent()).toContain("An answer");
    }, withoutScript));

  test("with a script adds a comment without losing the page", () =>
    on(async (page) => {
      await page.goto(paper, { waitUntil: "networkidle" });
      await page.evaluate(() => Object.assign(window, { same: true }));
      await page.getByLabel("Say something about this paper").fill("Live `code`");
      await page.getByRole("button", { name: "Comment", exact: true }).click();
      await page.locator("article[id^=comment-] code", { hasText: "code" }).waitFor();
      expect(await page.evaluate(() => "same" in window)).toBe(true);
      expect(page.problems).toEqual([]);
    }));
});

describe("a submission", () => {
  test("that is here already leads to its page", () =>
    on(async (page) => {
      await page.goto("/submit");
      await page.getByLabel("arXiv id, DOI or address").fill("https://arxiv.org/abs/1607.06450v1");
      await page.getByRole("button", { name: "Submit" }).click();
      expect(new URL(page.url()).pathname).toBe(paper);
      expect(await page.getByRole("status").first().textContent()).toContain("was here already");
    }, withoutScript));

  test("that nobody can answer says why, keeps what was typed, and can be entered by hand", () =>
    on(async (page) => {
      await page.goto("/submit");
      await page.getByLabel("arXiv id, DOI or address").fill("http://127.0.0.1:9/secret");
      await page.getByLabel("First comment (optional)").first().fill("Mine");
      await page.getByRole("button", { name: "Submit" }).click();
      await expect.poll(() => page.getByRole("alert").textContent()).toContain("not an address of the public internet");
      await page.getByLabel("Title").fill("Entered by Hand");
      await page.getByLabel("Authors, one per line").fill("Jane Doe\nRichard Roe");
      expect(await page.getByLabel(/^Link \(optional\)/).inputValue()).toBe("http://127.0.0.1:9/secret");
      await page.getByRole("button", { name: "Add this paper" }).click();
      expect(new URL(page.url()).pathname).toBe("/papers/entered-by-hand");
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Entered by Hand");
      expect(await page.locator("article[id^=comment-]").textContent()).toContain("Mine");
    }, withoutScript));
});

test("a collection is made on a paper's page, noted, shared, and taken along", () =>
  on(async (page) => {
    await page.goto(paper);
    await page.getByText("Collect", { exact: true }).click();
    await page.getByLabel("New collection with this paper").fill("To read");
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByText("Collect: in 1 of yours").click();
    await page.getByRole("link", { name: "To read" }).click();
    await page.getByText("Add a note").click();
    await page.getByLabel("Note on Layer Normalization").fill("why this one");
    await page.getByRole("button", { name: "Save the note" }).click();
    const address = page.url();
    const file = (ending: string) => fetch(`${address}/papers.${ending}`).then(async (answer) => answer.text());
    expect(await file("bib")).toContain("eprint = {1607.06450}");
    expect(await file("ris")).toContain("N1  - why this one");
    expect(JSON.parse(await file("csl.json"))).toMatchObject([{ number: "arXiv:1607.06450", note: "why this one" }]);
    expect(await file("md")).toContain(`(<${served.address}/papers/layer-norm>)`);
    expect(JSON.parse(await file("json"))).toMatchObject({ title: "To read" });
    expect((await fetch(`${address}/papers.exe`)).status).toBe(404);
  }, withoutScript));

const payload = `"><img src=x onerror="window.hit=1"><script>window.hit=1</script><svg onload="window.hit=1">[x](javascript:window.hit=1)`;

test("what readers write runs nowhere, in none of the fields", () =>
  on(async (page) => {
    const post = (path: string, fields: Record<string, string>) =>
      page.request.post(path, {
        form: fields,
        headers: { origin: served.address, accept: "text/html" },
        maxRedirects: 0,
      });
    const at = (answer: Awaited<ReturnType<typeof post>>) => answer.headers().location ?? "";
    await post(`${paper}?/comment`, { markdown: payload });
    await post(`${paper}?/claim`, { author: payload, note: payload });
    await post("/notifications?/follow", { kind: "search", value: payload, on: "yes" });
    const collection = at(
      await post("/collections?/create", { title: payload, description: payload, visibility: "public" }),
    );
    await post(`${collection}?/note`, { slug: "layer-norm", note: payload });
    const fields = { title: payload, abstract: payload, authors: payload, published: "2025", comment: payload };
    const submitted = at(await post("/submit?/byHand", fields)).replace(/\?.*/, "");
    expect(collection).toMatch(/^\/collections\/.+/);
    expect(submitted).toMatch(/^\/papers\/.+/);
    await post("/submit?/reference", {
      reference: `http://127.0.0.1/${encodeURIComponent(payload)}`,
      comment: payload,
    });

    for (const path of [
      paper,
      submitted,
      collection,
      "/collections",
      "/notifications",
      "/submit",
      "/admin/claims",
      "/admin/reports",
      "/",
    ]) {
      await page.goto(path, { waitUntil: "networkidle" });
      const found = await page.evaluate(() => ({
        hit: "hit" in window,
        elements: document.querySelectorAll("img[src=x], svg[onload], a[href^='javascript:' i], main script").length,
      }));
      expect({ path, ...found }).toEqual({ path, hit: false, elements: 0 });
    }
    expect(page.problems).toEqual([]);
  }));

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  test("axe finds nothing wrong with the pages of readers, and none scrolls sideways on a telephone", () =>
    on(
      async (page) => {
        for (const path of [
          paper,
          "/submit",
          "/collections",
          "/notifications",
          "/bookmarks",
          "/for-you",
          "/search?q=norm&without=vision",
          "/admin/reports",
          "/admin/claims",
        ]) {
          await page.goto(path, { waitUntil: "networkidle" });
          for (const details of await page.locator("details").all())
            await details.evaluate((one: HTMLDetailsElement) => (one.open = true));
          expect([path, ...(await violations(page))]).toEqual([path]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(`${path} ${wide}`).toBe(`${path} 360`);
        }
      },
      { colorScheme, viewport: { width: 360, height: 800 } },
    ));
});

test("what readers do makes a paper trend, by the formula that the page shows, until it is taken back", async () => {
  const mark = (method: string) =>
    fetch(`${served.address}/api/papers/curse-of-depth/vote`, {
      method,
      body: method === "PUT" ? "{}" : undefined,
      headers: { "content-type": "application/json" },
    });
  const trending = () => fetch(`${served.address}/trending`).then((page) => page.text());
  const formula = (await trending()).replaceAll(/<[^>]+>/g, "").replaceAll(/\s+/g, " ");
  expect(formula).toMatch(
    /halves every three days.*voted, commented or bookmarked: 1.*counts once.*this installation ran the paper: ½/,
  );
  expect(await trending()).not.toContain("/papers/curse-of-depth");
  await mark("PUT");
  expect(await trending()).toContain("/papers/curse-of-depth");
  await mark("DELETE");
  expect(await trending()).not.toContain("/papers/curse-of-depth");
});

describe("the API", () => {
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(served.address + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  test("sets and takes back a mark, and repeating it changes nothing", async () => {
    for (const method of ["PUT", "PUT"])
      expect(await (await ask(method, "/api/papers/codegen2/vote", {})).json()).toMatchObject({
        votes: 1,
        voted: true,
      });
    expect(await (await ask("DELETE", "/api/papers/codegen2/vote")).json()).toMatchObject({ votes: 0, voted: false });
    expect((await ask("PUT", "/api/papers/nope/vote", {})).status).toBe(404);
  });

  test("takes comments, and says what does not fit", async () => {
    const made = await ask("POST", "/api/papers/codegen2/comments", { markdown: "By API" });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: number };
    expect((await ask("PATCH", `/api/comments/${id}`, { markdown: "Edited" })).status).toBe(204);
    const { threads } = (await (await ask("GET", "/api/papers/codegen2/comments")).json()) as { threads: unknown[] };
    expect(threads).toMatchObject([{ id, markdown: "Edited", own: true }]);
    expect((await ask("DELETE", `/api/comments/${id}`)).status).toBe(204);
    expect((await ask("PATCH", `/api/comments/${id}`, { markdown: "x" })).status).toBe(404);
    expect((await ask("POST", "/api/papers/codegen2/comments", { markdown: " " })).status).toBe(422);
    expect((await ask("POST", "/api/papers/codegen2/comments", {})).status).toBe(422);
  });

  test("keeps out what a form of another site can send", async () => {
    const form = { "content-type": "text/plain", origin: "https://evil.example" };
    expect((await ask("PUT", "/api/papers/codegen2/vote", {}, form)).status).toBeGreaterThanOrEqual(400);
    expect((await ask("POST", "/api/papers/codegen2/comments", { markdown: "x" }, form)).status).toBeGreaterThanOrEqual(
      400,
    );
    const posted = await fetch(`${served.address}${paper}?/vote`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" },
      body: "on=yes",
    });
    expect(posted.status).toBe(403);
  });
});
