/** Work that comes in batches, each stored with the place to go on from: a file, or a source with a request. */
import type { Catalogue, IngestBatch, MergeReport } from "../catalogue.ts";
import { adapters, answeredOn, type AdapterName } from "./formats/adapters.ts";
import type { Parsed, PaperDraft } from "./draft/draft.ts";
import { readJsonl } from "./formats/jsonl.ts";
import { openService, type Access, type ServiceName, type ServiceRequests } from "./services/services.ts";

export interface Job {
  /** The same for the same work, so that it finds its cursor again; null: it always begins at its beginning. */
  readonly key: string | null;
  readonly source: string;
  /** Today, YYYY-MM-DD. */
  readonly asOf: string;
  /** Milliseconds after which a cursor is not believed any more. */
  readonly cursorAge: number;
  /** @param cursor of the last batch that was stored; null: from the beginning. */
  readonly open: (cursor: string | null) => AsyncIterable<JobBatch> | Iterable<JobBatch>;
}

export interface JobBatch extends Parsed {
  readonly cursor: string | null;
  /** Bytes of a file that have been read; null where nobody knows the whole. */
  readonly position?: number;
  /** List pages only: the page's own day. */
  readonly pageDate?: string;
  /** Feeds only: the day of the list, and what a stale one is recognized by. */
  readonly announced?: string | null;
  readonly newestId?: string | null;
  /** arXiv's harvests only: what was withdrawn, and where the next harvest begins. */
  readonly deleted?: readonly string[];
  readonly nextFrom?: string | null;
}

/** What was stored, batch by batch. */
export interface JobStep {
  readonly report: MergeReport;
  readonly batch: JobBatch;
  /** This step goes on where an earlier process stopped. */
  readonly resumed: boolean;
}

/** Runs a job to its end, its failure, or the signal; what has been yielded is stored. Throws what its source or the catalogue throws. */
export async function* runJob(
  catalogue: Pick<Catalogue, "ingest" | "ingestCursor">,
  { key, source, asOf, cursorAge, open }: Job,
  { signal, restart = false }: { readonly signal?: AbortSignal; readonly restart?: boolean } = {},
): AsyncGenerator<JobStep> {
  const stored = key === null || restart ? null : await catalogue.ingestCursor(key);
  const cursor = stored && Date.now() - Date.parse(stored.storedAt) < cursorAge ? stored.cursor : null;
  for await (const batch of open(cursor)) {
    const parts = portions(batch);
    const reports: MergeReport[] = [];
    for (const [index, part] of parts.entries()) {
      const job = key !== null && index === parts.length - 1 ? { key, cursor: batch.cursor } : undefined;
      reports.push(await catalogue.ingest({ source, asOf: answeredOn(batch, asOf), ...part, ...(job && { job }) }));
    }
    yield { report: joined(batch, reports), batch, resumed: cursor !== null };
    if (signal?.aborted || batch.failure !== undefined) return;
  }
}

/** What one statement and one request are made for. */
const largest = { drafts: 1_000, characters: 4_000_000 };

/** Cuts a batch into parts of bearable size; there is always one, for the cursor. */
function portions({ drafts, rejected }: Parsed): Pick<IngestBatch, "drafts" | "rejected">[] {
  const parts: { drafts: PaperDraft[]; rejected: Parsed["rejected"] }[] = [];
  let characters = Infinity;
  for (const draft of drafts) {
    const size = 500 + (draft.abstract?.length ?? 0) + 60 * draft.authors.length;
    if (characters + size > largest.characters || parts.at(-1)!.drafts.length >= largest.drafts) {
      parts.push({ drafts: [], rejected: [] });
      characters = 0;
    }
    parts.at(-1)!.drafts.push(draft);
    characters += size;
  }
  for (let at = 0; at < rejected.length || parts.length === 0; at += largest.drafts) {
    const some = rejected.slice(at, at + largest.drafts);
    if (at === 0 && parts.length > 0) parts[0].rejected = some;
    else parts.push({ drafts: [], rejected: some });
  }
  return parts;
}

function joined({ warnings = [], deleted = [] }: JobBatch, reports: readonly MergeReport[]): MergeReport {
  const withdrawn = deleted.map((at) => ({ at, reason: "withdrawn from arXiv; if it is here, it stays" }));
  return {
    created: reports.flatMap(({ created }) => created),
    updated: reports.flatMap(({ updated }) => updated),
    unchanged: reports.flatMap(({ unchanged }) => unchanged),
    rejected: reports.flatMap(({ rejected }) => rejected),
    warnings: [...warnings, ...withdrawn, ...reports.flatMap(({ warnings: more }) => more)],
  };
}

/** A document that is read whole. Repeating it after a kill costs time and changes nothing, so it needs no cursor. */
export function documentJob(adapter: AdapterName, text: string, asOf: string): Job {
  const { source, parse } = adapters[adapter];
  const open = () => [{ ...parse(text, { asOf }), cursor: null }];
  return { key: null, source, asOf, cursorAge: 0, open };
}

export interface JsonlFile {
  /** Names the file and this state of it: a changed file begins anew. Null for a stream that cannot be read twice. */
  readonly key: string | null;
  /** Its bytes from an offset on. */
  readonly read: (offset: number) => AsyncIterable<Uint8Array>;
}

/** A JSON Lines file of any size; the cursor is a line and a byte offset. */
export function jsonlJob({ key, read }: JsonlFile, asOf: string, lines = 1_000): Job {
  return {
    key: key && `jsonl ${key}`,
    source: adapters.jsonl.source,
    asOf,
    cursorAge: Infinity,
    async *open(cursor) {
      const [line, offset] = cursor === null ? [0, 0] : cursor.split(" ").map(Number);
      let last: JobBatch | null = null;
      for await (const part of readJsonl(read(offset), { asOf }, { batch: lines, from: { line, offset } })) {
        if (last) yield last;
        last = { ...part, position: part.offset, cursor: `${part.line} ${part.offset}` };
      }
      // Only the end of the file says which batch is the last.
      if (last) yield { ...last, cursor: null };
      else if (cursor === null) yield { drafts: [], rejected: [], cursor: null, failure: "the file is empty" };
      else yield { drafts: [], rejected: [], cursor: null };
    },
  };
}

/** A day: arXiv's resumption tokens live as long, and the pages of a search move. */
const sourceCursorAge = 86_400_000;

/** A request to a source over the network. */
export function sourceJob<Name extends ServiceName>(
  name: Name,
  request: ServiceRequests[Name],
  access: Omit<Access, "cursor">,
): Job {
  return {
    key: `${name} ${JSON.stringify(request)}`,
    source: name,
    asOf: access.context.asOf,
    cursorAge: sourceCursorAge,
    open: (cursor) => openService(name, request, { ...access, cursor }),
  };
}
