/** The file of results that ships with a paper, and leaves in a bundle: one point or measurement per line, so that a diff can be read. */
import type { Registration, RunRecord } from "#lab/kit/index";

export interface Results {
  readonly registration: Registration;
  readonly runs: readonly RunRecord[];
}

/** Same record, same bytes. */
export function formatResults({ registration, runs }: Results): string {
  return `{ "registration": ${JSON.stringify(registration)},\n"runs": [\n${runs.map(formatRun).join(",\n")}\n] }\n`;
}

function formatRun({ points, measurements, ...facts }: RunRecord): string {
  const fields = Object.entries(facts).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const rows = (name: string, values: readonly unknown[]) =>
    `  ${JSON.stringify(name)}: [${values.map((value) => `\n    ${JSON.stringify(value)}`).join(",")}${values.length > 0 ? "\n  " : ""}]`;
  return ` {\n${[...fields, rows("measurements", measurements), rows("points", points)].join(",\n")}\n }`;
}
