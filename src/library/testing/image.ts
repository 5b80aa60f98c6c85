/** An empty embedded database that is made once per version of PGlite and machine, because making one takes seconds. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "node_modules/.cache/papertape");

/** @param make makes one where there is none yet. */
export async function cachedImage(make: () => Promise<Blob>): Promise<Blob> {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest = readFileSync(join(entry, "../../package.json"), "utf8");
  const path = join(folder, `empty-${(JSON.parse(manifest) as { version: string }).version}.tar`);
  if (existsSync(path)) return new Blob([readFileSync(path)]);
  const image = await make();
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, Buffer.from(await image.arrayBuffer()));
  // Test files run in parallel: the image appears complete or not at all.
  renameSync(draft, path);
  return image;
}
