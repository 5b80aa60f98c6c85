/** `papertape ingest <source>`: papers from a file, or from a source over the network, join the library. */
import { adapters, type AdapterName } from "#library/ingest/formats/adapters";
import { jsonlFields } from "#library/ingest/formats/jsonl";
import { FetchError } from "#library/ingest/fetch/errors";
import type { JobStep } from "#library/ingest/jobs";
import { ServiceRequestError, services } from "#library/ingest/services/services";
import { recordedJob } from "#library/sources/recorded";
import { count } from "#library/words/count";
import { command, type Io } from "../command.ts";
import { exitCodes, Failure, UsageError } from "../failure.ts";
import { fileJob, type FileJob } from "../ingest/files.ts";
import { addStep, describeIngest, nothingYet, papersIn, type IngestSummary } from "../ingest/report.ts";
import { isSource, networkJob, optionsOf, requestFor, type Query } from "../ingest/requests.ts";
import { listenForInterrupt } from "../interrupt.ts";
import { readSettings, type Settings } from "../settings.ts";
import { withStore } from "../store.ts";
import { basename } from "node:path";
import { createProgress, type Progress } from "../terminal/progress.ts";
import { printable } from "../terminal/width.ts";

const takes = (Object.keys(optionsOf) as (keyof typeof optionsOf)[]).map(
  (name) => `${name} (${optionsOf[name].map((option) => `--${option}`).join(", ")})`,
);

export default command({
  name: "ingest",
  details: [
    `Files: ${Object.entries(adapters)
      .map(([name, { title }]) => `${title}: ${name}`)
      .join("; ")}. The format is told by the file's name and beginning unless --format says it.`,
    `A line of a JSON Lines file is an object: ${Object.entries(jsonlFields)
      .map(([name, what]) => `${name} (${what})`)
      .join("; ")}. Fields of other names are told of, and left out.`,
    `Sources, with what they take: ${takes.join(", ")}.`,
    "A paper that is here already is completed, not doubled; ingesting a thing twice changes nothing. What cannot be read is told, kept for inspection, and stops nothing else.",
    "Every batch is stored with the place after it. Ctrl-C stops after the current one; the same command then goes on from there (JSON Lines files that have not changed, and sources within a day).",
  ],
  args: {
    source: { type: "positional", required: true, description: "a file, - for standard input, or a source's name" },
    format: { type: "string", valueHint: "name", description: "the file's format, one of those above" },
    "as-of": { type: "string", valueHint: "YYYY-MM-DD", description: "the day the file was saved (default: today)" },
    query: { type: "string", description: "in arXiv's query language" },
    ids: { type: "string", description: "arXiv ids or DOIs, with commas between them" },
    search: { type: "string", valueHint: "words", description: "words to search for" },
    category: { type: "string", description: "arXiv categories, with commas between them" },
    set: { type: "string", description: "a set of arXiv's archive, like cs" },
    from: { type: "string", valueHint: "YYYY-MM-DD", description: "what arXiv changed since that day" },
    date: { type: "string", valueHint: "YYYY-MM-DD", description: "daily papers of a day" },
    week: { type: "string", valueHint: "YYYY-Www", description: "daily papers of a week" },
    month: { type: "string", valueHint: "YYYY-MM", description: "daily papers of a month" },
    max: { type: "string", valueHint: "n", description: "at most so many papers" },
    restart: { type: "boolean", description: "begin anew instead of going on where an ingest stopped" },
    json: { type: "boolean", description: "print the report as JSON" },
  },
  examples: [
    { line: "ingest library.bib", does: "a BibTeX file" },
    { line: "ingest papers.jsonl", does: "one paper a line; files of any size" },
    { line: "ingest export.txt --format ris", does: "a file whose name says nothing" },
    { line: 'ingest arxiv-search --query "cat:cs.LG AND ti:normalization" --max 50', does: "a search at arXiv" },
    { line: "ingest arxiv-ids --ids 1607.06450,1910.07467", does: "papers by id" },
    { line: "ingest hf-daily --date 2026-06-17", does: "the daily papers of a day" },
  ],
  async run({ source, format, "as-of": saved, restart, json, ...options }, io) {
    const settings = readSettings();
    const asOf = saved === undefined ? new Date().toISOString().slice(0, 10) : readDay(saved);
    const interrupt = listenForInterrupt(() =>
      io.err.line("\nstopping after this batch; what was read is kept (Ctrl-C again leaves at once)"),
    );
    const summary = nothingYet();
    let progress: Progress | null = null;
    try {
      const plan = { source, format: readFormat(format), query: queryOf(options), asOf };
      const { job, title, size, warning } = await prepare(plan, settings, interrupt.signal);
      if (warning !== null) io.err.line(warning);
      progress = createProgress(io.err, {
        title: `ingest ${printable(source)}`,
        expected: (size ?? 0) / bytesPerSecond,
      });
      await withStore(settings, `papertape ingest ${source}`, async ({ catalogue }) => {
        const recording = { title, signal: interrupt.signal, restart };
        const id = await catalogue.startImport({ title, asOf, startedBy: "the command line" });
        for await (const step of recordedJob(catalogue, job, { id, ...recording })) {
          addStep(summary, step);
          show(step, size, summary, progress!);
        }
      });
    } catch (error) {
      if (error instanceof ServiceRequestError) throw new UsageError(error.message, { cause: error });
      if (!(error instanceof FetchError)) throw error;
      summary.failure = error.kind === "aborted" ? null : error.message;
    } finally {
      progress?.end();
      interrupt.release();
    }
    return conclude({ ...summary, interrupted: interrupt.signal.aborted }, json === true, io);
  },
});

/** A first guess, until the file's own pace is known. */
const bytesPerSecond = 2_000_000;

const isOption = (name: string): name is keyof Query =>
  Object.values(optionsOf)
    .flat()
    .some((option) => option === name);

const queryOf = (options: Readonly<Record<string, unknown>>): Query =>
  Object.fromEntries(Object.entries(options).filter(([name, value]) => isOption(name) && value !== undefined));

interface Plan {
  readonly source: string;
  readonly format: AdapterName | undefined;
  readonly query: Query;
  readonly asOf: string;
}

type Prepared = Pick<FileJob, "job" | "size" | "warning"> & { readonly title: string };

async function prepare(plan: Plan, settings: Settings, signal: AbortSignal): Promise<Prepared> {
  const { source, format, query, asOf } = plan;
  if (isSource(source)) {
    if (format !== undefined) throw new UsageError("--format is for files; a source has its own");
    const job = networkJob(source, requestFor(source, query), settings.sources, { asOf, signal });
    return { job, title: services[source].title, size: null, warning: null };
  }
  const [foreign] = Object.keys(query);
  if (foreign !== undefined)
    throw new UsageError(
      `--${foreign} is for sources, and ${JSON.stringify(source)} is none; they are ${Object.keys(optionsOf).join(", ")}`,
    );
  const file = await fileJob(source, format ?? null, asOf);
  const name = source === "-" ? "standard input" : basename(source);
  return { ...file, title: `${name} (${adapters[file.format].title})` };
}

function readFormat(text: string | undefined): AdapterName | undefined {
  if (text === undefined || Object.hasOwn(adapters, text)) return text as AdapterName | undefined;
  throw new UsageError(`invalid --format: ${JSON.stringify(text)}; it is one of ${Object.keys(adapters).join(", ")}`);
}

function readDay(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text || text < "1991" || text > "2199")
    throw new UsageError(`invalid --as-of: ${JSON.stringify(text)}; it is a day like 2026-06-17`);
  return text;
}

function show({ batch: { position } }: JobStep, size: number | null, summary: IngestSummary, progress: Progress): void {
  const soFar = count(papersIn(summary), "paper");
  if (size !== null && position !== undefined) progress.update(Math.min(1, position / size), soFar);
  // Answers of services come seconds apart, and nobody knows how many there will be.
  else if (size === null) progress.say(`${soFar}, ${summary.created} of them new`);
}

function conclude(summary: IngestSummary, json: boolean, io: Io): number | void {
  if (json) io.out.json(summary);
  else describeIngest(summary, io);
  const { failure, interrupted, rejected } = summary;
  if (failure !== null) throw new Failure(`not all of it could be read: ${failure}`);
  if (interrupted) return exitCodes.interrupted;
  if (rejected > 0 && papersIn(summary) === 0) return exitCodes.failure;
}
