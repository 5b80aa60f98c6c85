/**
 * Pages that are the same for everybody, kept as long as nothing that they show has changed. Readers who ask for the same page at the
 * same time wait for one rendering. The policy of a page names a nonce for its own scripts: each copy gets a new one.
 */
import { randomBytes } from "node:crypto";
import { isKnown, weakTag } from "./etag.ts";

interface Page {
  readonly headers: [string, string][];
  readonly body: Buffer<ArrayBuffer>;
  readonly nonce: string | null;
  /** Where in the body it stands. */
  readonly at: readonly number[];
  readonly revision: number;
  /** Bytes that it takes, about. */
  readonly size: number;
  /** By `performance.now()`. */
  readonly until: number;
}

export interface Asked {
  readonly request: Pick<Request, "method" | "headers">;
  /** What the page depends on besides the store, all of it. */
  readonly address: string;
  /** Of the store: a page of another one is forgotten. */
  readonly revision: number;
  /** Milliseconds after which it is made anew, for what depends on the time. */
  readonly keep: number;
}

export interface PageCache {
  answer(asked: Asked, render: () => Promise<Response>): Promise<Response>;
}

/** @param bytes of all pages together; the one that was asked for longest ago goes first. */
export function createPageCache(bytes: number, now = () => performance.now()): PageCache {
  /** In the order in which they were asked for last. */
  const pages = new Map<string, Page>();
  /** Ends with null where what came of it is for nobody else. */
  const underWay = new Map<string, Promise<Page | null>>();
  let held = 0;

  function forget(address: string): void {
    held -= pages.get(address)?.size ?? 0;
    pages.delete(address);
  }

  function store(address: string, page: Page): void {
    forget(address);
    if (page.size > bytes / 16) return;
    pages.set(address, page);
    held += page.size;
    for (const oldest of pages.keys()) {
      if (held <= bytes) break;
      forget(oldest);
    }
  }

  function find({ address, revision }: Asked): Page | undefined {
    const page = pages.get(address);
    if (page === undefined) return undefined;
    forget(address);
    if (page.revision !== revision || page.until <= now()) return undefined;
    store(address, page);
    return page;
  }

  async function renderOnce(name: string, asked: Asked, render: () => Promise<Response>): Promise<Page | Response> {
    let tell: (page: Page | null) => void = () => {};
    underWay.set(name, new Promise((resolve) => (tell = resolve)));
    let page: Page | null = null;
    try {
      const response = await render();
      if (!isForAll(response)) return response;
      page = await pageOf(asked, response, now() + asked.keep);
      store(asked.address, page);
      return page;
    } finally {
      underWay.delete(name);
      tell(page);
    }
  }

  return {
    async answer(asked, render) {
      const name = `${asked.revision} ${asked.address}`;
      // Nothing is awaited between a look for somebody who renders it already and the begin of it.
      const waiting = underWay.get(name);
      const found = find(asked) ?? (waiting && (await waiting));
      if (found) return give(asked, found);
      // What only HEAD asks for is not worth a place; what turned out to be for nobody else is rendered for each.
      if (asked.request.method !== "GET" || found === null) return render();
      const rendered = await renderOnce(name, asked, render);
      return rendered instanceof Response ? rendered : give(asked, rendered);
    },
  };
}

/** A whole page, without a word about who asked: no cookie is set, and no page has said that it is nobody else's. */
function isForAll({ status, headers }: Response): boolean {
  return (
    status === 200 &&
    /^text\/html\b/.test(headers.get("content-type") ?? "") &&
    // SvelteKit gives one to pages that it does not stream.
    headers.has("etag") &&
    !headers.has("set-cookie") &&
    !headers.has("cache-control")
  );
}

async function pageOf({ address, revision }: Asked, response: Response, until: number): Promise<Page> {
  const body = Buffer.from(await response.arrayBuffer());
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? null;
  const at: number[] = [];
  if (nonce !== null) for (let found = -1; (found = body.indexOf(nonce, found + 1)) >= 0;) at.push(found);
  const text = nonce === null ? body : withNonce(body, at, "-".repeat(nonce.length));
  const headers = new Headers(response.headers);
  // Weak, because copies differ in their nonce; it covers all else that stands in the page.
  headers.set("etag", weakTag(text));
  // Browsers may keep it, and ask: whoever has signed in since then gets another page.
  headers.set("cache-control", "no-cache");
  const size = body.length + 2 * address.length + 2_000;
  return { headers: [...headers], body, nonce, at, revision, size, until };
}

function withNonce(body: Buffer<ArrayBuffer>, at: readonly number[], nonce: string): Buffer<ArrayBuffer> {
  const copy = Buffer.from(body);
  for (const place of at) copy.write(nonce, place, "latin1");
  return copy;
}

function give({ request }: Asked, { headers, body, nonce, at }: Page): Response {
  const etag = headers.find(([name]) => name === "etag")![1];
  // The browser keeps the policy of the copy that it has, and with it that copy's nonce.
  if (isKnown(request, etag))
    return new Response(null, { status: 304, headers: { etag, "cache-control": "no-cache" } });
  if (nonce === null) return new Response(body, { headers });
  const fresh = randomBytes(nonce.length).toString("base64").slice(0, nonce.length);
  const own = headers.map(([name, value]): [string, string] => [name, value.replaceAll(nonce, fresh)]);
  return new Response(withNonce(body, at, fresh), { headers: own });
}
