/** A site, page after page, as files: begins with its site map, and follows what its pages link to. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { placeOf } from "./place.ts";
import { staticPage, staticStyle } from "./static-page.ts";

export interface Mirrored {
  readonly pages: number;
  readonly files: number;
  readonly bytes: number;
  /** What the site did not give, each with the reason. */
  readonly missing: readonly string[];
}

export interface Crawl {
  /** Of the site as it names itself, without a slash at its end. */
  readonly origin: string;
  readonly ask: (path: string) => Promise<Response>;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Told after each that is written: how many there are, and how many are known of. */
  readonly onWritten: (done: number, known: number) => void;
}

export async function mirrorSite({ origin, ask, folder, signal, onWritten }: Crawl): Promise<Mirrored> {
  const known = new Map<string, URL>();
  const note = (address: URL) => {
    const place = placeOf(address);
    if (place !== null && !known.has(place)) known.set(place, address);
  };
  for (const address of await siteMap(origin, ask)) note(address);
  note(new URL("/", origin));
  let [pages, files, bytes] = [0, 0, 0];
  const missing: string[] = [];
  // What is noted on the way is visited too: a map goes on through what is added to it.
  for (const [place, address] of known) {
    signal.throwIfAborted();
    const response = await ask(address.pathname + address.search);
    const moved = response.headers.get("location");
    if (!response.ok && moved === null) {
      missing.push(`${address.pathname}: ${response.status}`);
      continue;
    }
    const content =
      moved === null ? await contentOf(response, address, note) : forward(new URL(moved, address), place, note);
    if (content === null) continue;
    const path = join(folder, place);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    if (place.endsWith(".html")) pages++;
    else files++;
    bytes += content.length;
    onWritten(pages + files, known.size);
  }
  return { pages, files, bytes, missing };
}

async function contentOf(response: Response, address: URL, note: (address: URL) => void): Promise<Buffer> {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/html")) {
    const { text, needs } = staticPage(await response.text(), address);
    needs.forEach(note);
    return Buffer.from(text);
  }
  if (!type.startsWith("text/css")) return Buffer.from(await response.arrayBuffer());
  const needs: URL[] = [];
  const css = staticStyle(await response.text(), address, needs);
  needs.forEach(note);
  return Buffer.from(css);
}

/** A page that is another's by now. null: that one is no part of the mirror. */
function forward(to: URL, from: string, note: (address: URL) => void): Buffer | null {
  const place = placeOf(to);
  if (place === null || !from.endsWith(".html")) return null;
  note(to);
  const href = posix.relative(posix.dirname(from), place);
  return Buffer.from(
    `<!doctype html><meta charset="utf-8"><title>Moved</title><meta http-equiv="refresh" content="0; url=${href}"><a href="${href}">It is here now.</a>\n`,
  );
}

/** Every address that the site names to search engines. */
async function siteMap(origin: string, ask: Crawl["ask"]): Promise<URL[]> {
  const addresses = async (path: string) => {
    const response = await ask(path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    const found = [...(await response.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
    return found.map((address) => new URL(address.replaceAll("&amp;", "&"), origin));
  };
  const parts = await addresses("/sitemap.xml");
  const all = await Promise.all(parts.map(({ pathname }) => addresses(pathname)));
  return all.flat();
}
