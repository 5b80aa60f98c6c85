/** How coverage grows with the versions of a schema. */
import type { LabEvent } from "#lab/kit/index";
import { apply, portfolio, type Schema } from "../agents/schema.ts";
import type { Decision } from "../method.ts";
import { coverageOf, type Corpus } from "./corpus.ts";
import type { TaserLab } from "./settings.ts";

/** What each change of the schema brought, as if it had been asked after it. */
export function* timeline(
  lab: TaserLab,
  corpus: Corpus,
  decisions: readonly Decision[],
): Generator<LabEvent, void, void> {
  const used = decisions.filter(({ outcome }) => outcome === "used").sort((a, b) => a.version - b.version);
  let schema: Schema = portfolio;
  let before = 0;
  const steps: { said: string; gained: number }[] = [];
  for (const { proposal } of [null, ...used].map((one) => one ?? { proposal: null })) {
    if (proposal) schema = apply(schema, proposal.change);
    const { right, all } = coverageOf(schema, corpus);
    const coverage = (100 * right) / Math.max(1, all);
    yield lab.point("Coverage by version", { series: `the loop`, x: schema.version, y: coverage });
    if (proposal)
      steps.push({
        said: `${proposal.change.value} (${proposal.change.op} ${proposal.change.field})`,
        gained: coverage - before,
      });
    before = coverage;
  }
  const [first, second, third] = steps.sort((a, b) => b.gained - a.gained);
  yield lab.note(
    `largest steps: ${[first, second, third].flatMap((one) => (one ? [`${one.said} ${one.gained.toFixed(1)} points`] : [])).join(", ")}`,
  );
}
