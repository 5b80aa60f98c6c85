/** Where SvelteKit finds the site, and what its pages may load. */
import { compressingNodeAdapter } from "./src/site/tooling/adapter.js";

/** The one inline style SvelteKit sets itself, on its route announcer. */
const announcerStyle = "sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=";

/** @type {import("@sveltejs/kit").Config} */
export default {
  compilerOptions: { runes: true },
  kit: {
    adapter: compressingNodeAdapter({ out: "build" }),
    files: { src: "src/site", assets: "src/site/static" },
    csp: {
      mode: "nonce",
      directives: {
        "default-src": ["self"],
        "script-src": ["self", "wasm-unsafe-eval"],
        "worker-src": ["self"],
        "style-src": ["self"],
        "style-src-attr": ["unsafe-hashes", announcerStyle],
        "img-src": ["self", "data:"],
        "object-src": ["none"],
        "base-uri": ["self"],
        "form-action": ["self"],
        "frame-ancestors": ["none"],
      },
    },
    // lib/server/guard/same-origin.ts checks every request that changes something, and knows the one kind that comes without an origin.
    csrf: { trustedOrigins: ["*"] },
    // One shared style sheet, and the few rules of a component with the page that shows it.
    inlineStyleThreshold: 6000,
    version: { pollInterval: 0 },
  },
};
