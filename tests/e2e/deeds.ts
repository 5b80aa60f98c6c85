/** Everything that the built site can be asked for: each page, each endpoint by its methods, each form action. */
import { fileURLToPath } from "node:url";

interface Manifest {
  readonly _: {
    readonly nodes: readonly (() => Promise<{ readonly server?: { readonly actions?: object } }>)[];
    readonly routes: readonly {
      readonly id: string;
      readonly page: { readonly leaf: number } | null;
      readonly endpoint: (() => Promise<object>) | null;
    }[];
  };
}

/** One thing to ask for: a page or endpoint by its method, or a form action by its name in the address. */
export interface Deed {
  /** "/papers/[slug]" */
  readonly route: string;
  /** "GET", "DELETE", "?/vote"; "POST" is also a page's only action. */
  readonly what: string;
}

const built = new URL("../../.svelte-kit/output/server/manifest-full.js", import.meta.url);

/** What is read comes first: later on, some of it may be deleted. */
export async function allDeeds(): Promise<Deed[]> {
  const { nodes, routes } = ((await import(fileURLToPath(built))) as { manifest: Manifest }).manifest._;
  const deeds: Deed[] = [];
  for (const { id: route, page, endpoint } of routes) {
    if (page) {
      const actions = Object.keys((await nodes[page.leaf]()).server?.actions ?? {});
      deeds.push({ route, what: "GET" });
      deeds.push(...actions.map((name) => ({ route, what: name === "default" ? "POST" : `?/${name}` })));
    }
    const methods = Object.keys((await endpoint?.()) ?? {}).filter((name) => /^[A-Z]+$/.test(name));
    deeds.push(...methods.map((what) => ({ route, what })));
  }
  return [...deeds.filter(({ what }) => what === "GET"), ...deeds.filter(({ what }) => what !== "GET")];
}

export const named = ({ route, what }: Deed): string => `${what} ${route}`;
