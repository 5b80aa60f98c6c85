/** `papertape runs [id]`: the ledger's runs, or one of them. */
import type { Catalogue, RunSummary } from "#library/catalogue";
import { originWords } from "#library/words/claims";
import { formatSeconds, secondsBetween } from "#library/words/time";
import { command } from "../command.ts";
import { Failure, UnknownName, UsageError } from "../failure.ts";
import { describeRun } from "../run/describe.ts";
import { readCount } from "../read-count.ts";
import { readSettings } from "../settings.ts";
import { withStore } from "../store.ts";
import type { Output } from "../terminal/output.ts";
import { table } from "../terminal/table.ts";

const most = 1000;

export default command({
  name: "runs",
  summary: "lists runs, or shows one of them",
  details: [
    "Newest first. A run can be named by the beginning of its id. A run whose process died half way is interrupted; it keeps what it had measured.",
  ],
  args: {
    id: { type: "positional", required: false, description: "show this run only: its id, or the beginning of it" },
    paper: { type: "string", valueHint: "slug", description: "only runs of this paper" },
    limit: { type: "string", valueHint: "n", default: "20", description: `how many, up to ${most}` },
    json: { type: "boolean", description: "print JSON, as GET /api/runs or /api/runs/<id> answers it" },
  },
  examples: [
    { line: "runs", does: "the latest runs" },
    { line: "runs --paper layer-norm --limit 100", does: "those of one paper" },
    { line: "runs 3f2a", does: "one run, by the beginning of its id" },
  ],
  async run({ id, paper, limit, json }, { out }) {
    const wanted = readCount("--limit", limit, most);
    await withStore(readSettings(), "papertape runs", async ({ catalogue, address }) => {
      if (id !== undefined) {
        const page = await catalogue.run(await fullId(catalogue, id));
        if (page === null) throw new UnknownName(`no run ${JSON.stringify(id)}; \`papertape runs\` lists them`);
        return json ? out.json(page) : describeRun(page, address, out);
      }
      const runs = await catalogue.runs({ paper, limit: wanted });
      if (json) return out.json(runs);
      if (runs.length === 0) out.line(paper === undefined ? "no runs yet" : `no runs of ${paper} yet`);
      else list(runs, out);
    });
  },
});

/** A whole id for the beginning of one. */
async function fullId(catalogue: Catalogue, id: string): Promise<string> {
  const prefix = id.toLowerCase();
  if (!/^[0-9a-f-]{1,36}$/.test(prefix))
    throw new UsageError(`not a run id: ${JSON.stringify(id)}; an id is made of 0-9, a-f and hyphens`);
  if (prefix.length === 36) return prefix;
  const found = (await catalogue.runs({ limit: most })).filter((run) => run.id.startsWith(prefix));
  if (found.length > 1)
    throw new Failure(
      [
        `${found.length} runs begin with ${JSON.stringify(id)}:`,
        ...found.slice(0, 5).map((run) => `  ${run.id}  ${run.paper}`),
      ].join("\n"),
    );
  return found[0]?.id ?? prefix;
}

function list(runs: readonly RunSummary[], out: Output): void {
  const wide = out.columns === null || out.columns >= 132;
  out.line(
    table(
      out,
      [
        { header: "run" },
        { header: "started (UTC)" },
        { header: "paper", narrow: "cut" },
        { header: "preset" },
        { header: "seeds", align: "right" },
        { header: "took", align: "right" },
        { header: "state" },
        { header: "computed by", narrow: "cut" },
      ],
      runs.map((run) => [
        wide ? run.id : run.id.slice(0, 8),
        run.startedAt.slice(0, 16).replace("T", " "),
        { text: run.paper, style: "bold" },
        run.preset,
        String(run.seeds.length),
        took(run),
        { text: run.state + (run.superseded ? ", superseded" : ""), style: stateStyles[run.state] },
        originWords[run.origin],
      ]),
      out.columns,
    ),
  );
}

const stateStyles = {
  running: "cyan",
  finished: undefined,
  cancelled: "yellow",
  failed: "red",
  interrupted: "yellow",
} as const;

function took({ startedAt, finishedAt }: RunSummary): string {
  const seconds = secondsBetween(startedAt, finishedAt);
  return seconds === null ? "" : formatSeconds(seconds);
}
