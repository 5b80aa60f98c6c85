/** The table of commands. Each is loaded only when it is called, so that `--help` does not wait for a database. */
import type { Command } from "./command.ts";

export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  papers: async () => (await import("./commands/papers.ts")).default,
  search: async () => (await import("./commands/search.ts")).default,
  show: async () => (await import("./commands/show.ts")).default,
  run: async () => (await import("./commands/run.ts")).default,
  record: async () => (await import("./commands/record.ts")).default,
  verify: async () => (await import("./commands/verify.ts")).default,
  new: async () => (await import("./commands/new.ts")).default,
  bakeoff: async () => (await import("./commands/bakeoff.ts")).default,
  runs: async () => (await import("./commands/runs.ts")).default,
  export: async () => (await import("./commands/export.ts")).default,
  follow: async () => (await import("./commands/follow.ts")).default,
  ingest: async () => (await import("./commands/ingest.ts")).default,
  import: async () => (await import("./commands/import.ts")).default,
  eval: async () => (await import("./commands/eval.ts")).default,
  backup: async () => (await import("./commands/backup.ts")).default,
  restore: async () => (await import("./commands/restore.ts")).default,
  worker: async () => (await import("./commands/worker.ts")).default,
  digest: async () => (await import("./commands/digest.ts")).default,
  serve: async () => (await import("./commands/serve.ts")).default,
};
