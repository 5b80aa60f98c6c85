/** What the benchmark of search writes: one table per collection, and the circumstances. */
import { cpus, loadavg, release, totalmem, type as system } from "node:os";
import type { ForYouRow } from "./for-you.ts";
import type { Fusion } from "./fusion.ts";
import type { Latency, SiteMeasured } from "./site.ts";

export interface Measured {
  /** Seconds until everything can be found. */
  readonly build: number;
  /** Bytes that the process grew by, the collection itself left aside. */
  readonly memory: number;
  /** Milliseconds of a query. */
  readonly p50: number;
  readonly p95: number;
  readonly ndcg: number;
}

export interface Outcome {
  readonly collection: string;
  /** By library; a text says why it is missing. */
  readonly rows: Readonly<Record<string, Measured | string>>;
  readonly fusion: Fusion;
}

function table({ collection, rows }: Outcome): string[] {
  const measured = Object.entries(rows).filter((row): row is [string, Measured] => typeof row[1] !== "string");
  const own = measured.find(([name]) => name === "papertape")?.[1].ndcg ?? NaN;
  const best = Math.max(...measured.filter(([name]) => name !== "papertape").map(([, { ndcg }]) => ndcg));
  return [
    `### ${collection}`,
    "",
    "| library | nDCG@10 | query p50 ms | p95 ms | build s | memory MB |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...measured.map(
      ([name, { ndcg, p50, p95, build, memory }]) =>
        `| ${[name, ndcg.toFixed(4), p50.toFixed(1), p95.toFixed(1), build.toFixed(1), (memory / 1e6).toFixed(0)].join(" | ")} |`,
    ),
    "",
    ...Object.entries(rows)
      .filter(([, row]) => typeof row === "string")
      .map(([name, reason]) => `- ${name} is missing: ${reason as string}`),
    `- ${own >= best ? "holds" : "**does not hold**"}: nDCG@10 is at least the best peer's, ${own.toFixed(4)} against ${best.toFixed(4)}.`,
    "",
  ];
}

function fusionTable(outcomes: readonly Outcome[]): string[] {
  return [
    "## Words and meaning as one order",
    "",
    "nDCG@10. No model ships with papertape, so meaning is latent semantic analysis of the collection itself here (`bench/library/latent.ts`): it",
    "says which way of fusing to take, not how good a model is. Stretched: scores of each side to 0..1, averaged, which is what our search does;",
    "reciprocal: ranks, with k = 60.",
    "",
    "| collection | words | meaning | stretched | reciprocal |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...outcomes.map(
      ({ collection, fusion: { words, meaning, stretched, reciprocal } }) =>
        `| ${[collection, ...[words, meaning, stretched, reciprocal].map((value) => value.toFixed(4))].join(" | ")} |`,
    ),
    "",
  ];
}

function siteTable({ papers, real, starts, crowd, ...site }: SiteMeasured): string[] {
  const row = (what: string, asked: string, measured: string, holds: boolean | null) =>
    `| ${what} | ${asked} | ${measured} | ${holds === null ? "" : holds ? "holds" : "**not met**"} |`;
  const both = ({ p50, p95 }: Latency) => `p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)} ms`;
  const slowest = Math.max(...starts);
  return [
    `## ${papers.toLocaleString("en")} papers behind the built site`,
    "",
    `${real.toLocaleString("en")} of them are real; the others are made from these: half of one title and half of another, sentences of either abstract in turn.`,
    "The store is the embedded one. Whoever asks shares the machine with the server.",
    "",
    "| what | asked | measured | |",
    "| --- | --- | --- | --- |",
    row(
      "`papertape ingest` from JSON lines, with indexing",
      "1,500 papers/s",
      `${site.ingestedPerSecond.toFixed(0)} papers/s`,
      site.ingestedPerSecond >= 1_500,
    ),
    row("start to the first page", "3 s", starts.map((seconds) => `${seconds.toFixed(1)} s`).join(", "), slowest < 3),
    row("`/api/search`", "p50 15, p95 40 ms", both(site.search), site.search.p50 < 15 && site.search.p95 < 40),
    row("`/search`, with facets, as a page", "", both(site.searchPage), null),
    row("the page of a day", "p95 15 ms", both(site.day), site.day.p95 < 15),
    row("`/`", "", both(site.home), null),
    row(
      `${crowd.readers} readers at once, \`/api/search\``,
      "no error",
      `${crowd.errors} errors in ${crowd.requests.toLocaleString("en")} requests, ${crowd.perSecond.toFixed(0)} a second`,
      crowd.errors === 0,
    ),
    row("memory of the server at the end", "", `${(site.memory / 1e6).toFixed(0)} MB`, null),
    "",
  ];
}

interface Circumstances {
  readonly command: string;
  readonly commit: string;
  readonly versions: string;
}

export function page(
  { outcomes, site }: { readonly outcomes: readonly Outcome[]; readonly site: SiteMeasured | null },
  { command, commit, versions }: Circumstances,
): string {
  return [
    "# Performance of the library",
    "",
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}, at ${commit}. ${cpus()[0]?.model.trim()}, ${cpus().length} cores, ` +
      `${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${system()} ${release()}, Node ${process.versions.node}; ${versions}. ` +
      `Load average of the last minute at the end: ${loadavg()[0].toFixed(1)}; above ${cpus().length}, other programs kept the machine busy, and the times are too long.`,
    "",
    ...(site ? siteTable(site) : []),
    "## Search beside other libraries",
    "",
    "Each library has a process of its own and takes in the same documents. A query of papertape's is a whole page of twenty results,",
    "with the papers, excerpts and marks from the embedded database, and its memory includes that database; a peer's query is a list of",
    "twenty ids from memory. Peers are used as their manuals begin, with any word of a query and titles at 2.5 times the weight, as in ours;",
    "a stop list or another stemmer would change what they find. Quality is exact on any machine. Nothing of this part goes through HTTP.",
    "",
    ...outcomes.flatMap(table),
    ...(outcomes.length > 0 ? fusionTable(outcomes) : []),
  ].join("\n");
}

const forYouTitle = "## A reader's own order";

/** What replaying simulated readers gave. */
export function forYouSection(rows: readonly ForYouRow[], written: string): string {
  const three = (value: number) => value.toFixed(3);
  return [
    forYouTitle,
    "",
    written,
    "",
    "`src/library/for-you` on the words of the index, and no vectors of an encoder. Simulated readers like a category that authors gave to",
    "their papers, or a circle of people who write together; neither is in the texts that the order reads. A reader has voted for the latest",
    "papers that fit, one vote in ten being for any paper, and said of a third as many that they are not for them; the next 300 papers are",
    "ordered. nDCG@10, the mean over the readers; what is most voted is decided by 300 other readers. Gain: over the better of the other two,",
    "with a 95 % interval over readers (bootstrap). The rarity of words is that of the whole collection.",
    "",
    "| readers | votes | for you | newest first | most voted | gain |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...rows.map(
      ({ kind, readers, votes, forYou, newest, mostVoted, gain: { value, interval } }) =>
        `| ${readers} by ${kind} | ${[votes, three(forYou), three(newest), three(mostVoted)].join(" | ")} | ${three(value)} (${interval.map(three).join(" to ")}) |`,
    ),
    "",
  ].join("\n");
}

/** That section of a page; empty where there is none. */
export function forYouIn(text: string): string {
  const start = text.indexOf(forYouTitle);
  if (start < 0) return "";
  const end = text.indexOf("\n## ", start);
  return end < 0 ? text.slice(start) : text.slice(start, end + 1);
}

/** The page with that section in place of its own, or at its end. */
export const withForYou = (text: string, section: string): string => {
  if (section === "") return text;
  const old = forYouIn(text);
  return old === "" ? `${text.trimEnd()}\n\n${section}` : text.replace(old, () => section);
};
