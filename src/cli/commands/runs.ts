/** `papertape runs [id]`: the ledger's runs, or one of them; `papertape runs delete <id...>` removes some. */
import type { Catalogue, RunSummary } from "#library/catalogue";
import { originWords } from "#library/words/claims";
import { count } from "#library/words/count";
import { formatSeconds, secondsBetween } from "#library/words/time";
import { command } from "../command.ts";
import { Failure, UnknownName, UsageError } from "../failure.ts";
import { describeRun } from "../run/describe.ts";
import { readCount } from "../read-count.ts";
import { readSettings } from "../settings.ts";
import { lookUp, withStore } from "../store.ts";
import type { Output } from "../terminal/output.ts";
import { table } from "../terminal/table.ts";

const most = 1000;

export default command({
  name: "runs",
  details: [
    "Newest first. A run can be named by the beginning of its id. A run whose process died half way is interrupted; it keeps what it had measured.",
    "Runs that visitors of the site sent are a list of their own (--visitors): nobody has checked them. `runs delete` removes runs for good, all of those named or none; what ships with a paper stays.",
  ],
  takesRest: true,
  args: {
    id: {
      type: "positional",
      required: false,
      description: "show this run only: its id, or the beginning of it; or delete, and the ids of runs to delete",
    },
    visitors: { type: "boolean", description: "runs that visitors sent, instead of all others" },
    paper: { type: "string", valueHint: "slug", description: "only runs of this paper" },
    limit: { type: "string", valueHint: "n", default: "20", description: `how many, up to ${most}` },
    json: { type: "boolean", description: "print JSON, as GET /api/runs or /api/runs/<id> answers it" },
  },
  examples: [
    { line: "runs", does: "the latest runs" },
    { line: "runs --paper layer-norm --limit 100", does: "those of one paper" },
    { line: "runs 3f2a", does: "one run, by the beginning of its id" },
    { line: "runs delete 3f2a 81c0", does: "removes two runs for good" },
    { line: "runs delete --visitors --paper layer-norm", does: "removes every run that visitors sent of one paper" },
  ],
  async run({ id, paper, limit, json, visitors, _: [, ...others] }, { out }) {
    if (id === "delete") return remove(others, { visitors: visitors === true, paper }, out);
    if (others.length > 0) throw new UsageError(`unexpected argument: ${others.join(" ")}`);
    const wanted = readCount("--limit", limit, most);
    await lookUp(readSettings(), "papertape runs", async ({ catalogue, address }) => {
      if (id !== undefined) {
        const page = await catalogue.run(await fullId(catalogue, id));
        if (page === null) throw new UnknownName(`no run ${JSON.stringify(id)}; \`papertape runs\` lists them`);
        return json ? out.json(page) : describeRun(page, address, out);
      }
      const runs = await catalogue.runs({ paper, limit: wanted, visitors: visitors === true });
      if (json) return out.json(runs);
      if (runs.length === 0) out.line(paper === undefined ? "no runs yet" : `no runs of ${paper} yet`);
      else list(runs, out);
    });
  },
});

/** Deletes runs by the beginnings of their ids, or all that visitors sent. */
async function remove(
  ids: readonly string[],
  { visitors, paper }: { readonly visitors: boolean; readonly paper: string | undefined },
  out: Output,
): Promise<void> {
  if (visitors === ids.length > 0 || (!visitors && paper !== undefined))
    throw new UsageError("which runs? Name them, or say --visitors for all that visitors sent (of one --paper)");
  await withStore(readSettings(), "papertape runs delete", async ({ catalogue }) => {
    const named = await Promise.all(ids.map((id) => fullId(catalogue, id)));
    const gone = await catalogue.deleteRuns(visitors ? { visitors, paper } : { ids: named });
    if (gone < named.length)
      throw new UnknownName(
        gone === 0
          ? `no such run; \`papertape runs\` and \`papertape runs --visitors\` list them`
          : `deleted ${count(gone, "run")}; the others of those named are not there`,
      );
    out.line(`deleted ${count(gone, "run")}`);
  });
}

/** A whole id for the beginning of one. */
async function fullId(catalogue: Catalogue, id: string): Promise<string> {
  const prefix = id.toLowerCase();
  if (!/^[0-9a-f-]{1,36}$/.test(prefix))
    throw new UsageError(`not a run id: ${JSON.stringify(id)}; an id is made of 0-9, a-f and hyphens`);
  if (prefix.length === 36) return prefix;
  const all = await Promise.all([false, true].map((visitors) => catalogue.runs({ limit: most, visitors })));
  const found = all.flat().filter((run) => run.id.startsWith(prefix));
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
