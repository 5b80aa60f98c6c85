/** The run that a visitor is about to make, as somebody with the same kind of machine has made and shared it already. */
import type { PresetName, RunPage, RunSummary } from "#library/catalogue";
import { machineHere, threadsHere } from "./browser.ts";

/** "Google Chrome 138" -> "Google Chrome": another version of a browser computes the same. */
export const withoutVersion = (runtime: string): string => runtime.replace(/ \S*$/, "");

export interface Wanted {
  readonly paper: string;
  readonly preset: PresetName;
  /** Hash of the experiment's registration. */
  readonly registration: string;
}

/** The address at which such runs are listed, the newest first. */
export function addressOf({ paper, preset, registration }: Wanted): string {
  const { os, runtime } = machineHere();
  const machine = { device: "wasm", threads: String(threadsHere()), os, runtime: withoutVersion(runtime) };
  const query = new URLSearchParams({ paper, preset, registration, ...machine, visitors: "1", whole: "1", limit: "1" });
  return `/api/runs?${query}`;
}

/** null: nobody shared one, or the server did not say. Nothing depends on it: the visitor's own run is as good without. */
export async function findSame(wanted: Wanted, signal: AbortSignal): Promise<RunPage | null> {
  const ask = async <T>(address: string): Promise<T | null> => {
    const response = await fetch(address, { signal });
    return response.ok ? ((await response.json()) as T) : null;
  };
  try {
    const [newest] = (await ask<readonly RunSummary[]>(addressOf(wanted))) ?? [];
    return newest === undefined ? null : await ask<RunPage>(`/api/runs/${newest.id}`);
  } catch {
    return null;
  }
}
