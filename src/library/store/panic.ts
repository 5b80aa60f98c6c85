/**
 * What PGlite does when its Postgres dies, on a full disk for example: it calls the dead over and over, and never comes back. Postgres
 * rightly stops where it can no longer write its log, and what it had committed is on disk; so we leave, and say why.
 */
import type { PGlite } from "@electric-sql/pglite";

/** What the watch needs of PGlite's compiled module; `stackRestore` and the flush are missing in its types. */
type Heart = PGlite["Module"] & { stackRestore: (to: number) => void; _pgl_pq_flush: () => void };

/**
 * From here on a Postgres that dies makes its query, and every later one, throw what `explain` says.
 * @param onDeath told once.
 */
export function watchForDeath(client: PGlite, explain: (cause: Error) => Error, onDeath: (why: Error) => void): void {
  const heart = client.Module as Heart;
  const beat = heart._PostgresMainLoopOnce;
  heart._PostgresMainLoopOnce = () => {
    try {
      beat();
    } catch (error) {
      // Postgres' own errors jump back into its loop; only a trap or an abort of WASM is the end.
      if (error instanceof WebAssembly.RuntimeError) bury(explain(error));
      throw error;
    }
  };

  /** PGlite swallows what its loop throws, and calls these four around it: the way out leads through them. */
  function bury(why: Error): void {
    const out = () => {
      throw why;
    };
    heart._PostgresMainLoopOnce = out;
    heart.stackRestore = out;
    heart._PostgresSendReadyForQueryIfNecessary = () => {};
    heart._pgl_pq_flush = () => {};
    onDeath(why);
  }
}
