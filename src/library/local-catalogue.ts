/** The catalogue over the database, in the process that holds it. */
import type { Catalogue } from "./catalogue.ts";
import { ingest, ingestCursor } from "./ingest/merge/batches.ts";
import { importList } from "./ingest/merge/import-list.ts";
import { listPapers, readPaper } from "./papers/read.ts";
import { listRuns, readRun } from "./runs/read.ts";
import { deleteRuns } from "./runs/moderation.ts";
import type { VisitorsRoom } from "./runs/visitors.ts";
import { appendRun, finishRun, saveRun, startRun } from "./runs/write.ts";
import type { Db } from "./store/database.ts";
import { unlimited, type Disk } from "./store/disk.ts";

/** What visitors' runs may take together, unless the settings say otherwise. */
export const usualRoom: VisitorsRoom = { bytes: 50_000_000 };

/** @param disk where it is stored; asked before a visitor's run is taken. */
export const createCatalogue = (db: Db, room = usualRoom, disk: Disk = unlimited): Catalogue => ({
  papers: (filter) => listPapers(db, filter),
  paper: (slug, question) => readPaper(db, slug, question),
  runs: (filter) => listRuns(db, filter),
  run: (id) => readRun(db, id),
  startRun: (start) => startRun(db, start),
  appendRun: (id, batch) => appendRun(db, id, batch),
  finishRun: (id, end) => finishRun(db, id, end),
  saveRun: (record) => saveRun(db, record, room, disk.mustHaveReserve),
  deleteRuns: (which) => deleteRuns(db, null, which),
  ingest: (batch) => ingest(db, batch),
  ingestCursor: (job) => ingestCursor(db, job),
  importList: (text, options) => importList(db, text, options),
});
