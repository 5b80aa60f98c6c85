/** The table of a paper's README: which rows it should have, and which it has. */
import { judge, type Claim, type Judgement, type Measurement } from "#lab/kit/index";

/** What stands in a README whose paper has no results yet. */
export const notRecorded = "Not recorded yet.";

/** What stands in a README whose results were made under another plan than today's. */
export const olderPlan = "Recorded under an older plan.";

export interface ReadmeRow {
  readonly claim: string;
  /** "Reproduced" or "Not reproduced". */
  readonly heading: string;
  /** Mean, interval, verdict. */
  readonly cells: readonly string[];
}

/** Three digits; what is only rounding is said by its order. */
const shown = (value: number | null) => {
  if (value === null) return "diverged";
  return value === 0 ? "0" : Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toPrecision(3);
};

const cellsOf = ({ mean, interval, verdict, proxy }: Judgement): string[] => [
  shown(mean),
  interval === null ? "diverged" : interval.map(shown).join(" to "),
  proxy ? `${verdict} (proxy)` : String(verdict),
];

/** The rows that the measurements ask for, one for each of these claims that was measured. */
export const expectedRows = (
  claims: Readonly<Record<string, Claim>>,
  measures: readonly string[],
  measurements: readonly Measurement[],
): ReadmeRow[] =>
  measures.flatMap((id) => {
    const values = measurements.filter(({ claim }) => claim === id);
    if (values.length === 0) return [];
    const judgement = judge(claims[id], values);
    const confirmed = judgement.verdict === "matches" || judgement.verdict === "holds";
    return [{ claim: id, heading: confirmed ? "Reproduced" : "Not reproduced", cells: cellsOf(judgement) }];
  });

/** The rows that a README has for these claims. */
export function foundRows(readme: string, measures: readonly string[]): ReadmeRow[] {
  const known = new Set(measures);
  return readme.split("\n## ").flatMap((section) => {
    const lines = section.split("\n");
    return lines
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .filter(([, claim]) => known.has(claim))
      .map(([, claim, ...cells]) => ({ claim, heading: lines[0], cells: cells.slice(0, 3) }));
  });
}

/** What to change in a README, ready to be copied: the rows as they should be, under their headings. Empty: nothing. */
export function rowsToMend(expected: readonly ReadmeRow[], found: readonly ReadmeRow[]): string[] {
  const same = (a: ReadmeRow, b: ReadmeRow) => JSON.stringify(a) === JSON.stringify(b);
  const mended = expected.filter((row) => {
    const those = found.filter(({ claim }) => claim === row.claim);
    return those.length !== 1 || !same(those[0], row);
  });
  return ["Reproduced", "Not reproduced"].flatMap((heading) => {
    const rows = mended.filter((row) => row.heading === heading);
    return rows.length === 0
      ? []
      : [`## ${heading}`, ...rows.map(({ claim, cells }) => `| ${claim} | ${cells.join(" | ")} |`)];
  });
}
