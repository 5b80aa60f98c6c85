/**
 * A number that is another one as soon as something was stored that a page may show. Whatever goes to the embedded database passes
 * here, so nobody who writes has to think of it; a statement that is not understood counts.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { PGlite, Transaction } from "@electric-sql/pglite";

/** What no page shows to strangers, and what is written all the time: by every visit, every change, the clock. */
const unseen = new Set([
  "alert_switches",
  "api_tokens",
  "audit_log",
  "claim_verdicts",
  "deliveries",
  "dismissals",
  "ingest_cursors",
  "mailed_papers",
  "private_feeds",
  "notifications",
  "rate_limits",
  "reader_visits",
  "seen_papers",
  "server_runs",
  "sessions",
  "sign_in_links",
  "subscribers",
]);

const reads = /^\s*(?:select|show|set|begin|commit|rollback|savepoint|release|vacuum|analyze|listen|notify)\b/i;
/** `for update` locks rows, and `do update` belongs to an insert. */
const noWrite = /\b(?:do|for|for no key)\s+update\b/gi;
const write =
  /\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate|copy|(?:alter|create|drop)\s+\w+)\s+(?:only\s+)?(?:"?(\w+)"?\s*\.\s*)?"?(\w+)/gi;

/** Whether a text of one or more statements may change what a page shows. */
export function changesPages(text: string): boolean {
  const found = [...text.replace(noWrite, " ").matchAll(write)];
  if (found.length === 0) return !reads.test(text) && !/^\s*with\b/i.test(text);
  // pg-boss keeps its jobs in a schema of its own.
  return found.some(([, schema, table]) => schema !== "pgboss" && !unseen.has(table.toLowerCase()));
}

/** What counts once it is all done, set by whoever does it. */
const together = new AsyncLocalStorage<Set<() => void>>();

/** All that this work stores counts as one change, at its end: pages made before may be shown until then. */
export async function countOnce<Result>(work: () => Promise<Result>): Promise<Result> {
  const counts = new Set<() => void>();
  try {
    return await together.run(counts, work);
  } finally {
    for (const count of counts) count();
  }
}

/** Counts from now on; what is in a transaction counts when that has ended. */
export function countRevisions(client: PGlite): () => number {
  let revision = 0;
  const count = () => void revision++;
  const changed = () => {
    const later = together.getStore();
    if (later) later.add(count);
    else count();
  };
  const note = (text: string) => {
    if (changesPages(text)) changed();
  };
  watch(client, note);
  const transaction = client.transaction.bind(client);
  client.transaction = async <Result>(work: (tx: Transaction) => Promise<Result>) => {
    const said: string[] = [];
    try {
      return await transaction((tx) => {
        watch(tx, (text) => said.push(text));
        return work(tx);
      });
    } finally {
      if (said.some(changesPages)) changed();
    }
  };
  return () => revision;
}

/** Also what failed is noted: it may have done something before. */
function watch(on: Pick<PGlite, "query" | "exec">, note: (text: string) => void): void {
  const { query, exec } = on;
  on.query = (text, ...rest) =>
    query.call(on, text, ...rest).finally(() => note(text)) as ReturnType<typeof query<never>>;
  on.exec = (text, ...rest) => exec.call(on, text, ...rest).finally(() => note(text));
}
