/** Brings files and names to the disk, where a power cut finds them. */
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** How many files at a time: as many as Node has threads for. */
const together = 4;

/** All of a folder, the names in it, and its own. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const folders = entries.filter((entry) => entry.isDirectory());
  const pathOf = ({ parentPath, name }: (typeof entries)[number]) => join(parentPath, name);
  const waiting = files.map(pathOf);
  const work = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const handle = await open(path, "r+");
      await handle.sync().finally(() => handle.close());
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  for (const path of [...folders.map(pathOf), folder]) await syncFolder(path);
  await syncFolder(join(folder, ".."));
}

/** The names in a folder; some systems have no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
