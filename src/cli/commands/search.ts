/** `papertape search <words>`: papers by what they say. */
import { searchOrders, type SearchAnswer, type SearchFilters } from "#library/search/search";
import { count } from "#library/words/count";
import { verdicts } from "#lab/kit/index";
import { command, type Io } from "../command.ts";
import { UsageError } from "../failure.ts";
import { readCount } from "../read-count.ts";
import { readSettings } from "../settings.ts";
import { lookUp } from "../store.ts";
import type { Output } from "../terminal/output.ts";
import { printable, wrap } from "../terminal/width.ts";

/** What search ranks for one page at most. */
const most = 100;

export default command({
  name: "search",
  details: [
    "The best first, with the part of each that answers best. Words that are mistyped find their neighbours. Without words, the filters alone list what they leave, newest first.",
    "Plain words may say what narrows and orders the results: 'papers on layer norm since 2024, most discussed first'. What was read so is told; an option says the same. Quotation marks protect their words, and a hyphen before a word leaves out the papers that have it. `papertape query explain` draws how a query is read.",
  ],
  args: {
    words: { type: "positional", required: false, description: "what to look for; an exact phrase in quotation marks" },
    from: { type: "string", valueHint: "YYYY-MM-DD", description: "published on that day or later" },
    to: { type: "string", valueHint: "YYYY-MM-DD", description: "published on that day or earlier" },
    author: { type: "string", valueHint: "name", description: "only papers of this person" },
    topic: { type: "string", valueHint: "slug", description: "only papers of this topic" },
    source: { type: "string", valueHint: "name", description: "only papers that this source listed" },
    experiment: { type: "boolean", description: "only papers that can be run here" },
    code: { type: "enum", options: ["yes", "no"], description: "only papers with the authors' code, or without" },
    reproduced: { type: "enum", options: ["yes", "no"], description: "whether a claim of theirs was reproduced here" },
    without: {
      type: "string",
      valueHint: "words",
      description: "no paper with any of these words, a phrase in quotation marks",
    },
    order: {
      type: "enum",
      options: [...searchOrders],
      description: "what comes first; default: what the words ask for",
    },
    verdict: { type: "string", valueHint: "name", description: `at least one claim is ${verdicts.join(", ")}` },
    limit: { type: "string", valueHint: "n", default: "10", description: `how many, up to ${most}` },
    json: { type: "boolean", description: "print JSON, as GET /api/search answers it" },
  },
  takesRest: true,
  examples: [
    { line: "search layer normalization", does: "words, in any order" },
    { line: `search '"layer normalization"'`, does: "an exact phrase" },
    { line: "search 'attention' --from 2024-01-01 --experiment", does: "recent ones that can be run" },
    { line: "search 'optimizers with code, newest first'", does: "the same in words" },
    { line: "search 'attention -vision'", does: "without a word" },
    { line: "search --author 'Geoffrey Hinton' --limit 50", does: "without words: newest first" },
  ],
  async run({ _: words, limit, json, order, ...options }, io) {
    const text = words.join(" ");
    const filters = filtersOf(options);
    if (text.trim() === "" && Object.values(filters).every((value) => value === undefined))
      throw new UsageError("nothing to search for; say some words, or a filter");
    const request = {
      ...{ text, filters, limit: readCount("--limit", limit, most), facets: json === true },
      order: searchOrders.find((one) => one === order),
    };
    const answer = await lookUp(readSettings(), "papertape search", ({ search }) => search.find(request));
    if (json) io.out.json(answer);
    else describe(answer, io);
  },
});

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly author?: string;
  readonly topic?: string;
  readonly source?: string;
  readonly experiment?: boolean;
  readonly verdict?: string;
  readonly code?: string;
  readonly reproduced?: string;
  readonly without?: string;
}

const answerOf = (text: string | undefined) => (text === undefined ? undefined : text === "yes");

function filtersOf({ from, to, verdict, experiment, code, reproduced, ...as }: Options): SearchFilters {
  const known = verdicts.find((one) => one === verdict);
  if (verdict !== undefined && known === undefined)
    throw new UsageError(`invalid --verdict: ${JSON.stringify(verdict)}; it is one of ${verdicts.join(", ")}`);
  return {
    from: readDay("--from", from),
    to: readDay("--to", to),
    author: as.author,
    topic: as.topic,
    source: as.source,
    without: as.without,
    // Not asking for experiments is no wish for papers without.
    experiment: experiment || undefined,
    verdict: known,
    code: answerOf(code),
    reproduced: answerOf(reproduced),
  };
}

function readDay(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw new UsageError(`invalid ${option}: ${JSON.stringify(text)}; it is a day like 2026-06-17`);
  return text;
}

function describe({ text, total, hits, corrected, suggestion, read }: SearchAnswer, { out, err }: Io): void {
  for (const { says, words } of read.chips) err.line(printable(`Read: ${says} (from ${JSON.stringify(words)})`));
  for (const { says } of read.relaxed) err.line(printable(`Nothing passes all of this, so it was left out: ${says}`));
  for (const words of read.notices)
    err.line(printable(`${JSON.stringify(words)} is no order that papers can have; it was searched for.`));
  if (corrected !== null) err.line(`Nothing has ${JSON.stringify(text)}; these have ${JSON.stringify(corrected)}.`);
  const columns = Math.min(out.columns ?? 80, 80);
  for (const { paper, titleMarks, excerpt } of hits) {
    const facts = [paper.slug, paper.published, paper.experiment && "runs here"].filter((fact) => fact);
    // A title stays on one line: what is marked in it would otherwise be torn apart.
    out.line(marked(out, paper.title, titleMarks));
    out.line(out.paint("dim", printable(facts.join(" · "))));
    if (excerpt !== null) out.line(wrap(printable(excerpt.text), columns).join("\n"));
    out.line();
  }
  err.line(hits.length < total ? `The best ${hits.length} of ${count(total, "paper")}.` : `${count(total, "paper")}.`);
  if (suggestion !== null) err.line(`Did you mean ${JSON.stringify(suggestion)}?`);
}

/** The words that were asked for stand out, where there are colours. */
function marked(out: Output, text: string, marks: SearchAnswer["hits"][number]["titleMarks"]): string {
  let [line, at] = ["", 0];
  for (const [start, end] of marks) {
    line += printable(text.slice(at, start)) + out.paint("bold", printable(text.slice(start, end)));
    at = end;
  }
  return line + printable(text.slice(at));
}
