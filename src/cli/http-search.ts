/** Search in a running server: what a command uses while the server owns the embedded database. */
import type { Search } from "#library/search/search";
import { asking, type ServerAddress } from "./http-catalogue.ts";

export function httpSearch(server: ServerAddress): Pick<Search, "find"> {
  const ask = asking(server);
  return { find: (request) => ask("POST", "/api/cli/search", { body: request }) };
}
