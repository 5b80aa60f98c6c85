/** What can be counted without a rival: coverage against storage, traces, round trips, what is forgotten, and calls over a network. */
import { isRight, learning, type Labelled } from "../learn.ts";
import { digest, meaningOf, type Chip, type Language } from "../query/digest.ts";
import { effectKey } from "../query/effects.ts";
import { english } from "../query/lexicon.ts";
import { meaningKey, print } from "../query/print.ts";
import { today } from "./corpus.ts";
import { seedLexicon } from "./seed.ts";

/** Queries as symbols of the lexicon, and words that stay as they are. */
const patterns = [
  "FIND PAPER ABOUT sparse kernels SINCE 2020",
  "PAPER ON sparse kernels BEFORE 2020 , MOST DISCUSSED FIRST",
  "NEWEST PAPER ON sparse kernels WITHOUT CODE",
  "UNREPRODUCED PAPER ABOUT sparse kernels UNTIL 2020",
  "ASK PAPER ABOUT sparse kernels BETWEEN 2019 AND 2020 , MOST VOTED FIRST",
  "PAPER ABOUT sparse kernels IN 2020 WITH CODE",
  "TOP 7 PAPER ABOUT sparse kernels AFTER 2020",
];

export interface Coverage {
  /** Over the patterns: products of the numbers of alternatives, how many of these wordings are read as the first is, and how many strings are stored for all. */
  readonly product: number;
  readonly covered: number;
  readonly stored: number;
}

/** Every wording of every pattern, written out and read one by one. */
export function coverage(): Coverage {
  const strings = new Set<string>();
  let [product, covered] = [0, 0];
  for (const pattern of patterns) {
    const places = pattern.split(" ").map((symbol) => english[symbol] ?? [symbol]);
    const read = (words: readonly string[]) => {
      const found = digest(words.join(" "), { today });
      return meaningKey({ text: found.text, effects: meaningOf(found) });
    };
    const meant = read(places.map(([first]) => first));
    for (const place of places) if (place.length > 1) for (const wording of place) strings.add(wording);
    product += places.reduce((so, { length }) => so * length, 1);
    covered += new Set(
      wordings(places)
        .filter((words) => read(words) === meant)
        .map((words) => words.join(" ")),
    ).size;
  }
  return { product, covered, stored: strings.size };
}

const wordings = (places: readonly (readonly string[])[]): string[][] =>
  places.reduce<string[][]>((so, place) => so.flatMap((words) => place.map((word) => [...words, word])), [[]]);

const percent = (part: number, whole: number): number => (100 * part) / whole;

/** Share of decisions that name a rule of the forest and words of the query, and that fall away with those words. */
export function traced(language: Language, queries: readonly string[]): number {
  const rules = new Set(language.layers.flatMap(({ trees }) => trees.map(({ name, symbol }) => name ?? symbol)));
  const decisions = queries.flatMap((query) => {
    const { chips } = digest(query, { today, language });
    return chips.map((chip, at) => {
      const apart = at === 0 || chip.start >= chips[at - 1].end;
      return (
        apart &&
        rules.has(chip.rule) &&
        query.slice(chip.start, chip.end) === chip.words &&
        fallsAway(language, query, chip)
      );
    });
  });
  return percent(decisions.filter(Boolean).length, decisions.length);
}

function fallsAway(language: Language, query: string, { start, end, effects }: Chip): boolean {
  const without = meaningOf(digest(query.slice(0, start) + query.slice(end), { today, language })).map(effectKey);
  return effects.every((effect) => !without.includes(effectKey(effect)));
}

/** Share of meanings whose standard wording is digested to the same meaning again. */
export function roundTrips(meanings: readonly Labelled[]): number {
  const same = meanings.filter((meaning) => {
    const again = digest(print(meaning, { today }), { today });
    return meaningKey({ text: again.text, effects: meaningOf(again) }) === meaningKey(meaning);
  });
  return percent(same.length, meanings.length);
}

/** Of queries that were read rightly, those that are no longer when one more operator has been learnt. */
export function* forgotten(
  old: readonly Labelled[],
  added: readonly Labelled[],
  unseen: readonly Labelled[],
): Generator<number, { readonly lost: number; readonly before: number; readonly gained: number }, void> {
  const before = yield* learning(seedLexicon, old, today);
  const after = yield* learning(before.lexicon, [...old, ...added], today);
  const right = [...old, ...unseen].filter((pair) => isRight(before, pair, today));
  const count = (language: Language) => added.filter((pair) => isRight(language, pair, today)).length;
  return {
    lost: right.filter((pair) => !isRight(after, pair, today)).length,
    before: right.length,
    gained: count(after) - count(before),
  };
}

/** Calls over a network while queries are digested: what can make one is counted for that long. */
export function networkCalls(queries: readonly string[]): number {
  const doors = ["fetch", "XMLHttpRequest", "WebSocket"] as const;
  const place = globalThis as Record<string, unknown>;
  const kept = doors.map((door) => place[door]);
  let calls = 0;
  for (const door of doors)
    place[door] = function counted() {
      calls++;
    };
  try {
    for (const query of queries) digest(query, { today });
  } finally {
    doors.forEach((door, at) => (place[door] = kept[at]));
  }
  return calls;
}
