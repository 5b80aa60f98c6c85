/** How much is won by more answers, more verifiers, and lost where verifiers err together. */
import { random } from "#engine";
import { explore, inWords } from "#lab/kit/index";
import { drawBench, drawVerifiers } from "./experiment/bench.ts";
import { comparable, kept, marginals, only, posteriors, select, tripletRates, votesOf } from "./method.ts";
import paper from "./paper.ts";

const [queries, most] = [120, 32];

export default explore(paper, {
  intro:
    "A model answers each of 120 questions many times, and about half of its answers are right. Weak verifiers vote; nobody knows how good each of them is, but their agreement tells. It also misleads, where they make the same mistakes.",
  inputs: {
    verifiers: { kind: "number", label: "Verifiers", min: 3, max: 30, step: 1, default: 20 },
    together: {
      kind: "number",
      label: "Noise that the first eight share",
      min: 0,
      max: 0.9,
      step: 0.1,
      default: 0,
    },
  },
  charts: {
    Selection: {
      x: { label: "Answers to choose from", scale: "log" },
      y: { label: "Questions with a right answer picked", unit: "%" },
      caption: "The oracle picks a right answer wherever there is one.",
    },
  },
  compute({ verifiers, together }) {
    const stream = random(1).stream("try");
    const shape = { queries, candidates: most, together };
    const { truth, scores } = drawBench(stream, drawVerifiers(stream, verifiers), shape);
    const prior = truth.reduce((sum, y) => sum + y, 0) / truth.length;
    const columns = scores.map(comparable);
    const all = votesOf(columns, 0.5);
    const votes = only(all, kept(marginals(all), "all", prior));
    const average = Float64Array.from(truth, (_, row) => columns.reduce((sum, column) => sum + column[row], 0));
    const merits: Record<string, ArrayLike<number>> = {
      oracle: truth,
      Weaver: posteriors(votes, tripletRates(votes, prior), prior),
      "plain average": average,
      "first answer": new Uint8Array(truth.length),
    };
    const accuracy = (name: string, of: number) =>
      (100 * select(merits[name], most, of).reduce((sum, row) => sum + truth[row], 0)) / queries;
    const points = Object.keys(merits).flatMap((series) =>
      [1, 2, 4, 8, 16, 32].map((x) => ({ chart: "Selection" as const, series, x, y: accuracy(series, x) })),
    );
    const said = (name: string) => inWords(accuracy(name, most), 3);
    return {
      points,
      statement: `Of ${most} answers Weaver picks a right one for ${said("Weaver")} % of the questions, a plain average for ${said("plain average")} %, the first answer is right for ${said("first answer")} %. It uses ${votes.verifiers} of ${verifiers} verifiers.`,
    };
  },
});
