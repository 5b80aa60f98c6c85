/** A run in words and a table: after it was computed, and whenever it is looked up. */
import type { RunClaim, RunPage } from "#library/catalogue";
import { count } from "#library/words/count";
import { formatMoment, formatSeconds, secondsBetween } from "#library/words/time";
import { claimsTable } from "../terminal/claims.ts";
import type { Output } from "../terminal/output.ts";
import type { Cell } from "../terminal/table.ts";
import { printable } from "../terminal/width.ts";

/** @param address of the running server, for a link that opens; null: only the id is given. */
export function describeRun({ record, title, claims, superseded }: RunPage, address: string | null, out: Output): void {
  const seconds = secondsBetween(record.startedAt, record.finishedAt);
  out.line(`${out.paint("bold", printable(title))}`);
  out.line(
    out.paint(
      "dim",
      [
        `${record.preset} preset`,
        record.seeds.length === 1 ? `seed ${record.seeds[0]}` : count(record.seeds.length, "seed"),
        `${record.device}, ${count(record.threads, "thread")}`,
        formatMoment(record.startedAt),
        `${record.state}${seconds === null ? "" : ` after ${formatSeconds(seconds)}`}`,
        ...(superseded ? ["superseded by later results"] : []),
      ]
        .map(printable)
        .join(" · "),
    ),
  );
  out.line(out.paint("dim", printable(`${record.machine.cpu} · ${record.machine.runtime}`)));
  out.line();
  if (claims.length === 0) out.line("Nothing was measured.");
  else out.line(claimsTable(out, claims.map(toRow), "beside the ledger"));
  for (const note of record.notes) out.line(`\nNote: ${printable(note)}`);
  if (record.error !== null) out.line(`\nIt failed: ${printable(record.error)}`);
  out.line();
  out.line(`run ${record.id}`);
  if (address !== null) out.line(`${address}/runs/${record.id}`);
}

const toRow = ({ claim, judgement, agrees }: RunClaim) => ({ claim, judgement, last: beside(agrees) });

function beside(agrees: boolean | null): Cell {
  if (agrees === null) return { text: "nothing to compare with", style: "dim" };
  return agrees ? "agrees" : { text: "differs", style: "yellow" };
}
