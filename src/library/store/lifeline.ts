/**
 * A sign of life that the kernel gives: a socket in a folder, which takes connections for as long as its process lives, and refuses
 * them from the moment of its death, whatever killed it. A pid is known in one PID namespace only, so that two containers that share a
 * folder cannot judge each other by it; a socket with a path in the folder is found from all of them. On Windows it is a named pipe.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LibraryError } from "../errors.ts";

export interface Lifeline {
  /** By which others find it: of a socket in the folder, or of a pipe. */
  readonly name: string;
  /** Lets go of it; harmless when repeated. */
  end(): void;
}

/** "gone": there is no such socket, which its process may have lost; "dead": there is, and nobody behind it. */
export type Pulse = "alive" | "dead" | "gone";

export const lifelineEnding = ".sock";
const windows = process.platform === "win32";

/** @throws LibraryError FOLDER_ACCESS where the file system of the folder has no sockets; whatever else it refuses, as it says it. */
export async function openLifeline(folder: string): Promise<Lifeline> {
  const word = randomBytes(6).toString("hex");
  const name = windows ? `\\\\.\\pipe\\papertape-${word}` : `${word}${lifelineEnding}`;
  // Whoever comes wants to know that somebody is there, and nothing else.
  const server = createServer((visitor) => visitor.destroy());
  await within(folder, name, async (path) => {
    server.listen({ path, exclusive: true });
    await once(server, "listening");
  }).catch((error: unknown) => {
    throw withoutSockets.includes((error as NodeJS.ErrnoException).code ?? "")
      ? new LibraryError(
          "FOLDER_ACCESS",
          `cannot use the data folder ${folder}: its file system has no sockets, by which a second process would see that the folder is in use. Choose one on a disk of this machine with PAPERTAPE_DATA`,
          { cause: error },
        )
      : error;
  });
  // No process stays for it, and a failed visit is nobody's concern.
  server.unref();
  server.on("error", () => {});
  return {
    name,
    end() {
      server.close();
      if (!windows) rmSync(join(folder, name), { force: true });
    },
  };
}

/** Asks the kernel. @throws what else a connection can fail of, EACCES for example. */
export async function feelPulse(folder: string, name: string): Promise<Pulse> {
  return within(folder, name, async (path) => {
    let visitor: Socket | undefined;
    try {
      visitor = connect({ path });
      await once(visitor, "connect");
      return "alive";
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // So many wait at its door that there is no place: it may be busy or stopped, but it lives.
      if (code === "EAGAIN") return "alive";
      if (code === "ECONNREFUSED" || code === "ENOTSOCK") return "dead";
      if (code === "ENOENT") return windows ? "dead" : "gone";
      throw error;
    } finally {
      visitor?.destroy();
    }
  });
}

/** What systems answer to a socket on FAT, on some network file systems, and on folders that a virtual machine shares. */
const withoutSockets = ["EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EPERM", "EINVAL"];

/** Bytes of a socket's path that every system takes: 104 on macOS and 108 on Linux, with the zero at its end. */
const longestPath = 103;

/** Calls with a path to a name in a folder that is short enough, if need be through a link elsewhere. */
async function within<T>(folder: string, name: string, use: (path: string) => Promise<T>): Promise<T> {
  if (windows) return use(name);
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= longestPath) return use(path);
  const place = mkdtempSync(join(tmpdir(), "pt-"));
  try {
    symlinkSync(folder, join(place, "d"));
    return await use(join(place, "d", name));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
