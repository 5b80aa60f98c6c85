/** `papertape serve` inside of the test's own process: the same server and the same built site, with the library at hand. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Library } from "#library/index";
import { inject } from "vitest";
import { startServer } from "../../src/cli/serve/server.ts";
import { readSettings } from "../../src/cli/settings.ts";

export interface Inside {
  readonly address: string;
  readonly library: Library;
  /** Its data folder. */
  readonly data: string;
  /** The header with which somebody is signed in; they come into being on the way. @param agent what their browser calls itself. */
  signIn(email: string, agent?: string): Promise<{ readonly cookie: string }>;
  stop(): Promise<void>;
}

/** One at a time: the site finds its library under a global name. @param settings environment variables beside the usual ones. */
export async function serveInside(settings: Readonly<Record<string, string>> = {}): Promise<Inside> {
  const folder = await mkdtemp(join(tmpdir(), "papertape-inside-"));
  await cp(inject("freshStore"), join(folder, "store"), { recursive: true });
  const env = { PORT: "0", HOST: "127.0.0.1", PAPERTAPE_DATA: join(folder, "store"), ...settings };
  const server = await startServer(readSettings(env), {
    dev: false,
    onError: (error) => console.error(error),
    onJobError: (error) => console.error(error),
  });
  const { library } = (globalThis as unknown as Record<symbol, { library: Library }>)[Symbol.for("papertape.site")];
  return {
    address: server.address,
    library,
    data: join(folder, "store"),
    async signIn(email, agent = "test") {
      const link = await library.readers.requestLink(email, "/");
      // The first of them is whoever started the server.
      const code = (await library.readers.newOwnerCode()) ?? undefined;
      const entry = await library.readers.useLink(link!.token, { agent, code });
      return { cookie: `papertape=${entry!.session}` };
    },
    async stop() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
