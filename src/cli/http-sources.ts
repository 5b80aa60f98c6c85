/** The sources of a running server: what a command uses while the server owns the embedded database. */
import type { FollowedSources } from "#library/sources/sources";
import { asking, patience, type ServerAddress } from "./http-catalogue.ts";

export function httpSources(server: ServerAddress): FollowedSources {
  const ask = asking(server);
  return {
    followed: () => ask("POST", "/api/cli/follow", { body: { deed: "list" } }),
    follow: (text) => ask("POST", "/api/cli/follow", { body: { deed: "follow", text } }),
    unfollow: (text) => ask("POST", "/api/cli/follow", { body: { deed: "unfollow", text } }),
    // Its process looks, and goes on doing so where this one stops waiting.
    look: (text, { by }) =>
      ask("POST", "/api/cli/follow", { body: { deed: "look", text, by }, timeout: patience.look }),
  };
}
