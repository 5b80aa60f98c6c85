import { expect, test } from "vitest";
import { createPageCache, type Asked } from "./page-cache.ts";

const page = (text: string, headers: Record<string, string> = {}, status = 200) =>
  new Response(text, { status, headers: { "content-type": "text/html", etag: '"1"', ...headers } });

const asking = (
  address: string,
  {
    headers = {},
    ...rest
  }: Partial<Omit<Asked, "request">> & { headers?: Record<string, string>; method?: string } = {},
): Asked => ({
  request: new Request("http://localhost/", { method: rest.method ?? "GET", headers }),
  address,
  revision: 0,
  keep: 1_000,
  ...rest,
});

/** Renderings that say which one they are. */
function counted(make: (number: number) => Response = (number) => page(`rendering ${number}`)) {
  let many = 0;
  return { render: async () => make(++many), times: () => many };
}

test("a page is rendered once for each address, and anew after a change of the store and after its time", async () => {
  let now = 0;
  const cache = createPageCache(1_000_000, () => now);
  const { render } = counted();
  const ask = async (asked: Asked) => (await cache.answer(asked, render)).text();
  expect(await ask(asking("/"))).toBe("rendering 1");
  expect(await ask(asking("/"))).toBe("rendering 1");
  expect(await ask(asking("/?after=2"))).toBe("rendering 2");
  expect(await ask(asking("/", { revision: 1 }))).toBe("rendering 3");
  expect(await ask(asking("/", { revision: 1 }))).toBe("rendering 3");
  now = 1_000;
  expect(await ask(asking("/", { revision: 1 }))).toBe("rendering 4");
});

test("readers who ask at the same time wait for one rendering, which may fail for one and not for all", async () => {
  const cache = createPageCache(1_000_000);
  const { render, times } = counted();
  const all = await Promise.all(Array.from({ length: 20 }, () => cache.answer(asking("/"), render)));
  expect(times()).toBe(1);
  expect(new Set(await Promise.all(all.map((one) => one.text())))).toEqual(new Set(["rendering 1"]));

  const broken = () => Promise.reject(new Error("no database"));
  const [first, second] = await Promise.allSettled([
    cache.answer(asking("/other"), broken),
    cache.answer(asking("/other"), render),
  ]);
  expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
});

test("a rendering that a change overtakes is not given to who asks after the change", async () => {
  const cache = createPageCache(1_000_000);
  let release = () => {};
  const slow = new Promise<void>((resolve) => (release = resolve));
  const before = cache.answer(asking("/"), async () => (await slow, page("before")));
  const after = await cache.answer(asking("/", { revision: 1 }), async () => page("after"));
  release();
  expect([await (await before).text(), await after.text()]).toEqual(["before", "after"]);
  const { render } = counted();
  expect(await (await cache.answer(asking("/", { revision: 1 }), render)).text()).not.toBe("before");
});

test.each<[string, () => Response]>([
  ["an error", () => page("", {}, 500)],
  ["what is not there", () => page("", {}, 404)],
  ["a redirect", () => new Response(null, { status: 303, headers: { location: "/sign-in", etag: '"1"' } })],
  ["a page that sets a cookie", () => page("", { "set-cookie": "papertape=secret" })],
  ["a page that says who may keep it", () => page("", { "cache-control": "no-store" })],
  ["a page that is streamed", () => new Response("", { headers: { "content-type": "text/html" } })],
  ["an event stream", () => page("", { "content-type": "text/event-stream" })],
])("%s is for nobody else", async (_, make) => {
  const cache = createPageCache(1_000_000);
  const { render, times } = counted(make);
  await Promise.all([1, 2, 3].map(() => cache.answer(asking("/"), render)));
  const last = await cache.answer(asking("/"), render);
  expect(times()).toBe(4);
  expect([...last.headers]).toEqual([...make().headers]);
});

test("each copy has a nonce of its own, the same in its policy as in its scripts, and all have one tag", async () => {
  const cache = createPageCache(1_000_000);
  const nonce = "abcdefghijklmnopqrstuv==";
  const render = async () =>
    page(`<p>é</p><script nonce="${nonce}">1</script><style nonce="${nonce}"></style>`, {
      "content-security-policy": `script-src 'self' 'nonce-${nonce}'; style-src 'nonce-${nonce}'`,
    });
  const copies = await Promise.all([1, 2, 3].map(() => cache.answer(asking("/"), render)));
  const nonces = await Promise.all(
    copies.map(async (copy) => {
      const text = await copy.text();
      const found = [
        ...text.matchAll(/nonce="([^"]+)"/g),
        ...copy.headers.get("content-security-policy")!.matchAll(/'nonce-([^']+)'/g),
      ];
      expect(text).toContain("<p>é</p>");
      expect(found).toHaveLength(4);
      expect(new Set(found.map(([, value]) => value)).size).toBe(1);
      return found[0][1];
    }),
  );
  expect(new Set([...nonces, nonce]).size).toBe(4);
  expect(nonces.every((one) => one.length === nonce.length)).toBe(true);
  expect(new Set(copies.map(({ headers }) => headers.get("etag"))).size).toBe(1);
});

test("who has the page already is told so, until it says something else", async () => {
  const cache = createPageCache(1_000_000);
  const { render } = counted();
  const first = await cache.answer(asking("/"), render);
  expect(first.headers.get("cache-control")).toBe("no-cache");
  const etag = first.headers.get("etag")!;
  const again = async (tags: string, revision = 0) =>
    (await cache.answer(asking("/", { revision, headers: { "if-none-match": tags } }), render)).status;
  expect(await again(etag)).toBe(304);
  expect(await again(`"other", ${etag}`)).toBe(304);
  expect(await again('"other"')).toBe(200);
  expect(await again(etag, 1)).toBe(200);
});

test("what HEAD asks for comes from a page that is here, and makes none", async () => {
  const cache = createPageCache(1_000_000);
  const { render, times } = counted();
  await cache.answer(asking("/", { method: "HEAD" }), render);
  await cache.answer(asking("/"), render);
  expect(times()).toBe(2);
  await cache.answer(asking("/", { method: "HEAD" }), render);
  expect(times()).toBe(2);
});

test("pages take no more room than they may: the one asked for longest ago goes, and a large one does not come", async () => {
  const cache = createPageCache(100_000);
  const { render, times } = counted((number) => page(String(number).padStart(2_000, " ")));
  const ask = (address: string) => cache.answer(asking(address), render);
  await ask("/first");
  for (let number = 0; number < 30; number++) {
    await ask(`/${number}`);
    await ask("/first");
  }
  expect(times()).toBe(31);
  await ask("/29");
  expect(times()).toBe(31);
  await ask("/0");
  expect(times()).toBe(32);

  const large = counted(() => page("x".repeat(50_000)));
  await cache.answer(asking("/large"), large.render);
  await cache.answer(asking("/large"), large.render);
  expect(large.times()).toBe(2);
});
