/** One server for all browser tests: they only ever add runs, so none depends on another. Every server begins with a copy of one store. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { command, serve } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** "http://localhost:41234" */
    address: string;
    /** A data folder as the first command leaves it: the shelf, and nothing else. Made anew it takes five seconds. */
    freshStore: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "papertape-fresh-"));
  const freshStore = join(folder, "store");
  const { status, stderr } = spawnSync(process.execPath, [command, "papers", "--limit", "1"], {
    env: { ...process.env, PAPERTAPE_DATA: freshStore, DATABASE_URL: "" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`papertape papers ended with ${status}: ${stderr}`);
  provide("freshStore", freshStore);
  const served = await serve({}, freshStore);
  provide("address", served.address);
  return async () => {
    await served.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
