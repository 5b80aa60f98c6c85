/** Numbers for the claims, and the pictures, from what every start finds. */
import type { LabEvent } from "#lab/kit/index";
import type { fineTuned, StartName } from "./arms.ts";
import type { Course } from "./finetuning.ts";
import type { RetroLab } from "./settings.ts";
import { views, type Scores, type Searches } from "./vectors.ts";

export type Frozen = ReadonlyMap<StartName, Searches>;
export type Courses = ReadonlyMap<(typeof fineTuned)[number], Course>;

const end = (courses: Courses, name: (typeof fineTuned)[number]): number => courses.get(name)?.at(-1)?.score ?? NaN;

const best = (scores: Scores): number => Math.max(...views.map((view) => scores[view]));

export function* measured(lab: RetroLab, frozen: Frozen, courses: Courses): Generator<LabEvent, void, void> {
  const [mlm, retro, dup] = (["MLM", "RetroMAE", "DupMAE"] as const).map((name) => frozen.get(name)!);
  // Rivals in the way of theirs that finds the most: nothing trained their CLS vector for this.
  const against = (rival: StartName) => retro.home.CLS - best(frozen.get(rival)!.home);
  yield lab.measure("cls-decoding", against("MLM"));
  yield lab.measure("beyond-more-guesses", against("MLM, more guesses"));
  yield lab.measure("vector-forced", against("RetroMAE, cut"));
  yield lab.measure("bow-decoding", dup.home.joined - retro.home.joined);
  yield lab.measure("ordinary-tokens-help", dup.home["other tokens"] - retro.home["other tokens"]);
  const alone = Math.max(dup.home.CLS, dup.home["other tokens"]);
  yield lab.measure("concat-representation", dup.home.joined - alone);
  yield lab.measure("transferability", dup.otherDomain.joined - best(mlm.otherDomain));
  yield lab.measure("msmarco", end(courses, "DupMAE") - end(courses, "RetroMAE"));
  for (const [name, { home, otherDomain }] of frozen)
    yield lab.note(
      `${name}, MRR@10 of CLS, other tokens and joined: ${shown(home)}; in the other domain ${shown(otherDomain)}`,
    );
  const tuned = Array.from(courses, ([name]) => `${name} ${end(courses, name).toFixed(3)}`);
  yield lab.note(`after fine-tuning, joined: ${tuned.join(", ")}`);
}

const shown = (scores: Scores): string => {
  const mapped = views.map((view) => scores[view].toFixed(3)).join(", ");
  return `${mapped} (without a map ${scores.raw.cls.toFixed(3)} and ${scores.raw.others.toFixed(3)})`;
};

/** Seeds that are drawn: a page reads all points. */
export const drawn = 3;

export function* drawPart(lab: RetroLab, frozen: Frozen, courses: Courses): Generator<LabEvent, void, void> {
  for (const [series, { home, otherDomain }] of frozen)
    for (const [at, view] of views.entries()) {
      yield lab.point("Search without fine-tuning", { series, x: at + 1, y: home[view] });
      yield lab.point("Unknown fillers", { series, x: at + 1, y: otherDomain[view] });
    }
  for (const [series, course] of courses)
    for (const { step, score } of course) yield lab.point("Search by fine-tuning", { series, x: step, y: score });
}
