/** How much the ledger owes to its rule: how many of its verdicts other rules would change. */
import { asc, eq } from "drizzle-orm";
import { judge, type Verdict } from "#lab/kit/index";
import { otherRules } from "#lab/kit/other-rules";
import { claims } from "../schema/index.ts";
import type { Db } from "../store/database.ts";
import { groundSamples } from "./samples.ts";
import { evidenceOfClaim } from "./ledger.ts";

export interface RuleComparison {
  /** Verdicts of the ledger that stand on measurements. */
  readonly verdicts: number;
  readonly rules: readonly {
    readonly name: string;
    readonly means: string;
    /** Verdicts that the rule changes. */
    readonly changed: number;
    /** Which into which, most frequent first. */
    readonly changes: readonly { readonly from: Verdict; readonly to: Verdict | null; readonly count: number }[];
  }[];
}

/** Over all claims of all papers, from the samples on which the ledger's verdicts stand. */
export async function compareRules(db: Db): Promise<RuleComparison> {
  const rows = await db
    .select({ paper: claims.paperId, id: claims.id, claim: claims.definition })
    .from(claims)
    .where(eq(claims.retired, false))
    .orderBy(asc(claims.paperId), asc(claims.position));
  const samples = await groundSamples(db, [...new Set(rows.map(({ paper }) => paper))]);
  const judged = rows.flatMap(({ paper, id, claim }) => {
    const { values } = evidenceOfClaim(samples.get(paper)?.get(id) ?? []);
    const { verdict } = judge(claim, values);
    return values.length === 0 || verdict === null ? [] : [{ claim, values, verdict }];
  });
  const rules = otherRules.map(({ name, means, verdict: verdictOf }) => {
    const counts = new Map<string, { from: Verdict; to: Verdict | null; count: number }>();
    for (const { claim, values, verdict: from } of judged) {
      const to = verdictOf(claim, values);
      if (to === from) continue;
      const key = `${from} ${to}`;
      counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    const changes = [...counts.values()].sort((a, b) => b.count - a.count);
    return { name, means, changed: changes.reduce((sum, { count }) => sum + count, 0), changes };
  });
  return { verdicts: judged.length, rules };
}
