/** A report on the terminal: a table, and below it what could not be scored. */
import { shown, type Report } from "#library/evaluate/report";
import { count } from "#library/words/count";
import type { Io } from "../command.ts";
import { table } from "../terminal/table.ts";

/** Problems that are shown; the others are counted. */
const most = 20;

export function printProblems({ problems }: Report, { err }: Pick<Io, "err">): void {
  for (const problem of problems.slice(0, most)) err.line(problem);
  if (problems.length > most) err.line(`and ${count(problems.length - most, "other line")} like these`);
}

export function printReport({ subject, metrics, rows, notes }: Report, { out, err }: Io): void {
  const right = (header: string) => ({ header, align: "right" as const });
  out.line(
    table(
      out,
      [{ header: subject.one }, right("records"), ...Object.values(metrics).map(right)],
      Object.entries(rows).map(([name, { records, values }]) => [
        name,
        String(records),
        ...Object.keys(metrics).map((metric) => shown(values[metric])),
      ]),
      out.columns,
    ),
  );
  for (const note of notes) err.line(`${note}.`);
}
