/** The catalogue over the database, in the process that holds it. */
import type { Catalogue } from "./catalogue.ts";
import { ingest, ingestCursor } from "./ingest/merge/batches.ts";
import { importList } from "./ingest/merge/import-list.ts";
import { listPapers, readPaper } from "./papers/read.ts";
import { listRuns, readRun } from "./runs/read.ts";
import { appendRun, finishRun, saveRun, startRun } from "./runs/write.ts";
import type { Db } from "./store/database.ts";

export const createCatalogue = (db: Db): Catalogue => ({
  papers: (filter) => listPapers(db, filter),
  paper: (slug) => readPaper(db, slug),
  runs: (filter) => listRuns(db, filter),
  run: (id) => readRun(db, id),
  startRun: (start) => startRun(db, start),
  appendRun: (id, batch) => appendRun(db, id, batch),
  finishRun: (id, end) => finishRun(db, id, end),
  saveRun: (record) => saveRun(db, record),
  ingest: (batch) => ingest(db, batch),
  ingestCursor: (job) => ingestCursor(db, job),
  importList: (text, options) => importList(db, text, options),
});
