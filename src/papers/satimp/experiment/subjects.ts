/** Who is to be forgotten, who is kept in training meanwhile, and who is only looked at. */
import { random } from "#engine";
import type { Fact, World } from "./people.ts";
import type { Settings } from "./settings.ts";

export interface ForgetSet {
  readonly forget: readonly Fact[];
  /** What batches that are to be kept are drawn from: everybody else but the watched. */
  readonly keep: readonly Fact[];
}

export interface Division {
  readonly sets: readonly ForgetSet[];
  /** In no forget set and no batch: retention is measured on them, as the release holds rows back. */
  readonly watched: readonly Fact[];
  /** All that the reference model learns: nobody of any forget set. */
  readonly known: readonly Fact[];
}

export function divide(
  seed: number,
  { people, rivers }: World,
  { people: count, watched, forgotten, sets }: Pick<Settings, "people" | "watched" | "forgotten" | "sets">,
): Division {
  const order = [...random(seed).stream("division").permutation(count)];
  const factsOf = (subjects: readonly number[]) => people.filter(({ subject }) => subjects.includes(subject));
  const looked = order.slice(0, watched);
  const gone = Array.from({ length: sets }, (_, at) =>
    order.slice(watched + at * forgotten, watched + (at + 1) * forgotten),
  );
  const others = (subjects: readonly number[]) => factsOf(order.filter((subject) => !subjects.includes(subject)));
  return {
    sets: gone.map((subjects) => ({ forget: factsOf(subjects), keep: others([...looked, ...subjects]) })),
    watched: factsOf(looked),
    known: [...others(gone.flat()), ...rivers],
  };
}
