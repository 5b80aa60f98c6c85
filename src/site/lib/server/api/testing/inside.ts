/** The operations without a network: what SvelteKit does for them, over a library in memory. */
import type { Library } from "#library/index";
import type { Reader } from "#library/readers/reader";
import type { RequestEvent } from "@sveltejs/kit";
import { asProblem } from "../../http/problem.ts";
import { operations } from "../operations/index.ts";
import type { Call } from "./walk.ts";

export interface Site {
  readonly library: Library;
  readonly reader: Reader;
  send(call: Call & { readonly headers?: Readonly<Record<string, string>> }): Promise<Response>;
}

/** Hands a library over as `papertape serve` does, and finds the operation of an address as the routes do. */
export async function siteOf(library: Library): Promise<Site> {
  const handed = { library, catalogue: library.catalogue, token: library.token, version: "0.0.0", team: true };
  (globalThis as Record<symbol, unknown>)[Symbol.for("papertape.site")] = handed;
  const reader = await library.readers.owner();
  const routes = operations.map(({ definition: { method, path }, handle }) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    return { method, names, handle, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "([^/]+)")}$`) };
  });
  // What is written out goes before what is a parameter.
  routes.sort((a, b) => a.names.length - b.names.length);
  return {
    library,
    reader,
    async send({ method, path, body, headers = {} }) {
      const url = new URL(path, "http://localhost:4321");
      const route = routes.find((one) => one.method === method && one.pattern.test(url.pathname));
      if (route === undefined) return asProblem(new Response("Not found", { status: 404 }));
      const parts = route.pattern.exec(url.pathname)!.slice(1).map(decodeURIComponent);
      const params = Object.fromEntries(route.names.map((name, index) => [name, parts[index]]));
      const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
      const request = new Request(url, { method, body, headers: { ...type, ...headers } });
      const getClientAddress = () => "127.0.0.1";
      return route.handle({ request, url, params, locals: { reader }, getClientAddress } as unknown as RequestEvent);
    },
  };
}
