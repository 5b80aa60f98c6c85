/** `papertape papers`: the shelf as a table. */
import type { PaperSummary } from "#library/catalogue";
import { count } from "#library/words/count";
import { formatEstimate } from "#library/words/time";
import { command } from "../command.ts";
import { UnknownName } from "../failure.ts";
import { readCount } from "../read-count.ts";
import { readSettings } from "../settings.ts";
import { lookUp } from "../store.ts";
import { legend, strip } from "../terminal/strip.ts";
import { table } from "../terminal/table.ts";

/** What the library gives at once, unless asked for more; and what it gives at most. */
const [usual, most] = [100, 1000];

export default command({
  name: "papers",
  details: [
    "One line per paper, newest first. The strip has one sign per claim, by its verdict; papers that can be run say how long that takes here.",
  ],
  args: {
    topic: { type: "string", valueHint: "slug", description: "only papers of this topic" },
    limit: { type: "string", valueHint: "n", description: `how many, up to ${most} (default: ${usual})` },
    json: { type: "boolean", description: "print JSON, as GET /api/papers answers it" },
  },
  examples: [
    { line: "papers", does: "the whole shelf" },
    { line: "papers --topic attention", does: "one topic" },
    { line: "papers --limit 1000", does: "more than the newest hundred" },
    { line: "papers --json | jq '.[].slug'", does: "for other programs" },
  ],
  async run({ topic, limit, json }, { out, err }) {
    const wanted = limit === undefined ? undefined : readCount("--limit", limit, most);
    const papers = await lookUp(readSettings(), "papertape papers", async ({ catalogue }) => {
      const found = await catalogue.papers({ topic, limit: wanted });
      if (found.length === 0 && topic !== undefined) throw await unknownTopic(topic, await catalogue.papers());
      return found;
    });
    if (json) return out.json(papers);
    out.line(
      table(
        out,
        [
          { header: "claims" },
          { header: "paper" },
          { header: "hold", align: "right" },
          { header: "published" },
          { header: "experiment" },
          { header: "title", narrow: "cut" },
        ],
        papers.map((paper) => [
          strip(paper.claims),
          { text: paper.slug, style: "bold" },
          held(paper),
          paper.published ?? "",
          experiment(paper),
          paper.title,
        ]),
        out.columns,
      ),
    );
    const all = papers.length < (wanted ?? usual);
    err.line(`\n${all ? "" : "The newest "}${count(papers.length, "paper")}. ${legend(err)}`);
    if (!all) err.line(`More: papertape papers --limit ${most}, or papertape search.`);
  },
});

/** "3 of 5", with stand-ins counted apart: "3 + 1 of 5"; nothing where nothing was measured. */
function held({ claims, reproduced: { direct, proxy, total } }: PaperSummary): string {
  if (claims.every(({ verdict }) => verdict === null || verdict === "beyond")) return "";
  return `${direct}${proxy > 0 ? ` + ${proxy}` : ""} of ${total}`;
}

const experiment = ({ experiment }: PaperSummary): string =>
  experiment ? `runs, ${formatEstimate(experiment.presets.quick.seconds.node)}` : "";

async function unknownTopic(topic: string, papers: readonly PaperSummary[]): Promise<UnknownName> {
  const { nearest } = await import("#library/words/nearest");
  const topics = [...new Map(papers.flatMap(({ topics }) => topics).map((each) => [each.slug, each])).values()];
  const near = nearest(topic, topics, ({ slug, name }) => [slug, name]);
  const list = (near.length > 0 ? near : topics).map(({ slug }) => slug).sort();
  return new UnknownName(
    `no paper has the topic ${JSON.stringify(topic)}; there ${near.length > 0 ? "is" : "are"} ${list.join(", ")}`,
  );
}
