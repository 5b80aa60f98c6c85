/** One server for all browser tests: they only ever add runs, so none depends on another. */
import type { TestProject } from "vitest/node";
import { serve } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** "http://localhost:41234" */
    address: string;
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const served = await serve();
  provide("address", served.address);
  return () => served.stop();
}
