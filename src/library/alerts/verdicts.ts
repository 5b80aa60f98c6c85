/** Finds verdicts that have changed since they were last looked at, and writes each change down once. */
import { eq, sql } from "drizzle-orm";
import type { Verdict } from "#lab/kit/index";
import { judgeEvidence } from "../ledger/ledger.ts";
import { groundSamples } from "../ledger/samples.ts";
import { claimsByPaper } from "../papers/summaries.ts";
import { claims, claimVerdicts } from "../schema/index.ts";
import { jsonOf } from "../store/json-rows.ts";
import type { Db } from "../store/database.ts";
import { rowsOf } from "../store/rows.ts";
import { recordEvents } from "./events.ts";

interface Seen {
  readonly paper: number;
  readonly claim: string;
  readonly verdict: Verdict | null;
}

/**
 * A claim that is looked at for the first time has a verdict, and no change of it. Of several processes that see the same change, one
 * writes it: whoever still finds the verdict that both have read.
 * @param ids papers; default: all that claim something.
 * @returns how many verdicts have changed.
 */
export async function noteVerdicts(db: Db, ids?: readonly number[]): Promise<number> {
  const wanted = ids ?? (await claimingPapers(db));
  if (wanted.length === 0) return 0;
  const before = await rowsOf<Seen>(
    db,
    sql`select paper_id as paper, claim, verdict from ${claimVerdicts}
        where paper_id in (select json_array_elements_text(${jsonOf(wanted)})::integer)`,
  );
  const known = new Map(before.map(({ paper, claim, verdict }) => [`${paper} ${claim}`, verdict]));
  const [claimsOf, samples] = [await claimsByPaper(db, wanted), await groundSamples(db, wanted)];
  const now = [...claimsOf].flatMap(([paper, all]) =>
    all.map(({ id, claim }) => ({
      paper,
      claim: id,
      statement: claim.statement,
      verdict: judgeEvidence(claim, samples.get(paper)?.get(id) ?? []).judgement.verdict,
      before: known.get(`${paper} ${id}`),
    })),
  );
  const first = now.filter((one) => one.before === undefined);
  const changed = now.filter((one) => one.before !== undefined && one.before !== one.verdict);
  if (first.length + changed.length === 0) return 0;
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into ${claimVerdicts} (paper_id, claim, verdict)
      select paper, claim, verdict from json_to_recordset(${jsonOf(first)}) as new (paper integer, claim text, verdict text)
      on conflict do nothing`);
    const written = await rowsOf<{ paper: number; claim: string; changes: number }>(
      tx,
      sql`
        update ${claimVerdicts} as stored set verdict = new.verdict, changes = changes + 1
        from json_to_recordset(${jsonOf(changed)}) as new (paper integer, claim text, verdict text, before text)
        where stored.paper_id = new.paper and stored.claim = new.claim and stored.verdict is not distinct from new.before
        returning stored.paper_id as paper, stored.claim, changes`,
    );
    const counts = new Map(written.map(({ paper, claim, changes }) => [`${paper} ${claim}`, changes]));
    const events = changed.flatMap(({ paper, claim, statement, before, verdict }) => {
      const count = counts.get(`${paper} ${claim}`);
      if (count === undefined) return [];
      const details = { claim, statement, before: before!, after: verdict };
      return [{ paper, kind: "verdict" as const, key: `${claim} ${count}`, details }];
    });
    await recordEvents(tx, events);
    return events.length;
  });
}

async function claimingPapers(db: Db): Promise<number[]> {
  const rows = await db.selectDistinct({ id: claims.paperId }).from(claims).where(eq(claims.retired, false));
  return rows.map(({ id }) => id);
}
