/** `papertape show <slug>`: one paper with its claims and what was measured. */
import type { LedgerRow, PaperPage } from "#library/catalogue";
import { reproducedInWords } from "#library/words/claims";
import { count } from "#library/words/count";
import { formatDay, formatEstimate } from "#library/words/time";
import { command } from "../command.ts";
import { unknownPaper } from "../find-paper.ts";
import { readSettings } from "../settings.ts";
import { lookUp } from "../store.ts";
import { claimsTable } from "../terminal/claims.ts";
import type { Output } from "../terminal/output.ts";
import { legend, strip } from "../terminal/strip.ts";
import { printable, wrap } from "../terminal/width.ts";

export default command({
  name: "show",
  details: [
    "The verdicts are those of the ledger: by one rule, over the full results that ship with the paper, or over this installation's own full runs where none shipped.",
  ],
  args: {
    slug: { type: "positional", required: true, description: "the paper's short name, as `papertape papers` lists it" },
    json: { type: "boolean", description: "print JSON, as GET /api/papers/<slug> answers it" },
  },
  examples: [
    { line: "show layer-norm", does: "claims stated beside measured" },
    { line: "show layer-norm --json | jq '.ledger[].judgement.verdict'", does: "for other programs" },
  ],
  async run({ slug, json }, { out }) {
    const paper = await lookUp(readSettings(), `papertape show ${slug}`, async ({ catalogue }) => {
      const found = await catalogue.paper(slug);
      if (found === null) throw unknownPaper(slug, await catalogue.papers());
      return found;
    });
    if (json) return out.json(paper);
    describe(paper, out);
  },
});

function describe(paper: PaperPage, out: Output): void {
  const columns = Math.min(out.columns ?? 80, 80);
  const prose = (text: string) => out.line(wrap(printable(text), columns).join("\n"));
  out.line(`${strip(paper.claims)}  ${out.paint("bold", printable(paper.title))}`);
  out.line(out.paint("dim", wrap(facts(paper).map(printable).join(" · "), columns).join("\n")));
  for (const text of [paper.summary ?? paper.abstract, ...paper.unverified.map((fact) => `Not verified: ${fact}`)])
    if (text) {
      out.line();
      prose(text);
    }
  if (paper.ledger.length > 0) {
    out.line();
    out.line(claimsTable(out, paper.ledger.map(toRow), "runs"));
    out.line();
    prose(`${reproducedInWords(paper)}. ${beyond(paper)}`.trim());
    out.line(legend(out));
  }
  out.line();
  if (paper.experiment === null) return prose("There is no experiment for this paper yet.");
  const { quick, full } = paper.experiment.presets;
  prose(
    `papertape run ${paper.slug} measures ${count(paper.experiment.measures.length, "claim")} in about ` +
      `${formatEstimate(quick.seconds.node)}; with --preset full (${count(full.seeds, "seed")}), ${formatEstimate(full.seconds.node)}.`,
  );
}

function facts(paper: PaperPage): string[] {
  const by = paper.authorCount === null ? paper.organization : count(paper.authorCount, "author");
  return [
    paper.published === null ? null : day(paper.published),
    by,
    paper.source && `${paper.source.name} ${paper.source.id}`,
    ...paper.topics.map(({ name }) => name),
    paper.comments > 0 ? count(paper.comments, "comment") : null,
  ].filter((fact) => fact !== null);
}

/** A source may know only the month or the year. */
const day = (date: string): string => (date.length === 10 ? formatDay(date) : date);

const toRow = ({ claim, judgement, runs }: LedgerRow) => ({
  claim,
  judgement,
  last: runs === 0 ? "" : count(runs, "run"),
});

/** Why some claims cannot be measured here, each reason once. */
function beyond({ ledger }: PaperPage): string {
  const reasons = ledger.flatMap(({ claim }) => (claim.outOfScope ? [claim.outOfScope.why] : []));
  return [...new Set(reasons)]
    .map((why) => {
      const claims = reasons.filter((reason) => reason === why).length;
      return `${count(claims, "claim")} ${claims === 1 ? "is" : "are"} out of reach here: ${why}.`;
    })
    .join(" ");
}
