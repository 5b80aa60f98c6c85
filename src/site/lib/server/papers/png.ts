/** SVG as PNG, for those who show no SVG. Everything is drawn here, with the site's own fonts and nobody else's. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** The scripts that a card's words are in. */
const fonts = ["latin", "latin-ext", "greek", "cyrillic"].flatMap((script) => [
  `@fontsource-variable/source-serif-4/files/source-serif-4-${script}-wght-normal.woff2`,
  `@fontsource/inter/files/inter-${script}-400-normal.woff2`,
]);

/** Pictures that are kept, by their SVG: one takes about 25 KB, and a quarter of a second to draw. */
const most = 100;
const drawn = new Map<string, Promise<Uint8Array>>();

export function pngOf(svg: string): Promise<Uint8Array> {
  const kept = drawn.get(svg);
  if (kept !== undefined) return kept;
  if (drawn.size >= most) drawn.delete(drawn.keys().next().value!);
  const png = draw(svg);
  drawn.set(svg, png);
  // What failed is tried again.
  png.catch(() => drawn.delete(svg));
  return png;
}

let ready: ReturnType<typeof load> | undefined;

async function load() {
  const require = createRequire(import.meta.url);
  const { Resvg, initWasm } = await import("@resvg/resvg-wasm");
  const read = async (path: string) => new Uint8Array(await readFile(require.resolve(path)));
  await initWasm(read("@resvg/resvg-wasm/index_bg.wasm"));
  return { Resvg, fontBuffers: await Promise.all(fonts.map(read)) };
}

async function draw(svg: string): Promise<Uint8Array> {
  ready ??= load();
  const { Resvg, fontBuffers } = await ready;
  const picture = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: "Inter" } });
  try {
    const rendered = picture.render();
    const png = rendered.asPng();
    rendered.free();
    return png;
  } finally {
    picture.free();
  }
}
