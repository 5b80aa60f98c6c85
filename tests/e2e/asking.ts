/** Asks the site for anything it has, with a form or a body that a session would get through with. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { operations } from "../../src/site/lib/server/api/operations/index.ts";
import type { Deed } from "./deeds.ts";
import type { Places } from "./places.ts";

const words = {
  ...{ markdown: "Said again.", reason: "It sells watches.", title: "A Made Paper", description: "", note: "noted" },
  ...{ visibility: "public", kind: "topic", value: "depth", on: "yes", next: "/", back: "/", slug: "layer-norm" },
};

/** Whatever any form of the site asks for, so that each gets what it needs. */
export const formOf = (places: Places): Record<string, string> => ({
  ...words,
  ...{ comment: String(places.comment + 1), claim: "1", decision: "confirm", person: "2", role: "admin", open: "yes" },
  ...{ id: String(places.subscriber), email: "carol@example.org", name: "New name", scope: "admin", token: "1" },
  ...{ session: "0", confirm: "nobody", author: "Jimmy Lei Ba", authors: "Ann Ek", abstract: "It says more." },
  ...{ published: "2026-11-20", reference: "https://example.org/p", source: "arxiv", categories: "cs.LG" },
  ...{ text: '{"title": "T", "text": "a", "date": "2026-11-20"}', format: "jsonl", asOf: "2026-11-20", by: "up" },
  ...{ collection: places.collection, frequency: "weekly", weekday: "2", hour: "3", zone: "UTC" },
  ...{ minVotes: "1", maxPapers: "5" },
});

const aRun = () => ({
  ...{ id: randomUUID(), paper: "layer-norm", preset: "quick", seeds: [1], device: "wasm", threads: 1 },
  ...{ state: "failed", startedAt: "2026-11-23T10:00:00.000Z", finishedAt: "2026-11-23T10:00:40.000Z" },
  ...{ versions: {}, machine: { cpu: "a", cores: 1, os: "b", runtime: "c" }, error: "it broke", origin: "browser" },
  ...{ points: [], measurements: [], notes: [] },
});

const described = new Map(
  operations.map(({ definition }) => [
    `${definition.method} ${definition.path.replace(/\{(\w+)\}/g, "[$1]")}`,
    definition,
  ]),
);

/** The operation of the API that a deed is; undefined for what is none. */
export const operationOf = ({ route, what }: Deed) => described.get(`${what} ${route}`);

/** What an endpoint takes as JSON: of all words those that it knows. */
export function bodyOf(deed: Deed): Record<string, unknown> {
  if (deed.route === "/api/runs") return aRun();
  const all: Record<string, unknown> = { ...words, seen: ["layer-norm"] };
  const schema = operationOf(deed)?.body?.schema;
  if (!(schema instanceof z.ZodObject)) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in schema.shape));
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** In the place of the route's own address. */
  readonly path?: string;
  /** In the place of the whole form. */
  readonly form?: URLSearchParams;
  /** In the place of the whole body. */
  readonly body?: string;
}

/** As a program or a page would. */
export function asking(site: string, places: Places, deed: Deed, asked: Asked = {}): Promise<Response> {
  const { route, what } = deed;
  const address = site + (asked.path ?? places.at(route));
  const init = { headers: { accept: "text/html", ...asked.headers }, redirect: "manual" } as const;
  if (what === "GET") return fetch(address, init);
  if (!route.startsWith("/api/"))
    return fetch(what === "POST" ? address : address + what, {
      ...init,
      method: "POST",
      headers: { accept: "text/html", origin: site, ...asked.headers },
      body: asked.form ?? new URLSearchParams(formOf(places)),
    });
  return fetch(address, {
    ...init,
    method: what,
    headers: { accept: "application/json", "content-type": "application/json", ...asked.headers },
    body: asked.body ?? JSON.stringify(bodyOf(deed)),
  });
}
