/** Lists of a running server: what a command uses while the server owns the embedded database. */
import type { Reading } from "#library/mcp/reading";
import { asking, type ServerAddress } from "./http-catalogue.ts";

export function httpLists(server: ServerAddress): Reading["lists"] {
  const ask = asking(server);
  return {
    page: (question) => ask("POST", "/api/cli/lists", { body: { deed: "page", ...question } }),
    latestDay: (today) => ask("POST", "/api/cli/lists", { body: { deed: "latestDay", today } }),
    slugOf: (arxiv) => ask("POST", "/api/cli/lists", { body: { deed: "slugOf", arxiv } }),
  };
}
