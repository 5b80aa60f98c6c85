/** Headers of every response, whoever makes it: a page, a file, the worker, a refusal. */
import type { ServerResponse } from "node:http";

/**
 * The first three isolate the origin, so that browsers grant shared memory and with it WebAssembly threads.
 * Consequence: nothing may be embedded from elsewhere, and nothing is.
 */
const everywhere: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
};

/** Set again when the head is written: a handler that fails half way removes what it finds. */
export function isolate(response: ServerResponse): void {
  const set = () => {
    if (response.headersSent) return;
    for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value);
  };
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = ((...head: unknown[]) => {
    set();
    return writeHead(...head);
  }) as ServerResponse["writeHead"];
  set();
}
