/** The dictionaries of a running server: what a command uses while the server owns the embedded database. */
import type { Entities } from "#library/entities/entities";
import { asking, patience, type ServerAddress } from "./http-catalogue.ts";

export function httpEntities(server: ServerAddress): Entities {
  const ask = asking(server);
  return {
    dictionaries: () => ask("POST", "/api/cli/link", { body: { deed: "dictionaries" } }),
    load: (name, concepts, notice = null) =>
      ask("POST", "/api/cli/link", { body: { deed: "load", name, concepts, notice }, timeout: patience.import }),
    remove: (name) => ask("POST", "/api/cli/link", { body: { deed: "remove", name }, timeout: patience.import }),
    // Its process reads, and goes on doing so where this one stops waiting.
    link: () => ask("POST", "/api/cli/link", { body: { deed: "link" }, timeout: patience.link }),
  };
}
