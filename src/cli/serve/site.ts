/** The site as a request handler: the built one, or with `--dev` the sources through Vite. */
import { existsSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "../failure.ts";
import { root } from "../version.ts";

export interface Site {
  /** `next` is called for what the site does not know. */
  handle(request: IncomingMessage, response: ServerResponse, next: () => void): unknown;
  close(): Promise<void>;
}

/** Set on every request, and believed only because nobody outside can set it. */
const protocolHeader = "x-papertape-protocol";

/** Larger than the limit of any endpoint; each has its own, and says so. */
const bodyLimit = "40M";

/**
 * @param origin where people find the site, if that was set.
 * @throws Failure when the site was never built.
 */
export async function builtSite(origin: string | undefined): Promise<Site> {
  const path = join(root, "build", "handler.js");
  if (!existsSync(path)) throw new Failure("the site is not built yet: `npm start` builds and serves it");
  // The handler reads these once, when it is imported. Without an origin of its own it believes the Host header, so that
  // every name of this machine works; behind a proxy, ORIGIN has to be set, or nothing can be changed (guard/same-origin.ts).
  process.env.BODY_SIZE_LIMIT ??= bodyLimit;
  if (origin === undefined) process.env.PROTOCOL_HEADER ??= protocolHeader;
  else process.env.ORIGIN = origin;
  const { handler } = (await import(pathToFileURL(path).href)) as { handler: Site["handle"] };
  return {
    handle(request, response, next) {
      request.headers[protocolHeader] = "http";
      return handler(request, response, next);
    },
    async close() {
      // What SvelteKit's own server does, so that the site can end what it started.
      (process as NodeJS.EventEmitter).emit("sveltekit:shutdown");
    },
  };
}

/** The sources, compiled as they are asked for; changes appear in the browser at once. */
export async function devSite(server: Server): Promise<Site> {
  const { createServer } = await import("vite");
  const vite = await createServer({
    root,
    appType: "custom",
    server: { middlewareMode: true, hmr: { server } },
  });
  return { handle: vite.middlewares, close: () => vite.close() };
}
