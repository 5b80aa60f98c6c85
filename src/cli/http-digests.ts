/** The digest of a running server: what a command uses while the server owns the embedded database. */
import type { Digests } from "#library/digest/digests";
import { asking, patience, type ServerAddress } from "./http-catalogue.ts";

export function httpDigests(server: ServerAddress): Pick<Digests, "preview" | "send"> {
  const ask = asking(server);
  return {
    preview: ({ day }) => ask("POST", "/api/cli/digest/preview", { body: { day } }),
    send: ({ day, to, explain } = {}) =>
      ask("POST", "/api/cli/digest/send", { body: { day, to, explain }, timeout: patience.digest }),
  };
}
