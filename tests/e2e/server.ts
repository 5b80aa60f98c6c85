/** The real thing: `papertape serve` on a data folder of its own and a free port, as a process. */
import { spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";

export const command = fileURLToPath(new URL("../../bin/papertape.js", import.meta.url));

export interface Served {
  /** "http://localhost:41234" */
  readonly address: string;
  /** Its data folder. */
  readonly data: string;
  /** What it has said so far. */
  readonly said: () => string;
  /** Asks it to stop, waits, and removes the data folder. */
  stop(): Promise<void>;
}

/**
 * @param settings environment variables beside the usual ones.
 * @param store the data folder that its own begins as a copy of.
 * @throws Error with what it said, if it ends or is silent for a minute instead of naming its address.
 */
export async function serve(
  settings: Readonly<Record<string, string>> = {},
  store: string = inject("freshStore"),
): Promise<Served> {
  const data = await mkdtemp(join(tmpdir(), "papertape-e2e-"));
  await cp(store, join(data, "store"), { recursive: true });
  const server = spawn(process.execPath, [command, "serve"], {
    env: {
      ...process.env,
      PORT: "0",
      HOST: "127.0.0.1",
      PAPERTAPE_DATA: join(data, "store"),
      DATABASE_URL: "",
      NO_COLOR: "1",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  let said = "";
  const address = await new Promise<string>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`papertape serve ${what}:\n${said}`));
    const timer = setTimeout(() => fail("did not start in a minute"), 60_000);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/[\w.[\]:]+:\d+/.exec(said);
      if (found) {
        clearTimeout(timer);
        resolve(found[0]);
      }
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    void ended.then(() => fail("ended"));
  });
  return {
    address,
    data: join(data, "store"),
    said: () => said,
    async stop() {
      server.kill("SIGTERM");
      const stubborn = setTimeout(() => server.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(stubborn);
      await rm(data, { recursive: true, force: true });
    },
  };
}
