/** Where one run was computed, in words. */
import type { RunOrigin } from "#library/catalogue";

export const whereWords: Readonly<Record<RunOrigin, string>> = {
  committed: "shipped with the paper",
  server: "on this server",
  cli: "on this installation's command line",
  browser: "in a visitor's browser",
};
