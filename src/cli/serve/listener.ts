/** What happens to a request before and after the site sees it: headers, compression, and an answer whatever goes wrong. */
import compression from "compression";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { constants } from "node:zlib";
import { refusedAtGate, type GateSettings } from "./gate.ts";
import { isolate } from "./headers.ts";
import type { Site } from "./site.ts";

/**
 * Pages and JSON, made on request; files were compressed when the site was built.
 * Brotli 5 is about as small as gzip 9 and faster.
 */
const compress = compression({
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
  // An event must leave when it happens, not when a compressor's block is full.
  filter: (request, response) =>
    response.getHeader("content-type") !== "text/event-stream" && compression.filter(request, response),
}) as unknown as (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** @param onError told about whatever the site throws. */
export function listenerFor(
  site: Site,
  settings: GateSettings,
  onError: (error: unknown, request: IncomingMessage) => void,
): RequestListener {
  const secure = settings.origin?.startsWith("https:") === true;
  return (request, response) => {
    isolate(response, secure);
    const refused = refusedAtGate(request, settings);
    if (refused !== null) {
      response.writeHead(421, { "content-type": "text/plain; charset=utf-8" }).end(refused);
      return;
    }
    compress(request, response, () => {
      void answer(site, request, response).catch((error: unknown) => {
        onError(error, request);
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("internal error\n");
      });
    });
  };
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await site.handle(request, response, () => {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("not found\n");
  });
}
