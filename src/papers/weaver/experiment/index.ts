/** Measures how well answers are picked by weak verifiers: without labels, with labels, by a plain average, and by a student of all of them. */
import { random } from "#engine";
import { experiment, type LabEvent } from "#lab/kit/index";
import paper from "../paper.ts";
import {
  comparable,
  emRates,
  kept,
  marginals,
  only,
  posteriors,
  select,
  supervisedRates,
  tripletRates,
  votesOf,
  type Votes,
} from "../method.ts";
import { constantVerdicts, drawBench, drawVerifiers, type Bench } from "./bench.ts";
import { distill } from "./distill.ts";
import { logisticRegression } from "./supervised.ts";
import type { ChartName, Settings, WeaverLab } from "./settings.ts";

const together = { independent: 0, dependent: 0.8 } as const;

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 20,
    why: "Cheap, and twenty make the interval of every claim, by the pilot, narrower than what would matter but for the plain average, whose distance varies most.",
    pilot: {
      "beats-pass1": 1.6,
      "weighted-beats-unweighted": 3.8,
      "ws-close-to-supervised": 1.1,
      "ws-close-to-supervised-dependent": 4.4,
      "filtering-needed": 0.23,
      "comparable-needed": 0.73,
      "distilled-retains": 1.7,
    },
    arms: [
      "Weaver",
      "Weaver by EM",
      "true rates",
      "labels",
      "plain average",
      "best verifier",
      "first answer",
      "oracle",
    ],
    steps: { student: 400 },
    tuning:
      "Nothing is tuned: threshold .5 after min-max, filter between .1 and .9, the share of right answers as given.",
  },
  charts: {
    Selection: {
      x: { label: "Answers to choose from", scale: "log" },
      y: { label: "Queries with a right answer picked", unit: "%" },
      caption:
        "Verifiers err independently. What is left between a curve and the oracle is the gap that a better verifier could close.",
    },
    "Selection, dependent verifiers": {
      x: { label: "Answers to choose from", scale: "log" },
      y: { label: "Queries with a right answer picked", unit: "%" },
      caption: "Eight verifiers share most of their noise: they agree with each other more than their skill explains.",
    },
    "Accuracies of verifiers": {
      x: { label: "True rate for right answers minus rate for wrong ones" },
      y: { label: "Estimated without labels" },
      mark: "dots",
      caption: "On a line from corner to corner every estimate would be right; dependence lifts those who agree.",
    },
  },
  presets: {
    quick: {
      seeds: 2,
      seconds: { node: 12, browser: 30 },
      queries: 200,
      candidates: 32,
      verifiers: 20,
      taught: 150,
      steps: 200,
    },
    full: {
      seeds: 20,
      seconds: { node: 240, browser: 600 },
      queries: 500,
      candidates: 32,
      verifiers: 20,
      taught: 400,
      steps: 400,
    },
  },
  smoke: { seeds: 1, seconds: { node: 2, browser: 4 }, queries: 12, candidates: 4, verifiers: 9, taught: 20, steps: 3 },
  measures: [
    "beats-pass1",
    "weighted-beats-unweighted",
    "ws-close-to-supervised",
    "ws-close-to-supervised-dependent",
    "filtering-needed",
    "comparable-needed",
    "distilled-retains",
    "distilled-compute",
  ],
  datasets: [],
  async *run(lab, settings) {
    const independent = yield* simulate(lab, settings, "independent");
    yield lab.measure("beats-pass1", independent.weaver - independent.first);
    yield lab.measure("weighted-beats-unweighted", independent.labels - independent.plain);
    yield lab.measure("ws-close-to-supervised", independent.labels - independent.weaver);
    yield lab.measure("filtering-needed", independent.prepared - independent.unfiltered);
    yield lab.measure("comparable-needed", independent.prepared - independent.raw);
    const dependent = yield* simulate(lab, settings, "dependent");
    yield lab.measure("ws-close-to-supervised-dependent", dependent.labels - dependent.weaver);
    yield lab.progress(0.7, "distillation");
    const { weaver, student, oracle, ...operations } = await distill(lab, settings);
    yield lab.measure("distilled-retains", (100 * student) / weaver);
    yield lab.measure("distilled-compute", 100 * (1 - operations.studentOperations / operations.verifierOperations));
    yield lab.note(
      `second bench: Weaver ${(100 * weaver).toFixed(1)} %, student ${(100 * student).toFixed(1)} %, oracle ${(100 * oracle).toFixed(1)} %; ${operations.verifierOperations} operations an answer against ${operations.studentOperations}`,
    );
  },
});

/** Selection accuracies in %, at all candidates. */
async function* simulate(
  lab: WeaverLab,
  { queries, candidates, verifiers }: Settings,
  kind: keyof typeof together,
): AsyncGenerator<
  LabEvent,
  Record<"weaver" | "first" | "labels" | "plain" | "prepared" | "unfiltered" | "raw", number>,
  void
> {
  yield lab.progress(kind === "independent" ? 0 : 0.35, `${kind} verifiers`);
  const stream = random(lab.seed).stream(kind);
  const drawn = drawVerifiers(stream, verifiers);
  const shape = { queries, candidates, together: together[kind] };
  const [bench, labelled] = [drawBench(stream, drawn, shape), drawBench(stream, drawn, shape)];
  const { truth } = bench;
  const prior = truth.reduce((sum, y) => sum + y, 0) / truth.length;
  const columns = bench.scores.map(comparable);
  const all = votesOf(columns, 0.5);
  const some = kept(marginals(all), "all", prior);
  const votes = only(all, some);
  const rates = tripletRates(votes, prior);
  yield lab.progress(kind === "independent" ? 0.1 : 0.45, `${kind} verifiers: baselines`);
  const weights = logisticRegression(labelled.scores.map(comparable), labelled.truth);
  const merits = {
    oracle: truth,
    labels: sums(columns, weights),
    Weaver: posteriors(votes, rates, prior),
    "Weaver by EM": posteriors(votes, emRates(votes, prior), prior),
    "plain average": sums(
      columns,
      columns.map(() => 1),
    ),
    "first answer": new Uint8Array(truth.length),
  };
  const accuracy = (merit: ArrayLike<number>, of = candidates) => {
    const picks = select(merit, candidates, of);
    return (100 * picks.reduce((sum, row) => sum + truth[row], 0)) / picks.length;
  };
  const best = Math.max(...columns.map((column) => accuracy(column)));
  const chart = kind === "independent" ? "Selection" : "Selection, dependent verifiers";
  for (const [series, merit] of Object.entries(merits))
    for (let of = 1; of <= candidates; of *= 2) yield lab.point(chart, { series, x: of, y: accuracy(merit, of) });
  const exact = supervisedRates(votes, truth);
  for (const [at] of some.entries()) {
    const x = exact.tpr[at] - exact.fpr[at];
    yield lab.point("Accuracies of verifiers", { series: kind, x, y: rates.tpr[at] - rates.fpr[at] });
  }
  const known = accuracy(posteriors(votes, exact, prior));
  yield lab.note(
    `${kind}: ` +
      Object.entries(merits)
        .map(([name, merit]) => `${name} ${accuracy(merit).toFixed(1)}`)
        .join(", ") +
      `, true rates ${known.toFixed(1)}, best verifier ${best.toFixed(1)} %`,
  );
  const half = accuracy(posteriors(votes, tripletRates(votes, 0.5), 0.5));
  yield lab.note(
    `${kind}: ${half.toFixed(1)} % with one half for the share of right answers, which is ${prior.toFixed(2)}`,
  );
  const preparation = withConstant(bench, stream, prior, accuracy);
  yield lab.note(
    `${kind}, with six verifiers that say nothing: ${preparation.prepared.toFixed(1)} % comparable and filtered, ${preparation.unfiltered.toFixed(1)} % comparable only, ${preparation.raw.toFixed(1)} % filtered only`,
  );
  return {
    weaver: accuracy(merits.Weaver),
    first: accuracy(merits["first answer"]),
    labels: accuracy(merits.labels),
    plain: accuracy(merits["plain average"]),
    ...preparation,
  };
}

/** Six more verifiers that say nothing: with both steps of preparation, and without the one or the other. */
function withConstant(
  bench: Bench,
  stream: Parameters<typeof drawBench>[0],
  prior: number,
  accuracy: (merit: ArrayLike<number>) => number,
): { prepared: number; raw: number; unfiltered: number } {
  const rows = bench.truth.length;
  const added = Array.from({ length: 6 }, (_, at) => constantVerdicts(stream, rows, at));
  const scores = [...bench.scores, ...added];
  const picked = (votes: Votes) => accuracy(posteriors(votes, tripletRates(votes, prior), prior));
  const filtered = (votes: Votes) => only(votes, kept(marginals(votes), "all", prior));
  const votes = votesOf(scores.map(comparable), 0.5);
  return {
    prepared: picked(filtered(votes)),
    unfiltered: picked(votes),
    raw: picked(filtered(votesOf(scores, 0.5))),
  };
}

/** Weighted sums of the columns, row by row. */
const sums = (columns: readonly Float64Array[], weights: readonly number[]): Float64Array =>
  Float64Array.from(columns[0], (_, row) => columns.reduce((sum, column, at) => sum + weights[at] * column[row], 0));
