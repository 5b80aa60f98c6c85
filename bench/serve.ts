/** `papertape serve` on a data folder, as a process of its own. */
import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const command = fileURLToPath(new URL("../bin/papertape.js", import.meta.url));

export interface Served {
  readonly address: string;
  readonly pid: number;
  /** Bytes that it holds now. */
  memory(): number;
  /** Asks it to stop, and waits. */
  stop(): Promise<void>;
}

/** Resolves as soon as it says its address. @param settings environment variables beside the usual ones. @throws Error with what it said, if it ends instead. */
export function serve(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<Served> {
  const env = { ...process.env, PORT: "0", HOST: "127.0.0.1", PAPERTAPE_DATA: dataDir, DATABASE_URL: "", ...settings };
  const server = spawn(process.execPath, [command, "serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/localhost:\d+/.exec(said);
      if (found)
        resolve({
          address: found[0].replace("localhost", "127.0.0.1"),
          pid: server.pid!,
          memory: () =>
            1_024 * Number(execFileSync("ps", ["-o", "rss=", "-p", String(server.pid)], { encoding: "utf8" })),
          async stop() {
            server.kill("SIGTERM");
            await ended;
          },
        });
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    void ended.then(() => reject(new Error(`papertape serve ended:\n${said}`)));
  });
}
