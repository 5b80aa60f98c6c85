/**
 * The folder of an embedded database, as PGlite's file system for Node shows it to Postgres, but with a disk behind it: PGlite's own lets
 * every fsync pass without doing anything. Postgres keeps the order in which its files reach the disk; only its log may be late, see log-sync.ts.
 */
import { fsyncSync } from "node:fs";
import type { NodeFS } from "@electric-sql/pglite/nodefs";
import type { LogSync } from "./log-sync.ts";

/** What is used of Emscripten's file system for Node, of which there are no types. */
interface Node {
  readonly name: string;
  readonly parent: Node;
}
interface Stream {
  readonly node: Node;
  readonly nfd: number;
}
type Change = (...args: unknown[]) => unknown;
interface NodeFiles {
  realPath(node: Node): string;
  /** Errors of Node as those that Postgres knows. */
  tryFSOperation<T>(work: () => T): T;
  readonly stream_ops: Record<"write" | "setattr", Change> & { fsync?: (stream: Stream) => number };
  readonly node_ops: Record<"setattr" | "rename" | "unlink" | "rmdir", Change>;
}

/** "000000010000000000000001": 16 MB of the log. */
const segment = /^[0-9A-F]{24}$/;

/** Settings of Postgres without which it would not ask for the disk, or in a way that PGlite does not hear. */
export const syncedParams = ["-c", "fsync=on", "-c", "full_page_writes=on", "-c", "wal_sync_method=fsync"];

/** @param Files PGlite's file system for Node, which compiles its WASM once imported. */
export function syncedFolder(Files: typeof NodeFS, folder: string, log: LogSync): NodeFS {
  return new (class extends Files {
    override async init(...args: Parameters<NodeFS["init"]>) {
      const { emscriptenOpts } = await super.init(...args);
      const patch = (module: object) => {
        const { filesystems } = (module as { FS: { filesystems: { NODEFS: NodeFiles } } }).FS;
        bringToDisk(filesystems.NODEFS, log);
      };
      return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), patch] } };
    }
    override async closeFs() {
      await super.closeFs();
      log.end();
    }
  })(folder);
}

function bringToDisk(files: NodeFiles, log: LogSync): void {
  const isLog = (node: Node) => node.parent.name === "pg_wal" && segment.test(node.name);

  files.stream_ops.fsync = ({ node, nfd }) => {
    files.tryFSOperation(() => (isLog(node) ? log.flush(files.realPath(node), nfd) : fsyncSync(nfd)));
    return 0;
  };

  const afterLog =
    (change: Change, exempt: Change = () => false): Change =>
    (...args) => {
      if (!exempt(...args)) files.tryFSOperation(() => log.barrier());
      return change(...args);
    };
  const { stream_ops, node_ops } = files;
  const toLog: Change = (stream) => isLog((stream as Stream).node);
  const sameSize: Change = (_, change) => (change as { size?: number }).size === undefined;
  stream_ops.write = afterLog(stream_ops.write, toLog);
  stream_ops.setattr = afterLog(stream_ops.setattr, sameSize);
  node_ops.setattr = afterLog(node_ops.setattr, sameSize);
  for (const change of ["rename", "unlink", "rmdir"] as const) node_ops[change] = afterLog(node_ops[change]);
}
