/**
 * Headers that every response needs (pages, scripts, the worker, WASM), so that the browser grants shared memory and
 * with it WebAssembly threads. Consequence: nothing may be embedded from another origin, and nothing is.
 */
export const isolationHeaders = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};
