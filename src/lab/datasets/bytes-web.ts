/** The bytes of a dataset in a browser: fetched from the site that served the page, once. */
import { datasetPath, type DatasetName } from "./names.ts";

const kept = new Map<DatasetName, Promise<Uint8Array>>();

async function download(name: DatasetName): Promise<Uint8Array> {
  const response = await fetch(datasetPath(name));
  if (!response.ok) throw new Error(`dataset ${name}: the server answered ${response.status} for ${datasetPath(name)}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The compact binary of a dataset, the same bytes as in Node.
 * @throws Error when the server does not have it; a later call tries again.
 */
export function datasetBytes(name: DatasetName): Promise<Uint8Array> {
  const bytes = kept.get(name) ?? download(name);
  kept.set(name, bytes);
  bytes.catch(() => kept.delete(name));
  return bytes;
}
