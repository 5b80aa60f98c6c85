/** The built site within this process, as a stranger sees it: nothing of any reader is in what it answers, and no work goes on behind it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openLibraryFor } from "../serve/library.ts";
import { handOver, stopListening } from "../serve/server.ts";
import { builtSite } from "../serve/site.ts";
import type { Settings } from "../settings.ts";

export interface StrangersSite {
  ask(path: string): Promise<Response>;
  close(): Promise<void>;
}

/**
 * @param origin by which the site names itself in its pages.
 * @throws LibraryError LOCKED where another process has the data folder; Failure where the site is not built.
 */
export async function strangersSite(settings: Settings, origin: string): Promise<StrangersSite> {
  const library = await openLibraryFor(settings, "papertape mirror");
  const server = createServer();
  try {
    const site = await builtSite(origin);
    // In a team nobody is somebody without signing in.
    handOver(library, { ...settings, team: true });
    server.on("request", (request, response) => site.handle(request, response, () => response.writeHead(404).end()));
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      ask: (path) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual" }),
      async close() {
        await stopListening(server);
        await site.close();
        await library.close();
      },
    };
  } catch (error) {
    await library.close();
    throw error;
  }
}
