/** A run of a bake-off in words and a table. */
import type { Bakeoff, BakeoffRun } from "#bakeoffs/bakeoff";
import { filledColumns, headingOf, type Cell } from "#bakeoffs/report";
import { count } from "#library/words/count";
import { formatNumber, formatSpread } from "#library/words/number";
import { formatMoment } from "#library/words/time";
import type { Output } from "../terminal/output.ts";
import { table } from "../terminal/table.ts";
import { printable, wrap } from "../terminal/width.ts";

/** @param address of the running server, for a link that opens; null: only the id is given. */
export function describeBakeoff(bakeoff: Bakeoff, run: BakeoffRun, address: string | null, out: Output): void {
  const all = bakeoff.units(run.preset).length;
  out.line(out.paint("bold", bakeoff.title));
  out.line(
    out.paint(
      "dim",
      [
        `${run.preset} preset`,
        `${run.units.length} of ${count(all, "unit")}`,
        `${run.device}, ${count(run.threads, "thread")}`,
        formatMoment(run.startedAt),
        run.state,
      ].join(" · "),
    ),
  );
  out.line(out.paint("dim", printable(`${run.machine.cpu} · ${run.machine.runtime}`)));
  if (run.units.length > 0) {
    const report = bakeoff.report(run);
    const { choice, rows, reading } = report;
    const shown = filledColumns(report);
    const say = (sentence: string) => {
      for (const line of wrap(sentence, Math.min(100, out.columns ?? 100))) out.line(line);
    };
    if (choice) {
      out.line();
      out.line(out.paint("bold", choice.question));
      for (const sentence of choice.answer) say(sentence);
    }
    out.line();
    out.line(
      table(
        out,
        [{ header: "" }, ...shown.map((column) => ({ header: headingOf(column), align: "right" as const }))],
        rows.map(({ name, cells }) => [name, ...shown.map(({ id }) => cellText(cells[id]))]),
        null,
      ),
    );
    for (const sentence of reading) {
      out.line();
      say(sentence);
    }
  }
  if (run.error !== null) out.line(`\nIt failed: ${printable(run.error)}`);
  out.line();
  out.line(`run ${run.id}`);
  if (address !== null) out.line(`${address}/compare/${run.bakeoff}/runs/${run.id}`);
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  const { value, interval = null, words } = cell;
  const number = value === null ? "" : interval ? formatSpread(value, interval) : formatNumber(value);
  return [number, words].filter(Boolean).join(" ");
}
