/** What other rules would say, to show how much a verdict owes to the rule. None of them decides anything. */
import type { Claim } from "./claim.ts";
import { halfWidth, judge, type Rule, type Sample, type Verdict } from "./verdict.ts";

interface OtherRule {
  /** As a table shows it. */
  readonly name: string;
  /** What it does differently, one sentence. */
  readonly means: string;
  readonly verdict: (claim: Claim, samples: readonly Sample[]) => Verdict | null;
}

const by = (rule: Rule) => (claim: Claim, samples: readonly Sample[]) => judge(claim, samples, rule).verdict;

const ofMean = (effects: readonly number[]) => halfWidth(effects);
/** Half of the interval in which one more seed is expected. */
const ofOneMore = (effects: readonly number[]) => halfWidth(effects) * Math.sqrt(effects.length + 1);

function firstThree(claim: Claim, samples: readonly Sample[]): Verdict | null {
  const seeds = [...new Set(samples.map(({ seed }) => seed))].sort((a, b) => a - b).slice(0, 3);
  return judge(
    claim,
    samples.filter(({ seed }) => seeds.includes(seed)),
  ).verdict;
}

export const otherRules: readonly OtherRule[] = [
  {
    name: "sign only",
    means: "the mean decides, however far the seeds scatter, and nothing is absent",
    verdict: by({ half: () => 0, halfForAbsent: () => Infinity }),
  },
  {
    name: "TOST at 90 %",
    means: "absent by two one-sided tests at 5 %, which is the 90 % interval; the rest as here",
    verdict: by({ half: ofMean, halfForAbsent: (effects) => halfWidth(effects, 0.9) }),
  },
  {
    name: "prediction interval",
    means: "not the mean but one more seed has to lie on one side",
    verdict: by({ half: ofOneMore, halfForAbsent: ofOneMore }),
  },
  { name: "three seeds", means: "the same rule over the first three seeds", verdict: firstThree },
];
