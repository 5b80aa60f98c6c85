/** The pictures. */
import type { LabEvent } from "#lab/kit/index";
import { armNames, isTuned, readerAlone } from "./arms.ts";
import { meanOf, scarce, shares, supports, writtenFirst, type Coverage, type Support } from "./coverage.ts";
import type { Results } from "./measured.ts";
import { latin, otherScripts, targets } from "./names.ts";
import { settledArm } from "./rates.ts";
import type { XmenLab } from "./settings.ts";
import type { Reranked } from "./stages.ts";

/** What stands on the axes that count nothing. */
export const axisNames = {
  languages: [...targets],
  learned: ["first ranking", readerAlone, ...armNames],
  words: ["one word", "two words", "three or more"],
} as const;

const isOfWords = [1, 2, 3].map((count) => (words: number) => Math.min(words, 3) === count);

export function* drawResults(lab: XmenLab, { names, reranked }: Results): Generator<LabEvent, void, void> {
  yield* drawNames(lab, names.asked);
  yield* drawWords(lab, names.asked);
  yield* drawReranked(lab, reranked);
}

function* drawNames(lab: XmenLab, coverages: readonly Coverage[]): Generator<LabEvent, void, void> {
  const charts = [["Names in Latin letters", latin], ["Names in other scripts", otherScripts]] as const; // prettier-ignore
  for (const [chart, languages] of charts)
    for (const series of Object.keys(supports) as Support[])
      for (const share of shares) {
        const some = coverages.filter(
          (one) =>
            one.support === series && one.share === share && (languages as readonly string[]).includes(one.target),
        );
        if (some.length > 0)
          yield lab.point(chart, { series, x: 100 * share, y: 100 * meanOf(some, ({ among }) => among.both) });
      }
  for (const { target, support, share, among } of coverages)
    if (support === "with English names" && share === scarce)
      for (const series of ["trigrams", "dense", "both"] as const)
        yield lab.point("Generators", { series, x: 1 + targets.indexOf(target), y: 100 * among[series] });
}

function* drawWords(lab: XmenLab, coverages: readonly Coverage[]): Generator<LabEvent, void, void> {
  for (const coverage of coverages) {
    const { target, support, share } = coverage;
    if (support !== "with English names" || share !== 0 || !(latin as readonly string[]).includes(target)) continue;
    for (const [at, has] of isOfWords.entries()) {
      const y = 100 * writtenFirst(coverage, has);
      // A language may have no name of so many words.
      if (!Number.isNaN(y)) yield lab.point("Words of a mention", { series: target, x: 1 + at, y });
    }
  }
}

function* drawReranked(lab: XmenLab, { before, after }: Reranked): Generator<LabEvent, void, void> {
  for (const name of armNames.filter(isTuned)) {
    const found = after.get(name);
    if (found === undefined) continue;
    const { amount, pull, flat = false } = settledArm(name);
    const series = `${amount} mentions${flat ? ", to one number" : ""}`;
    yield lab.point("Pull to the first ranking", { series, x: pull, y: 100 * found });
  }
  for (const x of [0, 1])
    yield lab.point("Pull to the first ranking", { series: "first ranking", x, y: 100 * before.both });
  const learned = [before.both, after.get(readerAlone), ...armNames.map((name) => after.get(name))];
  for (const [at, found] of learned.entries())
    if (found !== undefined)
      yield lab.point("What is learned from", { series: "found first", x: 1 + at, y: 100 * found });
}
