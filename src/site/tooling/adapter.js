/** The Node adapter: static files compressed at a quality that does not take minutes, and route matchers that are loaded once. */
import node from "@sveltejs/adapter-node";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

const compressible = /\.(css|html|js|json|mjs|svg|txt|wasm|webmanifest|xml)$/;
/** Brotli 11 on the 14 MB runtime takes two minutes and saves 15 % over quality 6, which takes seconds. */
const largeFile = 1_000_000;
/** Below this the headers cost more than compression saves. */
const smallFile = 256;

/** Writes `.br` and `.gz` beside every compressible file of a folder. */
export async function compressFolder(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !compressible.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (content.length < smallFile) continue;
    const quality = content.length > largeFile ? 6 : 11;
    await Promise.all([
      brotli(content, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality } }).then((bytes) =>
        writeFile(`${path}.br`, bytes),
      ),
      gzip(content, { level: content.length > largeFile ? 6 : 9 }).then((bytes) => writeFile(`${path}.gz`, bytes)),
    ]);
  }
}

/**
 * SvelteKit imports the matchers of routes anew at every request. That costs nothing, but for the thread that reads our
 * TypeScript: Node asks it at every import, known or not, and a page waits half a millisecond.
 */
const matchersOnce = `
const { matchers } = manifest._;
let loaded;
manifest._.matchers = () => (loaded ??= matchers());
`;

/** adapter-node whose "precompress" step is ours, for a manifest that loads its matchers once. */
export function compressingNodeAdapter(options) {
  const adapter = node({ ...options, precompress: true });
  return {
    ...adapter,
    async adapt(builder) {
      await appendFile(join(builder.getServerDirectory(), "manifest.js"), matchersOnce);
      await adapter.adapt(Object.assign(Object.create(builder), { compress: compressFolder }));
    },
  };
}
