/** Numbers for the claims, and what a reader should know beside them. */
import type { LabEvent } from "#lab/kit/index";
import { mean } from "#lab/measure/statistics";
import type { ArmName } from "./arms.ts";
import { meanOf, scarce, type Coverage, type Support } from "./coverage.ts";
import type { Stage } from "./first-stage.ts";
import { latin, otherScripts, type Target } from "./names.ts";
import { changes, foundFirst, type Change } from "./nouns.ts";
import { chosen, chosenFew } from "./rates.ts";
import type { XmenLab } from "./settings.ts";
import type { LinkedNouns, Reranked } from "./stages.ts";

export interface Results {
  readonly coverages: readonly Coverage[];
  readonly nouns: LinkedNouns;
  readonly reranked: Reranked;
  /** Between two runs of one configuration. */
  readonly differing: number;
}

const singles = ["trigrams", "dense"] as const satisfies readonly Stage[];
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Where names of a language are scarce. */
const scarceOf = (all: readonly Coverage[], support: Support, languages: readonly Target[]) =>
  all.filter((one) => one.support === support && one.share === scarce && languages.includes(one.target));

export function* measured(lab: XmenLab, results: Results): Generator<LabEvent, void, void> {
  yield* measureNames(lab, results);
  yield* measureNouns(lab, results);
  yield* measureReranked(lab, results);
  yield lab.measure("reproducible-config", results.differing, { exact: true });
}

function* measureNames(lab: XmenLab, { coverages }: Results): Generator<LabEvent, void, void> {
  const every = [...latin, ...otherScripts];
  const among = (support: Support, languages: readonly Target[], stage: Stage) =>
    meanOf(scarceOf(coverages, support, languages), (one) => one.among[stage]);
  const [english, own, finnish] = (["with English names", "own names alone", "with Finnish names"] as const).map(
    (support) => among(support, every, "both"),
  );
  yield lab.measure("cross-lingual-aliases", english - own);
  yield lab.note(
    `names with a wrong character, a quarter of the language's own names known, among the first 64: ${percent(own)} alone, ${percent(english)} with English names, ${percent(finnish)} with Finnish ones instead`,
  );
  // Of each kind of script the better generator: a stricter rival than either one for all languages.
  const gains = [latin, otherScripts].map((languages) => {
    const of = (stage: Stage) => among("with English names", languages, stage);
    return of("both") - Math.max(...singles.map(of));
  });
  yield lab.measure("ensemble-beats-parts", mean(gains));
  for (const [name, languages] of [
    ["Latin letters", latin],
    ["other scripts", otherScripts],
  ] as const)
    // prettier-ignore
    yield lab.note(
      `names in ${name}, with English ones: ${singles.map((stage) => `${stage} ${percent(among("with English names", languages, stage))}`).join(", ")}, both ${percent(among("with English names", languages, "both"))} among the first 64`,
    );
  const supported = scarceOf(coverages, "with English names", every);
  yield lab.measure(
    "low-resource-ok",
    meanOf(supported, ({ written, exact }) => written - exact),
  );
  yield lab.note(
    `names as they are written, found first: ${percent(meanOf(supported, ({ written }) => written))}, by exact look-up ${percent(meanOf(supported, ({ exact }) => exact))}`,
  );
}

/** Share of nouns of so many words, all changed in the same way, that are found first. */
export const nounsFound = ({ ranks, ...nouns }: LinkedNouns, change: Change, has: (words: number) => boolean): number =>
  foundFirst(nouns, ranks, (noun) => noun.change === change && has(noun.words));

function* measureNouns(lab: XmenLab, { nouns }: Results): Generator<LabEvent, void, void> {
  const [wrong, dropped] = changes;
  const [single, several, shortened] = [
    nounsFound(nouns, wrong, (words) => words === 1),
    nounsFound(nouns, wrong, (words) => words > 1),
    nounsFound(nouns, dropped, (words) => words > 1),
  ];
  yield lab.measure("hard-mwe", several - single);
  yield lab.note(
    `nouns with a wrong character found first: ${percent(single)} of one word, ${percent(several)} of several; of several without one of their words ${percent(shortened)}`,
  );
}

function* measureReranked(lab: XmenLab, { reranked }: Results): Generator<LabEvent, void, void> {
  const { before, among, after } = reranked;
  const of = (name: ArmName) => after.get(name)!;
  yield lab.measure("reranker-improves", of(chosen) - before.both);
  yield lab.measure("weak-supervision", of("translated") - before.both);
  yield lab.measure("rank-regularization", of(chosenFew) - of("few, not pulled"));
  yield lab.measure("ranking-matters", of(chosenFew) - of("few, pulled to one number"));
  yield lab.measure("sota-many-languages", of(chosen) - Math.max(...singles.map((stage) => before[stage])));
  yield lab.note(
    `mentions in sentences found first, before the second stage: exact ${percent(before.exact)}, trigrams ${percent(before.trigrams)}, dense ${percent(before.dense)}, both ${percent(before.both)}; ${percent(among)} are among the candidates that it orders`,
  );
  for (const [name, found] of after) yield lab.note(`${name}: ${percent(found)} found first`);
}
