/** The loop on filings that are made anew for every seed: with small and large batches, with and without the support that a change needs, and with a recommender that does not look. */
import { random } from "#engine";
import { Draw } from "#lab/datasets/draw";
import { experiment, type LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import { portfolio, type Schema } from "../agents/schema.ts";
import { taser, wasActionable, type Decision, type Options } from "../method.ts";
import paper from "../paper.ts";
import { coverageOf, drawCorpus, shuffledDocuments, type Corpus } from "./corpus.ts";
import { compareDetectors, detectors } from "./detection.ts";
import type { ChartName, Settings, TaserLab } from "./settings.ts";
import { timeline } from "./timeline.ts";

const batches = [1, 5, 10, 25, 50, 100] as const;
/** The claims compare these; the chart has all. */
const [small, large] = [5, 100];

export default experiment<keyof (typeof paper)["claims"], ChartName, Settings>(paper, {
  plan: {
    seeds: 5,
    why: "A seed is a corpus of 120 filings of its own, and its sample the mean over three orders of the documents. By the pilot five decide all claims but, perhaps, batch-actionable, whose effect is near what counts.",
    pilot: { "detect-vs-tatr": 2.7, "batch-actionable": 2.2, "batch-extractions": 14, continuous: 18 },
    arms: ["support of two rows", "support of one row", "seed schema only", "recommender that does not look"],
    steps: { filings: 120, orders: 3, rounds: 5 },
    tuning:
      "The detector's score (4.5 of 3 to 6) and the density (0.5 of 0.1 to 0.99) are the best on the corpora of seeds 1001 to 1003, on which all rules were written.",
  },
  charts: {
    Recommendations: {
      x: { label: "Misfits in a batch", scale: "log" },
      y: { label: "Different changes of the schema" },
      caption:
        "A change needs two rows that ask for it, so that a batch of one can use none. The second series asks for one row only.",
    },
    "Coverage by batch": {
      x: { label: "Misfits in a batch", scale: "log" },
      y: { label: "Holdings rightly extracted from unseen filings", unit: "%" },
      caption: "Small batches take columns for what they are not: the rows satisfy the schema and are wrong.",
    },
    "Coverage by version": {
      x: { label: "Version of the schema" },
      y: { label: "Holdings rightly extracted from unseen filings", unit: "%" },
      caption:
        "Every step is a change that was used. Names of columns bring whole tables, kinds of instruments a few rows.",
    },
    Detection: {
      x: { label: "F1 on pieces of tables", unit: "%" },
      y: { label: "Found by", names: detectors },
      mark: "dots",
      caption: "Hardly a table is ruled, and accounts are as full of numbers as holdings are.",
    },
  },
  presets: {
    quick: { seeds: 2, seconds: { node: 15, browser: 35 }, filings: 40, largest: 120, orders: 1, batches },
    full: { seeds: 5, seconds: { node: 180, browser: 420 }, filings: 120, largest: 426, orders: 3, batches },
  },
  smoke: { seeds: 1, seconds: { node: 2, browser: 4 }, filings: 6, largest: 20, orders: 1, batches: [1, 5, 100] },
  measures: ["detect-vs-tatr", "batch-actionable", "batch-extractions", "schema-conforming", "continuous"],
  datasets: [],
  async *run(lab, settings) {
    const corpus = drawCorpus(lab.seed, settings.filings, settings.largest);
    yield lab.progress(0.05, "filings read");
    const two = yield* byBatch(lab, corpus, settings, 2);
    const one = yield* byBatch(lab, corpus, settings, 1);
    const more = (of: typeof two, key: "used" | "right") =>
      100 * (mean(of.get(large)!.map((run) => run[key])) / mean(of.get(small)!.map((run) => run[key])) - 1);
    yield lab.measure("batch-actionable", more(two, "used"));
    yield lab.measure("batch-extractions", more(two, "right"));
    yield lab.note(
      `batches of ${large} against ${small} where one row is support enough: ${more(one, "used").toFixed(0)} % more changes used, ${more(one, "right").toFixed(0)} % more rows right`,
    );
    yield* withAndWithout(lab, corpus, settings, two.get(large)!);
  },
});

interface Run {
  readonly schema: Schema;
  readonly decisions: readonly Decision[];
  readonly used: number;
  readonly right: number;
}

const distinct = (decisions: readonly Decision[]) =>
  new Set(decisions.map(({ proposal }) => JSON.stringify(proposal.change))).size;

async function* loop(
  lab: TaserLab,
  corpus: Corpus,
  order: number,
  options: Options,
): AsyncGenerator<LabEvent, Run, void> {
  const work = taser(shuffledDocuments(corpus, lab.seed, order), portfolio, options);
  let step = work.next();
  for (let at = 0; !step.done; step = work.next())
    if (at++ % 20 === 0)
      yield lab.progress(
        0,
        `batches of ${options.batch}, support of ${options.support ?? 2}: ${Math.round(100 * step.value)} %`,
      );
  const { schema, decisions } = step.value;
  const used = distinct(decisions.filter(({ outcome }) => outcome === "used"));
  return { schema, decisions, used, right: coverageOf(schema, corpus).right };
}

/** All batches and orders under one threshold of support. */
async function* byBatch(
  lab: TaserLab,
  corpus: Corpus,
  { batches, orders }: Settings,
  support: number,
): AsyncGenerator<LabEvent, Map<number, Run[]>, void> {
  const all = coverageOf(portfolio, corpus).all;
  const name = support === 1 ? ", one row is enough" : "";
  const results = new Map<number, Run[]>();
  for (const batch of batches) {
    const runs: Run[] = [];
    for (let order = 1; order <= orders; order++) {
      const inner = loop({ ...lab, progress: (_, text) => lab.progress(done(), text) }, corpus, order, {
        batch,
        support,
      });
      const done = () => 0.05 + 0.45 * (2 - support) + (0.45 * (results.size + runs.length / orders)) / batches.length;
      runs.push(yield* inner);
    }
    results.set(batch, runs);
    const point = (series: string, of: (run: Run) => number) =>
      lab.point("Recommendations", { series: series + name, x: batch, y: mean(runs.map(of)) });
    if (support !== 1) {
      yield point("proposed", ({ decisions }) => distinct(decisions));
      yield point("actionable", ({ decisions }) => distinct(decisions.filter(wasActionable)));
    }
    yield point("used", ({ used }) => used);
    const series = support === 1 ? "one row is enough" : "two rows ask for it";
    yield lab.point("Coverage by batch", { series, x: batch, y: (100 * mean(runs.map(({ right }) => right))) / all });
  }
  return results;
}

async function* withAndWithout(
  lab: TaserLab,
  corpus: Corpus,
  { orders }: Settings,
  runs: readonly Run[],
): AsyncGenerator<LabEvent, void, void> {
  const [off, on] = [coverageOf(portfolio, corpus, true), runs.map(({ schema }) => coverageOf(schema, corpus, true))];
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  const recall = mean(on.map(({ right, all }) => share(right, all)));
  yield lab.measure("continuous", 100 * (recall - share(off.right, off.all)));
  const emitted = [off, ...on].reduce((sum, one) => sum + one.emitted, 0);
  yield lab.measure(
    "schema-conforming",
    share(
      [off, ...on].reduce((sum, one) => sum + one.valid, 0),
      emitted,
    ),
    { exact: true },
  );

  const blind = new Draw(random(lab.seed).stream("blind"));
  const guesses: number[] = [];
  for (let order = 1; order <= orders; order++) {
    const choose = (columns: readonly { header: string }[]) =>
      columns.length === 0 ? null : blind.pick(columns).header;
    const { schema } = yield* loop({ ...lab, progress: (_, text) => lab.progress(0.95, text) }, corpus, order, {
      batch: large,
      choose,
    });
    const { right, all } = coverageOf(schema, corpus);
    guesses.push(share(right, all));
  }
  const percent = (value: number) => (100 * value).toFixed(1);
  yield lab.note(
    `recall: seed schema ${percent(share(off.right, off.all))}, after the loop ${percent(recall)}, with a recommender that does not look ${percent(mean(guesses))} %; ` +
      `precision ${percent(share(off.right, off.emitted))} and ${percent(mean(on.map(({ right, emitted }) => share(right, emitted))))} %; ` +
      `value fidelity ${off.fidelity.toFixed(3)} and ${mean(on.map(({ fidelity }) => fidelity)).toFixed(3)}`,
  );
  yield* compareDetectors(lab, corpus, portfolio, runs[0].schema);
  yield* timeline(lab, corpus, runs[0].decisions);
}
