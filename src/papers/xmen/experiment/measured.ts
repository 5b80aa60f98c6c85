/** Numbers for the claims, and what a reader should know beside them. */
import type { LabEvent } from "#lab/kit/index";
import { readerAlone, type ArmName } from "./arms.ts";
import { meanOf, scarce, writtenFirst, type Coverage, type Support } from "./coverage.ts";
import type { Stage } from "./first-stage.ts";
import { latin, otherScripts, targets, type Target } from "./names.ts";
import { chosen, chosenFew, chosenFlat } from "./rates.ts";
import type { XmenLab } from "./settings.ts";
import type { LinkedNames, Reranked } from "./stages.ts";

export interface Results {
  readonly names: LinkedNames;
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
  yield* measureSupports(lab, results.names);
  yield* measureGenerators(lab, results.names);
  yield* measureWritten(lab, results.names);
  yield* measureReranked(lab, results.reranked);
  yield lab.measure("reproducible-config", results.differing, { exact: true });
}

function* measureSupports(lab: XmenLab, { asked }: LinkedNames): Generator<LabEvent, void, void> {
  const [english, own, finnish] = (["with English names", "own names alone", "with Finnish names"] as const).map(
    (support) => meanOf(scarceOf(asked, support, targets), ({ among }) => among.both),
  );
  yield lab.measure("cross-lingual-aliases", english - own);
  yield lab.measure("english-in-particular", english - finnish);
  yield lab.note(
    `names with a wrong character, a quarter of the language's own names known, among the first 64: ${percent(own)} alone, ${percent(english)} with English names, ${percent(finnish)} with Finnish ones instead`,
  );
}

/** Of both kinds of script, the generator that did better on names of validation is the rival of both together. */
function* measureGenerators(lab: XmenLab, { asked, validation }: LinkedNames): Generator<LabEvent, void, void> {
  const kinds = [
    ["ensemble-beats-parts", "Latin letters", latin],
    ["ensemble-other-scripts", "other scripts", otherScripts],
  ] as const;
  for (const [claim, name, languages] of kinds) {
    const among = (all: readonly Coverage[], stage: Stage) =>
      meanOf(scarceOf(all, "with English names", languages), (one) => one.among[stage]);
    const [trigrams, dense] = singles.map((stage) => among(validation, stage));
    const rival = dense > trigrams ? "dense" : "trigrams";
    yield lab.measure(claim, among(asked, "both") - among(asked, rival));
    yield lab.note(
      `names in ${name}, with English ones: ${singles.map((stage) => `${stage} ${percent(among(asked, stage))}`).join(", ")}, both ${percent(among(asked, "both"))} among the first 64; on names of validation ${rival} did better`,
    );
  }
}

const [single, several] = [(words: number) => words === 1, (words: number) => words > 1];

/** Names as they are written. */
function* measureWritten(lab: XmenLab, { asked }: LinkedNames): Generator<LabEvent, void, void> {
  const gain = (one: Coverage) => writtenFirst(one) - one.nearest!;
  const supported = (languages: readonly Target[]) => scarceOf(asked, "with English names", languages);
  const all = supported(targets);
  yield lab.measure("low-resource-ok", meanOf(all, gain));
  yield lab.note(
    `names as they are written, a quarter of the language's own names and all English ones known, found first: ${percent(meanOf(all, (one) => writtenFirst(one)))}, by exact look-up ${percent(meanOf(all, ({ exact }) => exact))}, by the nearest name ${percent(meanOf(all, ({ nearest }) => nearest!))}; more than by the nearest name: ${percent(meanOf(supported(latin), gain))} in Latin letters, ${percent(meanOf(supported(otherScripts), gain))} in other scripts`,
  );
  const unknown = asked.filter(
    ({ target, support, share }) =>
      support === "with English names" && share === 0 && (latin as readonly Target[]).includes(target),
  );
  // Within a language, and only where both kinds of name occur: languages differ in how often they write names as one word.
  const both = unknown.filter(({ written }) => [single, several].every((has) => written.some(({ words }) => has(words)))); // prettier-ignore
  const [one, more] = [single, several].map((has) => meanOf(both, (coverage) => writtenFirst(coverage, has)));
  yield lab.measure("hard-mwe", more - one);
  yield lab.note(
    `names in Latin letters as they are written, English ones alone known, found first: ${percent(one)} of one word, ${percent(more)} of several`,
  );
}

function* measureReranked(lab: XmenLab, { before, among, after, rival }: Reranked): Generator<LabEvent, void, void> {
  const of = (name: ArmName) => after.get(name)!;
  const untrained = rival === readerAlone ? after.get(readerAlone)! : before.both;
  yield lab.measure("reranker-improves", of(chosen) - untrained);
  yield lab.measure("weak-supervision", of("translated") - untrained);
  yield lab.measure("rank-regularization", of(chosenFew) - of("few, not pulled"));
  yield lab.measure("ranking-matters", of(chosenFew) - of(chosenFlat));
  yield lab.note(
    `mentions in sentences found first, before the second stage: exact ${percent(before.exact)}, trigrams ${percent(before.trigrams)}, dense ${percent(before.dense)}, both ${percent(before.both)}; ${percent(among)} are among the candidates that it orders. Gains are over the ${rival}, which did better on mentions of validation`,
  );
  for (const [name, found] of after) yield lab.note(`${name}: ${percent(found)} found first`);
}
