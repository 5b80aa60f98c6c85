/**
 * Learning is adding leaves. Where a labelled query is read wrongly, the words that should have been understood are tried as another
 * wording of each standard symbol. Of all that set a query right the one that does so most often is kept, if no query that was read
 * rightly is read wrongly then: so nothing that works is lost.
 */
import { digest, languageOf, meaningOf, withWording, type Language } from "./query/digest.ts";
import type { Effect } from "./query/effects.ts";
import { kindOf, type Lexicon } from "./query/lexicon.ts";
import { meaningKey } from "./query/print.ts";
import { tokensOf } from "./query/tokens.ts";

export interface Labelled {
  readonly query: string;
  readonly text: string;
  readonly effects: readonly Effect[];
}

/** Words of a new wording at most, and queries looked at for the next ones. */
const longest = 4;
const looked = 40;

export function isRight(language: Language, pair: Labelled, today: string): boolean {
  const read = digest(pair.query, { today, language });
  return meaningKey({ text: read.text, effects: meaningOf(read) }) === meaningKey(pair);
}

/** A wording of a symbol, and how many of the queries looked at it sets right. */
interface Proposal {
  readonly symbol: string;
  readonly wording: string;
  readonly solves: number;
}

/** Learns from labelled queries in rounds, until a round adds nothing. Symbols are those of `seed` that are not data, and only their wordings grow. */
export function learn(seed: Lexicon, pairs: readonly Labelled[], today: string): Language {
  const work = learning(seed, pairs, today);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same, giving way after each query that is looked at, with how many are read rightly. */
export function* learning(seed: Lexicon, pairs: readonly Labelled[], today: string): Generator<number, Language, void> {
  let language = languageOf(seed);
  for (;;) {
    const wrong = pairs.filter((pair) => !isRight(language, pair, today));
    const right = pairs.length - wrong.length;
    const proposed = yield* proposals(language, wrong, right, today);
    const better = extended(language, proposed, pairs, wrong, today);
    if (better === language) return language;
    language = better;
  }
}

/** With every proposal that still sets a query right and none wrong. */
function extended(
  before: Language,
  proposed: readonly Proposal[],
  pairs: readonly Labelled[],
  wrong: readonly Labelled[],
  today: string,
): Language {
  let language = before;
  const open = new Set(wrong);
  for (const { symbol, wording } of proposed) {
    if (knownWordings(language.lexicon).has(wording)) continue;
    const candidate = withWording(language, symbol, wording);
    // Only a query with the wording's first word can be read otherwise than before.
    const [first] = wording.split(" ");
    const touched = pairs.filter(({ query }) => query.toLowerCase().includes(first));
    const solved = touched.filter((pair) => open.has(pair) && isRight(candidate, pair, today));
    const kept = touched.every((pair) => open.has(pair) || isRight(candidate, pair, today));
    if (!kept || solved.length === 0) continue;
    language = candidate;
    for (const pair of solved) open.delete(pair);
  }
  return language;
}

/** Those that solve most first; of equally good ones the shortest. */
function* proposals(
  language: Language,
  wrong: readonly Labelled[],
  right: number,
  today: string,
): Generator<number, Proposal[], void> {
  const found = new Map<string, Proposal>();
  const known = wordsIn(language.lexicon);
  const symbols = Object.keys(language.lexicon).filter((symbol) => !(symbol in kindOf) || kindOf[symbol] === "<about>");
  const wordings = knownWordings(language.lexicon);
  const tried = wrong.map((pair) => ({ pair, runs: runsOf(pair, known) })).filter(({ runs }) => runs.length > 0);
  for (const { pair, runs } of tried.slice(0, looked)) {
    yield right;
    for (const wording of runs.filter((run) => !wordings.has(run)))
      for (const symbol of symbols) {
        if (!isRight(withWording(language, symbol, wording), pair, today)) continue;
        const key = `${symbol} ${wording}`;
        found.set(key, { symbol, wording, solves: (found.get(key)?.solves ?? 0) + 1 });
      }
  }
  return [...found.values()].sort((a, b) => b.solves - a.solves || a.wording.length - b.wording.length);
}

/** Runs of words that have to be understood, with every word among them that is not known yet; none where these do not fit into one run. */
function runsOf({ query, text, effects }: Labelled, known: ReadonlySet<string>): string[] {
  const names = effects.flatMap((effect) =>
    effect.kind === "filter" && effect.field === "author" ? [effect.value] : [],
  );
  const left = new Set(wordsOf([text, ...names].join(" ")));
  const words = wordsOf(query);
  const open = words.map((word) => /^\p{Ll}/u.test(word) && !left.has(word));
  const strange = words.flatMap((word, at) => (open[at] && !known.has(word) ? [at] : []));
  const runs: string[] = [];
  for (let from = 0; from < words.length; from++)
    for (let to = from + 1; to <= from + longest && open[to - 1]; to++)
      if (strange.every((at) => at >= from && at < to)) runs.push(words.slice(from, to).join(" "));
  return [...new Set(runs)];
}

const wordsOf = (text: string): string[] => tokensOf(text).map(({ symbol }) => symbol);
const knownWordings = (lexicon: Lexicon): Set<string> => new Set(Object.values(lexicon).flat());
const wordsIn = (lexicon: Lexicon): Set<string> =>
  new Set(
    Object.values(lexicon)
      .flat()
      .flatMap((leaf) => leaf.split(" ")),
  );
