/** `papertape serve` or `papertape worker` on a data folder, as a process of its own. */
import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const command = fileURLToPath(new URL("../bin/papertape.js", import.meta.url));

export interface Started {
  readonly pid: number;
  /** Bytes that it holds now. */
  memory(): number;
  /** Asks it to stop, and waits. */
  stop(): Promise<void>;
  /** As a crash ends it; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface Served extends Started {
  readonly address: string;
}

type Environment = Readonly<Record<string, string>>;

/** Resolves as soon as it says its address. @param settings environment variables beside the usual ones. @throws Error with what it said, if it ends instead. */
export async function serve(dataDir: string, settings: Environment = {}): Promise<Served> {
  const { found, ...server } = await start("serve", /http:\/\/localhost:\d+/, { PAPERTAPE_DATA: dataDir, ...settings });
  return { ...server, address: found.replace("localhost", "127.0.0.1") };
}

/** Resolves as soon as it works. @param settings as of `serve`: DATABASE_URL is one. @throws as `serve` does. */
export async function work(dataDir: string, settings: Environment): Promise<Started> {
  const { found: _, ...worker } = await start("worker", /works on jobs/, { PAPERTAPE_DATA: dataDir, ...settings });
  return worker;
}

/** @param ready what it says when it is. */
function start(name: string, ready: RegExp, settings: Environment): Promise<Started & { readonly found: string }> {
  const env = { ...process.env, PORT: "0", HOST: "127.0.0.1", DATABASE_URL: "", ...settings };
  const child = spawn(process.execPath, [command, name], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    child.kill(signal);
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const found = ready.exec(said);
      if (found)
        resolve({
          found: found[0],
          pid: child.pid!,
          memory: () =>
            1_024 * Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" })),
          stop: () => end("SIGTERM"),
          kill: () => end("SIGKILL"),
        });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    void ended.then(() => reject(new Error(`papertape ${name} ended:\n${said}`)));
  });
}
