/** A worker whose jobs do nothing, and which says of each that it has done it. `idle-worker.ts <database url> <data folder>` */
import { openLibrary } from "../../src/library/index.ts";

export const jobName = "bench.nothing";

if (process.send) {
  const [databaseUrl, dataDir] = process.argv.slice(2);
  const library = await openLibrary({ dataDir, databaseUrl, holder: { command: "bench:scale worker" } });
  library.jobs.define(jobName, async () => void process.send!("done"));
  await library.jobs.start((error) => console.error(error.message));
  process.send("ready");
}
