/** What the published table says to the paper's claims. Families without a score are left out of means, not counted as 0. */
import { mean } from "#lab/measure/statistics";
import { families, languages, leaderboard, type Language, type Row } from "./leaderboard.ts";

const present = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
const overall = ({ average }: Row): number => mean(present([average.en, average.zh]));
const rankOf = (value: number, values: readonly number[]) => 1 + values.filter((other) => other > value).length;

/** Rank of the model by the mean of both published averages, 1 the best. */
export function rank(name: string, rows: readonly Row[] = leaderboard): number {
  const row = rows.find((one) => one.name === name);
  return row === undefined ? NaN : rankOf(overall(row), rows.map(overall));
}

/** How far the best open model is behind the best closed one, in points, of those released by a month ("2025.03"). */
export function gapBy(date: string): number {
  const best = (open: boolean) =>
    Math.max(...leaderboard.filter((row) => row.open === open && row.date <= date).map(overall));
  return best(false) - best(true);
}

/** Mean score of a group over families (by place), both languages. */
export const groupMean = (group: Row["group"], from: number, to: number, rows: readonly Row[] = leaderboard): number =>
  mean(
    rows
      .filter((row) => row.group === group)
      .flatMap(({ scores }) => languages.flatMap((language) => present(scores[language].slice(from, to)))),
  );

/** Mean score of a family over all models that have one. */
export const familyMean = (family: number, language: Language, group?: Row["group"]): number =>
  mean(
    present(
      leaderboard
        .filter((row) => group === undefined || row.group === group)
        .map(({ scores }) => scores[language][family]),
    ),
  );

/** Rank of a family among the eight by difficulty, 1 the hardest. */
export function hardness(family: (typeof families)[number], language: Language): number {
  const means = families.map((_, at) => -familyMean(at, language));
  return rankOf(means[families.indexOf(family)], means);
}

/** Families, averaged over the specialists, in which a model reaches more than `least` times the mean of the general models, in some language. */
export function familiesHandled(least: number): number {
  const specialists = leaderboard.filter(({ group }) => group === "specialist");
  return mean(
    specialists.map(
      ({ scores }) =>
        families.filter((_, at) =>
          languages.some((language) => (scores[language][at] ?? 0) > least * familyMean(at, language, "general")),
        ).length,
    ),
  );
}
