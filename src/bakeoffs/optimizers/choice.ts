/** An answer for somebody whose memory is short, made from a run's numbers and no surer than they are. */
import { baselines } from "#lab/training/optimizers/index";
import type { Choice } from "../report.ts";
import type { Spread } from "../spread.ts";
import { listed, signed } from "../words.ts";
import { baseline } from "./arms.ts";
import type { ArmSummary, Summary } from "./summary.ts";

/** With less than half of Adam's state memory is saved in earnest. */
const short = 0.5;
/** With less than a tenth hardly anything is left. */
const shorter = 0.1;

/** The lowest loss among those that keep less than half of what Adam keeps; then among those that keep less than a tenth. */
export function choiceOf({ arms, seeds }: Summary): Choice | null {
  const adam = arms.find(({ name }) => name === baseline);
  if (!adam || seeds < 2) return null;
  const below = (share: number) =>
    arms
      .filter((arm) => arm.stateBytes < share * adam.stateBytes && arm.loss.mean !== null && arm.difference !== null)
      .toSorted((a, b) => a.loss.mean! - b.loss.mean!);
  const [best] = below(short);
  if (!best) return null;
  const [least] = below(shorter);
  const portion = (arm: ArmSummary) => `${((100 * arm.stateBytes) / adam.stateBytes).toFixed(0)} %`;
  const against = (arm: ArmSummary) => `${nats(arm.difference!)}, beside ${baseline}`;
  const sameLoss = below(short).filter((arm) => ["better", "tie"].includes(arm.difference!.standing));
  const one = arms.find(({ name }) => name === baselines.adam.name);
  return {
    question: "Memory is short: which optimizer?",
    answer: [
      `${best.name}. It keeps ${portion(best)} of the state that Adam keeps, and its final loss is ${sideOf(best)} (${against(best)}).`,
      ...(least && least.id !== best.id
        ? [`With less than a tenth of that state: ${least.name}, ${portion(least)}, ${against(least)}.`]
        : []),
      sameLoss.length > 0
        ? `As low as ${baseline} with less than half of its state: ${listed(sameLoss.map(({ name }) => name))}.`
        : `None with less than half of its state ends as low as ${baseline}.`,
      ...(one?.difference
        ? [
            `How many rates were tuned matters as much as the algorithm: Adam with one rate for everything ends at ${nats(one.difference)}. A comparison with it alone would have credited the others with what their second rate does.`,
          ]
        : []),
    ],
    columns: ["state", "difference", "rates", "update", "step"],
    rows: arms.toSorted((a, b) => (a.loss.mean ?? Infinity) - (b.loss.mean ?? Infinity)).map(({ id }) => id),
  };
}

const sideOf = ({ difference }: ArmSummary): string =>
  ({ better: "lower", worse: "higher", tie: "no different beyond the spread" })[difference!.standing as "tie"];

/** "+0.010 nats per token, 95 % interval ...". */
const nats = ({ mean, interval }: Spread): string =>
  mean === null
    ? "diverged"
    : `${signed(mean, 3)} nats per token${interval ? `, 95 % interval ${signed(interval[0], 3)} to ${signed(interval[1], 3)}` : ""}`;
