/** One layer that has learned a task and learns a second: what the first one loses, by which features may learn. */
import { explore, inWords } from "#lab/kit/index";
import paper from "./paper.ts";
import { features, learnSecond, masks, type Which } from "./two-tasks.ts";

const names = ["first task", "second task"];

export default explore(paper, {
  intro:
    "A layer of twenty features has learned one task and now learns a second. Let fewer features learn, choose others, or make the two tasks alike, and see what the first task loses for what the second one gains.",
  inputs: {
    share: { kind: "number", label: "Features that learn", unit: "%", min: 10, max: 100, step: 10, default: 30 },
    mask: { kind: "choice", label: "Which", options: masks, default: "largest" },
    likeness: { kind: "number", label: "Likeness of the inputs", min: 0, max: 1, step: 0.1, default: 0.3 },
  },
  charts: {
    "While the second task is learned": {
      x: { label: "Update" },
      y: { label: "Loss" },
      caption: "The first task has been learned with all features.",
    },
    "Output magnitudes": {
      x: { label: "Feature" },
      y: { label: "Share of all magnitudes" },
      mark: "dots",
      caption: "Before the second task. The features that learn in its first update are marked at the bottom.",
    },
  },
  async compute({ share, mask, likeness }) {
    const { losses, shares, learns } = await learnSecond({ learning: share / 100, which: mask as Which, likeness });
    const points = [
      ...losses.flatMap((pair, x) =>
        pair.map((y, at) => ({ chart: "While the second task is learned" as const, series: names[at], x, y })),
      ),
      ...shares.flatMap((values, at) =>
        values.map((y, x) => ({ chart: "Output magnitudes" as const, series: names[at], x: x + 1, y })),
      ),
      ...learns.flatMap((one, x) =>
        one ? [{ chart: "Output magnitudes" as const, series: "learns", x: x + 1, y: 0 }] : [],
      ),
    ];
    const count = learns.filter(Boolean).length;
    const [before, after] = [losses[0], losses.at(-1)!];
    return {
      points,
      statement: `${count} of ${features} features learn. The second task's loss falls from ${inWords(before[1], 2)} to ${inWords(after[1], 2)}, the first one's goes from ${inWords(before[0], 2)} to ${inWords(after[0], 2)}.`,
    };
  },
});
