/** What length, coverage, width and pruning do to a search: on sentences of the learned kind, and length and coverage on longer ones, too. */
import type { VoyagePair } from "#lab/datasets/voyages";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { bleuCounts, bleuOf, type BleuCounts } from "#lab/measure/bleu";
import { mean } from "#lab/measure/statistics";
import { clockFor } from "#lab/measure/timing";
import type { Found, Hypothesis } from "#lab/nn/recurrent/beam-search";
import type { Translating } from "#lab/nn/recurrent/step-decoder";
import { chosen, pruningMargin, scoreOf, scoringBy, type Strengths } from "../method.ts";
import { bleuOfBest, searched, searchedAll, translatorOf, type Trained } from "./translate.ts";
import { translatorArms } from "./arms.ts";
import type { Corpus } from "./corpus.ts";
import { isDrawn, type GnmtLab, type Settings } from "./settings.ts";

/** The paper's grid of both strengths. */
const strengths = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;
const grid: Strengths[] = strengths.flatMap((alpha) => strengths.map((beta) => ({ alpha, beta })));
const plain: Strengths = { alpha: 0, beta: 0 };
const lengthAlone = grid.filter(({ beta }) => beta === 0);
const lengthWithCoverage = grid.filter(({ beta }) => beta === chosen.beta);

/** Finished hypotheses of a sentence with what each would add to BLEU. */
interface Ranked {
  readonly hypotheses: readonly Hypothesis[];
  readonly counts: readonly BleuCounts[];
}

export async function* searchPart(
  lab: GnmtLab,
  settings: Settings,
  { trained, corpus: { near, far } }: { trained: Trained; corpus: Corpus },
): AsyncGenerator<LabEvent, void, void> {
  const { size, widths, width } = settings;
  const translating = await translatorOf(lab, translatorArms.GNMT, trained, {
    ...{ size, sentences: [...near, ...far], width: Math.max(width, ...widths) },
  });
  try {
    const { symbols } = trained;
    const all = { translating, symbols, sentences: near };
    const part = (from: number, to: number) => withProgressRange(lab, from, to);
    const ranked = yield* rankedOf(part(0, 0.25), width, all);
    yield* strengthsMeasured(lab, ranked);
    yield* strengthsShown(lab, "Length and coverage", ranked, all);
    const longer = { ...all, sentences: far };
    yield* strengthsShown(lab, "Longer than learned", yield* rankedOf(part(0.25, 0.4), width, longer), longer);
    yield* widthsMeasured(part(0.4, 0.75), widths, all);
    yield* pruningMeasured(part(0.75, 1), width, all);
  } finally {
    await translating.release();
  }
}

interface All {
  readonly translating: Translating;
  readonly symbols: Trained["symbols"];
  readonly sentences: readonly VoyagePair[];
}

/** One pass that no pair of strengths could have ended earlier: ranking what it finds anew is a search of its own for each. */
async function* rankedOf(lab: GnmtLab, width: number, all: All): AsyncGenerator<LabEvent, Ranked[], void> {
  const search = { width, scorings: [scoringBy(plain), ...grid.slice(1).map(scoringBy)] as const };
  const found = yield* searchedAll(lab, { ...all, what: "every finished hypothesis" }, search);
  return found.map(({ hypotheses }, at) => ({
    hypotheses,
    counts: hypotheses.map(({ symbols }) => bleuCounts(all.symbols.decode(symbols), all.sentences[at].target)),
  }));
}

function* strengthsMeasured(lab: GnmtLab, ranked: readonly Ranked[]): Generator<LabEvent, void, void> {
  yield lab.measure("norm-coverage-gain", bleuAt(ranked, chosen) - bleuAt(ranked, plain));
  yield lab.measure("norm-flat-optimum", bleuOfBestPair(ranked, [chosen]) - bleuOfBestPair(ranked, grid));
  yield lab.measure("coverage-beyond-length", bleuOfBestPair(ranked, lengthWithCoverage) - bleuOfBestPair(ranked, lengthAlone)); // prettier-ignore
}

function* strengthsShown(
  lab: GnmtLab,
  chart: "Length and coverage" | "Longer than learned",
  ranked: readonly Ranked[],
  { symbols, sentences }: All,
): Generator<LabEvent, void, void> {
  const lengthOf = (by: Strengths) =>
    mean(ranked.map(({ hypotheses }) => topOf(hypotheses, by).symbols.length)) /
    mean(sentences.map(({ target }) => symbols.encode(target).length + 1));
  const shown = (alpha: number, beta: number) => bleuAt(ranked, { alpha, beta }).toFixed(2);
  yield lab.note(
    `${chart}, BLEU: plain ${shown(0, 0)}, length alone ${shown(0.2, 0)}, coverage alone ${shown(0, 0.2)}, both ${shown(0.2, 0.2)}, both at 1 ${shown(1, 1)}; ` +
      `length over the reference's ${lengthOf(plain).toFixed(3)} and ${lengthOf(chosen).toFixed(3)}`,
  );
  if (!isDrawn(lab)) return;
  for (const by of grid) yield lab.point(chart, { series: `coverage ${by.beta}`, x: by.alpha, y: bleuAt(ranked, by) });
}

const topOf = (hypotheses: readonly Hypothesis[], by: Strengths): Hypothesis =>
  hypotheses.reduce((best, other) => (scoreOf(other, by) > scoreOf(best, by) ? other : best));

function bleuAt(ranked: readonly Ranked[], by: Strengths): number {
  return bleuOf(ranked.map(({ hypotheses, counts }) => counts[hypotheses.indexOf(topOf(hypotheses, by))]));
}

/** Of some pairs the best is chosen on one half of the sentences and counted on the other, in turn: else the most pairs would be ahead by luck. */
function bleuOfBestPair(ranked: readonly Ranked[], pairs: readonly Strengths[]): number {
  const halves = [0, 1].map((half) => ranked.filter((_, at) => at % 2 === half));
  return mean(
    halves.map((half, at) => {
      const scores = pairs.map((by) => bleuAt(half, by));
      return bleuAt(halves[1 - at], pairs[scores.indexOf(Math.max(...scores))]);
    }),
  );
}

async function* widthsMeasured(
  lab: GnmtLab,
  widths: readonly number[],
  all: All,
): AsyncGenerator<LabEvent, void, void> {
  const byWidth = new Map<number, number>();
  for (const [at, width] of widths.entries()) {
    const part = withProgressRange(lab, at / widths.length, (at + 1) / widths.length);
    const found = yield* searchedAll(part, { ...all, what: `a beam of ${width}` }, { width, scorings: [scoringBy(chosen)] }); // prettier-ignore
    byWidth.set(width, bleuOfBest(found, all.symbols, all.sentences));
  }
  yield lab.measure("beam-size-flat", byWidth.get(4)! - byWidth.get(8)!);
  if (isDrawn(lab)) for (const [x, y] of byWidth) yield lab.point("Width of the beam", { series: "BLEU", x, y });
}

/** Time of the same search with and without a margin, and without once more, sentence by sentence in turns. */
async function* pruningMeasured(lab: GnmtLab, width: number, all: All): AsyncGenerator<LabEvent, void, void> {
  const names = ["pruned", "all", "all again"] as const;
  const clock = clockFor(lab.threads);
  const times = { pruned: 0, all: 0, "all again": 0 };
  const expanded = { ...times };
  let same = 0;
  for (const [at, sentence] of all.sentences.entries()) {
    const found: Found[] = [];
    for (const [turn] of names.entries()) {
      const name = names[(turn + at) % names.length];
      const startedAt = clock();
      const search = {
        width,
        scorings: [scoringBy(chosen)] as const,
        ...(name === "pruned" && { margin: pruningMargin }),
      };
      const one = await searched(all.translating, all.symbols, sentence.source, search);
      times[name] += clock() - startedAt;
      expanded[name] += one.expanded;
      found.push(one);
    }
    same += Number(new Set(found.map(({ hypotheses }) => hypotheses[0].symbols.join())).size === 1);
    yield lab.progress(at / all.sentences.length, `pruning: sentence ${at + 1} of ${all.sentences.length}`);
  }
  const faster = (name: "pruned" | "all again") => 100 * (times.all / times[name] - 1);
  yield lab.measure("pruning-speed", faster("pruned"), { twin: faster("all again") });
  yield lab.note(
    `hypotheses expanded: ${expanded.pruned} with a margin of ${pruningMargin}, ${expanded.all} without; the same translation for ${same} of ${all.sentences.length} sentences`,
  );
}
