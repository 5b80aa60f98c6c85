/**
 * `codecheck.yml` as CODECHECK's configuration 2.0 has it (https://codecheck.org.uk/spec/config/2.0/): everything that a program
 * knows. Who checked, under which certificate, and the ORCIDs of authors are for a person to add, and are left out until then:
 * a value that stands for nothing would be taken for one.
 */
import { count } from "../words/count.ts";
import type { Bundle } from "./bundle.ts";
import { bundleNames } from "./files.ts";

/** A text as YAML has it: of the ways to quote one, that of JSON. */
const quoted = (text: string): string => JSON.stringify(text.replace(/\s+/g, " ").trim());

export function codecheckYml({ version, paper, claims, results }: Bundle): string {
  const { title, authors, code } = paper;
  const reference = referenceOf(paper);
  const ended = results.runs.map(({ finishedAt, startedAt }) => finishedAt ?? startedAt).sort();
  const seeds = new Set(results.runs.flatMap((run) => run.seeds)).size;
  const tell = (verdict: string) => claims.filter(({ judgement }) => judgement.verdict === verdict).length;
  const verdicts = ["matches", "holds", "absent", "inconclusive", "contradicted", "beyond"]
    .filter((verdict) => tell(verdict) > 0)
    .map((verdict) => `${tell(verdict)} ${verdict}`);
  const lines = [
    "---",
    "# Written by papertape. For a certificate, a person adds: codechecker (name, ORCID), certificate, report,",
    "# and the ORCID of each author. This file is not among those that SHA256SUMS lists.",
    "version: https://codecheck.org.uk/spec/config/2.0/",
    "paper:",
    `  title: ${quoted(title)}`,
    ...(authors.length === 0 ? [] : ["  authors:", ...authors.map((name) => `    - name: ${quoted(name)}`)]),
    ...(reference === null ? [] : [`  reference: ${quoted(reference)}`]),
    "manifest:",
    `  - file: ${bundleNames.logbook}`,
    `    comment: ${quoted("Claims, plan, seeds, values, verdicts, and how to verify them")}`,
    `  - file: ${bundleNames.results}`,
    `    comment: ${quoted("What was registered before the experiment ran, and every number that it measured")}`,
    `  - file: ${bundleNames.ledger}`,
    `    comment: ${quoted("The verdicts, as a program reads them")}`,
    `summary: ${quoted(
      `${count(claims.length, "claim")}, measured again by a new implementation with ${count(seeds, "seed")}: ${verdicts.join(", ")}. ` +
        `The verdicts were computed by papertape ${version} under the rule and the plan that were registered before; nobody judged them by hand.`,
    )}`,
    ...(code === null ? [] : ["reference-other:", `  - ${quoted(code)}`]),
    // UTC, as all times here are.
    `check_time: ${quoted(ended.at(-1)!.slice(0, 19).replace("T", " "))}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The paper's DOI as an address where it has one: arXiv gives its papers one each. */
function referenceOf({ source }: Bundle["paper"]): string | null {
  if (source === null) return null;
  if (source.name === "arXiv") return `https://doi.org/10.48550/arXiv.${source.id}`;
  return source.name === "DOI" ? `https://doi.org/${source.id}` : source.url;
}
