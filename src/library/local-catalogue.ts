/** The catalogue over the database, in the process that holds it. */
import type { Catalogue } from "./catalogue.ts";
import { ingest, ingestCursor } from "./ingest/merge/batches.ts";
import { importList } from "./ingest/merge/import-list.ts";
import { listPapers, readPaper } from "./papers/read.ts";
import { listRuns, readRun } from "./runs/read.ts";
import { deleteRuns } from "./runs/moderation.ts";
import type { VisitorsRoom } from "./runs/visitors.ts";
import { appendRun, finishRun, saveRun, startRun } from "./runs/write.ts";
import { closeRun, countUp, openRun } from "./sources/runs.ts";
import type { Db } from "./store/database.ts";
import { unlimited, type Disk } from "./store/disk.ts";

/** What visitors' runs may take together, unless the settings say otherwise. */
export const usualRoom: VisitorsRoom = { bytes: 50_000_000 };

/** @param disk where it is stored; asked before a visitor's run is taken. */
export function createCatalogue(db: Db, room = usualRoom, disk: Disk = unlimited): Catalogue {
  const catalogue: Catalogue = {
    papers: (filter) => listPapers(db, filter),
    paper: (slug, question) => readPaper(db, slug, question),
    runs: (filter) => listRuns(db, filter),
    run: (id) => readRun(db, id),
    startRun: (start) => startRun(db, start),
    appendRun: (id, batch) => appendRun(db, id, batch),
    finishRun: (id, end) => finishRun(db, id, end),
    saveRun: (record) => saveRun(db, record, room, disk.mustHaveReserve),
    deleteRuns: (which) => deleteRuns(db, null, which),
    async ingest(batch) {
      const report = await ingest(db, batch);
      if (batch.import !== undefined) await countUp(db, batch.import, report);
      return report;
    },
    startImport: ({ title, asOf, startedBy }) =>
      openRun(db, { source: "import", startedBy: startedBy.slice(0, 200), day: asOf, title: title.slice(0, 300) }),
    finishImport: async (id, end) => void (await closeRun(db, id, end)),
    ingestCursor: (job) => ingestCursor(db, job),
    importList: (text, options) => importList(catalogue, text, options),
  };
  return catalogue;
}
