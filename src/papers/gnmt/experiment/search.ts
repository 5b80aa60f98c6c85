/** What length, coverage, width and pruning do to a search on sentences longer than any that was learned. */
import type { VoyagePair } from "#lab/datasets/voyages";
import { withProgressRange, type LabEvent } from "#lab/kit/index";
import { bleuCounts, bleuOf, type BleuCounts } from "#lab/measure/bleu";
import { mean } from "#lab/measure/statistics";
import { clockFor } from "#lab/measure/timing";
import type { Found, Hypothesis } from "#lab/nn/recurrent/beam-search";
import type { Translating } from "#lab/nn/recurrent/step-decoder";
import { random } from "#engine";
import { chosen, pruningMargin, scoreOf, scoringBy, type Strengths } from "../method.ts";
import { bleuOfBest, searchedAll, translatorOf, type Trained } from "./translate.ts";
import { translatorArms } from "./arms.ts";
import { isDrawn, type GnmtLab, type Settings } from "./settings.ts";

/** The paper's grid of both strengths. */
const strengths = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;
const grid: Strengths[] = strengths.flatMap((alpha) => strengths.map((beta) => ({ alpha, beta })));
const plain: Strengths = { alpha: 0, beta: 0 };

/** Finished hypotheses of a sentence with what each would add to BLEU. */
interface Ranked {
  readonly hypotheses: readonly Hypothesis[];
  readonly counts: readonly BleuCounts[];
}

export async function* searchPart(
  lab: GnmtLab,
  settings: Settings,
  { trained, sentences }: { trained: Trained; sentences: readonly VoyagePair[] },
): AsyncGenerator<LabEvent, void, void> {
  const { size, widths, width } = settings;
  const translating = await translatorOf(lab, translatorArms.GNMT, trained, {
    ...{ size, sentences, width: Math.max(width, ...widths) },
  });
  try {
    const all = { translating, symbols: trained.symbols, sentences };
    const part = (from: number, to: number) => withProgressRange(lab, from, to);
    // One pass that no pair of strengths could have ended earlier: ranking what it finds anew is a search of its own for each.
    const found = yield* searchedAll(
      part(0, 0.4),
      { ...all, what: "every finished hypothesis" },
      {
        ...{ width, scorings: [scoringBy(plain), ...grid.slice(1).map(scoringBy)] },
      },
    );
    yield* strengthsMeasured(lab, found, all);
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

function* strengthsMeasured(
  lab: GnmtLab,
  found: readonly Found[],
  { symbols, sentences }: All,
): Generator<LabEvent, void, void> {
  const ranked: Ranked[] = found.map(({ hypotheses }, at) => ({
    hypotheses,
    counts: hypotheses.map((hypothesis) => bleuCounts(symbols.decode(hypothesis.symbols), sentences[at].target)),
  }));
  const best = bleuAt(ranked, chosen);
  yield lab.measure("norm-coverage-gain", best - bleuAt(ranked, plain));
  yield lab.measure("norm-flat-optimum", distanceFromBest(ranked));
  // The same penalties, dealt to other hypotheses of the same sentence.
  const shuffled = ranked.map((sentence, at) => withCoverageOf(sentence, random(lab.seed).stream(`coverage ${at}`).permutation(sentence.hypotheses.length))); // prettier-ignore
  yield lab.measure("right-coverage", best - bleuAt(shuffled, chosen));
  const lengthOf = (by: Strengths) =>
    mean(ranked.map(({ hypotheses }) => topOf(hypotheses, by).symbols.length)) /
    mean(sentences.map(({ target }) => symbols.encode(target).length + 1));
  yield lab.note(
    `longer sentences, BLEU: plain ${bleuAt(ranked, plain).toFixed(2)}, length alone ${bleuAt(ranked, { alpha: 0.2, beta: 0 }).toFixed(2)}, coverage alone ${bleuAt(ranked, { alpha: 0, beta: 0.2 }).toFixed(2)}, both ${best.toFixed(2)}; ` +
      `length over the reference's ${lengthOf(plain).toFixed(3)} and ${lengthOf(chosen).toFixed(3)}`,
  );
  if (!isDrawn(lab)) return;
  for (const by of grid)
    yield lab.point("Length and coverage", { series: `coverage ${by.beta}`, x: by.alpha, y: bleuAt(ranked, by) });
}

const topOf = (hypotheses: readonly Hypothesis[], by: Strengths): Hypothesis =>
  hypotheses.reduce((best, other) => (scoreOf(other, by) > scoreOf(best, by) ? other : best));

function bleuAt(ranked: readonly Ranked[], by: Strengths): number {
  return bleuOf(ranked.map(({ hypotheses, counts }) => counts[hypotheses.indexOf(topOf(hypotheses, by))]));
}

const withCoverageOf = ({ hypotheses, counts }: Ranked, order: ArrayLike<number>): Ranked => ({
  hypotheses: hypotheses.map((hypothesis, at) => ({ ...hypothesis, coverage: hypotheses[order[at]].coverage })),
  counts,
});

/** How far the chosen strengths lie below the best of the grid, which is chosen on one half of the sentences and compared on the other, in turn. */
function distanceFromBest(ranked: readonly Ranked[]): number {
  const halves = [0, 1].map((half) => ranked.filter((_, at) => at % 2 === half));
  return mean(
    halves.map((half, at) => {
      const other = halves[1 - at];
      const scores = grid.map((by) => bleuAt(half, by));
      return bleuAt(other, chosen) - bleuAt(other, grid[scores.indexOf(Math.max(...scores))]);
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
      const [one] = yield* searchedAll(lab, { ...all, sentences: [sentence], what: "pruning" }, search);
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
