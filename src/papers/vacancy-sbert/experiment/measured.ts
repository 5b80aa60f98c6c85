/** Numbers for the claims, and the pictures, from how often each arm finds the right title. */
import type { LabEvent } from "#lab/kit/index";
import { armNames, baselines, type ArmName } from "./arms.ts";
import type { Data } from "./data.ts";
import { overall, suggestions, type Recall, type Scores } from "./scores.ts";
import type { VacancyLab } from "./settings.ts";

export type AllScores = ReadonlyMap<ArmName, Scores>;

/** Which baseline each claim is about. */
const rivals = {
  "beats-fasttext": "FastText",
  "beats-bert": "BERT",
  "beats-sbert": "SBERT",
  "beats-jobbert": "JobBERT",
  "beats-words": "trigrams",
} as const;

export function* measured(lab: VacancyLab, all: AllScores, data: Data): Generator<LabEvent, void, void> {
  const of = (name: ArmName, part: "seen" | "written" | "withSkills" | "added") => overall(all.get(name)![part]);
  const best = (part: "written" | "withSkills") => Math.max(...baselines.map((name) => of(name, part)));
  for (const part of ["written", "withSkills"] as const) {
    const [ours, other] = [of("VacancySBERT", part), best(part)];
    yield lab.measure(part === "written" ? "title-only-gain" : "title-skills-gain", ours - other);
    yield lab.note(
      `${part === "written" ? "titles as written" : "titles with skills"}: ${ours.toFixed(1)} % against ${other.toFixed(1)} % of the best baseline, a gain of ${percentMore(ours, other)} %`,
    );
  }
  const gain = (name: ArmName, part: "seen" | "added") => of("VacancySBERT", part) - of(name, part);
  yield lab.measure("cooccurrence-objective", gain("skills of other ads", "seen"));
  for (const [claim, name] of Object.entries(rivals))
    yield lab.measure(claim as keyof typeof rivals, gain(name, "seen"));
  yield lab.measure("similarity-over-classification", gain("classifier", "added"));
  yield lab.measure("added-beyond-letters", gain("trigrams", "added"));
  yield lab.note(
    `${data.train.length} ads to learn from; asked about ${data.seen.length} titles that stand in them, ${data.written.length} ads with these, ${data.unseen.length} other titles, ${data.added.length} titles of added occupations, among ${data.candidates.length}; ${(100 * data.telling).toFixed(1)} % of the skills told a title and were left out`,
  );
  const shown = (recall: Recall) => recall.map((value) => value.toFixed(1)).join(" / ");
  for (const [name, { seen, written, withSkills, alpha, unseen, added }] of all)
    yield lab.note(
      `${name}, recall at 1 / 5 / 10: titles in ads ${shown(seen)}; as written ${shown(written)}; with skills ${shown(withSkills)} at a weight of ${alpha} on the title; other titles ${shown(unseen)}; added ${shown(added)}`,
    );
}

const percentMore = (ours: number, other: number): string => ((100 * (ours - other)) / other).toFixed(0);

/** Seeds that are drawn: a page reads all points. */
export const drawn = 2;

export function* drawPart(lab: VacancyLab, all: AllScores): Generator<LabEvent, void, void> {
  for (const [name, scores] of all) {
    const x = 1 + armNames.indexOf(name);
    for (const [at, count] of suggestions.entries())
      yield lab.point("Titles alone", { series: `among the first ${count}`, x, y: scores.seen[at] });
    yield lab.point("As written, with skills", { series: "title alone", x, y: overall(scores.written) });
    yield lab.point("As written, with skills", { series: "with its skills", x, y: overall(scores.withSkills) });
    yield lab.point("Titles nobody has seen", { series: "in no ad", x, y: overall(scores.unseen) });
    yield lab.point("Titles nobody has seen", { series: "added with its occupation", x, y: overall(scores.added) });
    for (const { noise, recall } of scores.noisy)
      yield lab.point("Noise among skills", { series: name, x: 100 * noise, y: overall(recall) });
  }
}
