/** Numbers that were computed again beside those that were recorded. */
import { agrees, judge, type Claim, type Measurement } from "#lab/kit/index";

/** "within": inside the 95 % prediction interval of the recorded seeds. "outside": neither that nor identical. */
export type Sameness = "identical" | "within" | "outside";

export interface Compared {
  readonly claim: string;
  readonly seed: number;
  /** null: it diverged; undefined: there is no such number. */
  readonly recorded: number | null | undefined;
  readonly again: number | null | undefined;
  readonly sameness: Sameness;
}

/** Compares the numbers of some seeds, claim by claim in the order of the records; a number that only one side has is outside. */
export function compareSeeds(
  claims: Readonly<Record<string, Claim>>,
  recorded: readonly Measurement[],
  again: readonly Measurement[],
  seeds: readonly number[],
): Compared[] {
  const ids = [...new Set([...recorded, ...again].map(({ claim }) => claim))];
  return ids.flatMap((claim) => {
    const of = (all: readonly Measurement[]) => all.filter((measurement) => measurement.claim === claim);
    const ledger = Object.hasOwn(claims, claim) ? judge(claims[claim], of(recorded)) : null;
    return seeds.flatMap((seed) => {
      const [before, now] = [recorded, again].map((all) => of(all).filter((measurement) => measurement.seed === seed));
      return Array.from({ length: Math.max(before.length, now.length) }, (_, index): Compared => {
        const [old, fresh] = [before.at(index), now.at(index)];
        const identical = old !== undefined && fresh !== undefined && Object.is(old.value, fresh.value);
        const within =
          old?.exact === false &&
          fresh?.exact === false &&
          ledger !== null &&
          agrees(ledger, fresh.value, claims[claim]);
        return {
          claim,
          seed,
          recorded: old?.value,
          again: fresh?.value,
          sameness: identical ? "identical" : within === true ? "within" : "outside",
        };
      });
    });
  });
}
