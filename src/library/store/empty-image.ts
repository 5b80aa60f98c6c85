/** What an embedded library begins as. */
import { startEmbedded } from "./start-embedded.ts";

/** An empty database, 40 MB. Made in memory and then unpacked, it takes half the time of one made on disk: far fewer small writes. */
export async function emptyImage(): Promise<Blob> {
  const memory = await startEmbedded({});
  try {
    return await memory.dumpDataDir("none");
  } finally {
    await memory.close();
  }
}
