/** How strongly a re-ranker is pulled to the first ranking, and whether it can still put the right candidate first. */
import { explore, inWords } from "#lab/kit/index";
import { freeLogits, largestPull, scores } from "./free-logits.ts";
import paper from "./paper.ts";

const candidate = { label: "Candidate, in the order of the first stage" } as const;

export default explore(paper, {
  intro:
    "Eight candidates have scores from the first stage, and one of them is right. A re-ranker that could give any logits at all would end where the loss is smallest: pull it harder, and see from where on it changes nothing.",
  inputs: {
    pull: { kind: "number", label: "Pull to the first ranking, λ", min: 0.05, max: 1.25, step: 0.05, default: 0.5 },
    right: { kind: "number", label: "Place of the right candidate", min: 1, max: 8, step: 1, default: 3 },
  },
  charts: {
    "Logits at the smallest loss": {
      x: candidate,
      y: { label: "Logit" },
      caption:
        "The norm of the loss is not squared: from some pull on, its corner holds all logits on the scores exactly, whatever the labels say.",
    },
  },
  async compute({ pull, right }) {
    const [logits, limit] = [await freeLogits(right - 1, pull), await largestPull(right - 1)];
    const series = { "scores of the first stage": scores, "logits of the re-ranker": logits };
    const points = Object.entries(series).flatMap(([name, values]) =>
      values.map((y, at) => ({ chart: "Logits at the smallest loss" as const, series: name, x: at + 1, y })),
    );
    const rank = logits.filter((logit) => logit >= logits[right - 1]).length;
    const outcome =
      pull >= limit
        ? "nothing moves: the right candidate stays"
        : `the right candidate rises by ${inWords(logits[right - 1] - scores[right - 1])} and is`;
    return {
      points,
      statement: `At a pull of ${pull}, ${outcome} on rank ${rank}. From a pull of ${inWords(limit)} on, such a re-ranker is the first ranking itself; the paper's own pull is 1, and real re-rankers move only because they cannot fit the scores exactly.`,
    };
  },
});
