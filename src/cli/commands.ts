/**
 * The table of commands. Each is loaded only when it is called: the overview of `--help` waits for none of them, and
 * main.test.ts holds what stands here against what they take.
 */
import type { Command } from "./command.ts";

export interface Entry {
  /** One line, a clause: what the command does. */
  readonly summary: string;
  /** Its positional arguments, as `--help` prints them: `<slug>`, or `[file]` where it can be left out. */
  readonly takes: string;
  load(): Promise<Command>;
}

export const commands: Readonly<Record<string, Entry>> = {
  papers: {
    summary: "lists the shelf: what each paper claims, and how much of it was reproduced",
    takes: "",
    load: async () => (await import("./commands/papers.ts")).default,
  },
  search: {
    summary: "finds papers by words, and by meaning where there is a model",
    takes: "[words]",
    load: async () => (await import("./commands/search.ts")).default,
  },
  query: {
    summary: "explains how search reads a query",
    takes: "<what> <words>",
    load: async () => (await import("./commands/query.ts")).default,
  },
  show: {
    summary: "shows one paper: its facts, its claims, what was measured",
    takes: "<slug>",
    load: async () => (await import("./commands/show.ts")).default,
  },
  run: {
    summary: "measures a paper's claims on this machine",
    takes: "<slug>",
    load: async () => (await import("./commands/run.ts")).default,
  },
  record: {
    summary: "writes the results that ship with papers",
    takes: "[slug]",
    load: async () => (await import("./commands/record.ts")).default,
  },
  verify: {
    summary: "checks the results that ship with papers, or a bundle of somebody else's",
    takes: "[what]",
    load: async () => (await import("./commands/verify.ts")).default,
  },
  new: {
    summary: "creates the folder of a new paper that runs, to be filled in",
    takes: "<slug>",
    load: async () => (await import("./commands/new.ts")).default,
  },
  bakeoff: {
    summary: "compares papers on equal footing",
    takes: "<name>",
    load: async () => (await import("./commands/bakeoff.ts")).default,
  },
  runs: {
    summary: "lists runs, shows one of them, or deletes some",
    takes: "[id]",
    load: async () => (await import("./commands/runs.ts")).default,
  },
  bundle: {
    summary: "writes the ledger of a paper as files that others can verify",
    takes: "<slug>",
    load: async () => (await import("./commands/bundle.ts")).default,
  },
  export: {
    summary: "writes a paper's method as an ONNX model, or everything as JSON Lines",
    takes: "[slug]",
    load: async () => (await import("./commands/export.ts")).default,
  },
  zotero: {
    summary: "sends papers to the Zotero that runs on this machine",
    takes: "<slug>...",
    load: async () => (await import("./commands/zotero.ts")).default,
  },
  link: {
    summary: "links names of a dictionary in abstracts",
    takes: "[what] [dictionary]",
    load: async () => (await import("./commands/link.ts")).default,
  },
  follow: {
    summary: "follows a source of papers, such as Hugging Face Daily Papers",
    takes: "[source] [removed]",
    load: async () => (await import("./commands/follow.ts")).default,
  },
  ingest: {
    summary: "adds papers from a file or a source on the network",
    takes: "<source>",
    load: async () => (await import("./commands/ingest.ts")).default,
  },
  import: {
    summary: "merges a saved Daily Papers list page into the shelf",
    takes: "<file>",
    load: async () => (await import("./commands/import.ts")).default,
  },
  train: {
    summary: "trains the encoder for search by meaning on the library's own papers",
    takes: "<what>",
    load: async () => (await import("./commands/train.ts")).default,
  },
  eval: {
    summary: "measures search, or answers of models, on a judged collection",
    takes: "<what> <folder>",
    load: async () => (await import("./commands/eval.ts")).default,
  },
  tables: {
    summary: "reads the results in the tables of a paper's file",
    takes: "<file>",
    load: async () => (await import("./commands/tables.ts")).default,
  },
  backup: {
    summary: "writes everything the library knows into one file",
    takes: "[file]",
    load: async () => (await import("./commands/backup.ts")).default,
  },
  restore: {
    summary: "restores the library from a backup",
    takes: "<file>",
    load: async () => (await import("./commands/restore.ts")).default,
  },
  "migrate-to": {
    summary: "moves the whole library into a Postgres",
    takes: "<url>",
    load: async () => (await import("./commands/migrate-to.ts")).default,
  },
  worker: {
    summary: "runs background jobs beside a server, on the same Postgres",
    takes: "",
    load: async () => (await import("./commands/worker.ts")).default,
  },
  mirror: {
    summary: "writes lists, papers and runs as a site that any web server serves",
    takes: "<folder>",
    load: async () => (await import("./commands/mirror.ts")).default,
  },
  mcp: {
    summary: "answers models about the library, over standard input and output",
    takes: "",
    load: async () => (await import("./commands/mcp.ts")).default,
  },
  digest: {
    summary: "shows or sends the papers of a day by mail",
    takes: "<action>",
    load: async () => (await import("./commands/digest.ts")).default,
  },
  serve: {
    summary: "serves the site until it is stopped",
    takes: "",
    load: async () => (await import("./commands/serve.ts")).default,
  },
};
