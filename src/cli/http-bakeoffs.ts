/** Runs of bake-offs in the store of a running server, over its JSON API. */
import type { Bakeoffs } from "#library/bakeoffs/bakeoffs";
import { asking, type ServerAddress } from "./http-catalogue.ts";

export function httpBakeoffs(server: ServerAddress): Bakeoffs {
  const ask = asking(server);
  const at = (id: string) => `/api/cli/bakeoffs/${encodeURIComponent(id)}`;
  return {
    runs: (bakeoff) => ask("GET", `/api/bakeoffs/${encodeURIComponent(bakeoff)}`),
    run: (id) => ask("GET", `/api/bakeoffs/runs/${encodeURIComponent(id)}`, { absent: "NO_SUCH_RUN" }),
    begin: (start, { anew = false } = {}) => ask("POST", "/api/cli/bakeoffs", { body: { start, anew } }),
    addUnit: (id, unit) => ask("POST", `${at(id)}/units`, { body: unit }),
    finish: (id, end) => ask("POST", `${at(id)}/finish`, { body: end }),
  };
}
