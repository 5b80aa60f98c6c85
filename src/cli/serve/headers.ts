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
  "X-Frame-Options": "DENY",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
};
/** Where people come by https: two years of nothing else. Subdomains are somebody else's decision. */
const overHttps = { "Strict-Transport-Security": "max-age=63072000" };

/**
 * Set again when the head is written: a handler that fails half way removes what it finds.
 * @param secure whether people reach the site by https.
 */
export function isolate(response: ServerResponse, secure: boolean): void {
  const headers = Object.entries(secure ? { ...everywhere, ...overHttps } : everywhere);
  const set = () => {
    if (response.headersSent) return;
    for (const [name, value] of headers) response.setHeader(name, value);
  };
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = ((...head: unknown[]) => {
    set();
    return writeHead(...head);
  }) as ServerResponse["writeHead"];
  set();
}
