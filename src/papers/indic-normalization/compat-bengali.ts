/** What the released normalizer does to Bengali alone. `H` is the virama; each rule works on characters in place, and leaves null where it deletes. */

type Characters = (string | null)[];
type Rule = (all: Characters) => Characters;

const [zwnj, zwj] = ["\u200c", "\u200d"];
const [A, E, ta, ba, ya, yya, ra, khanda] = [
  "\u0985",
  "\u098f",
  "\u09a4",
  "\u09ac",
  "\u09af",
  "\u09df",
  "\u09b0",
  "\u09ce",
];

/** Does something wherever there are `ahead` more characters. */
const places =
  (ahead: number, rule: (all: Characters, at: number) => void): Rule =>
  (all) => {
    for (let at = 0; at < all.length - ahead; at++) rule(all, at);
    return all;
  };

/** Letters that may follow ta with a virama, and those that may follow ba with one. */
const afterTa = new Set(["\u09a4", "\u09a5", "\u09a8", "\u09ac", "\u09ae", "\u09af", "\u09b0"]);
const afterBa = new Set(["\u099c", "\u09a6", "\u09a7", "\u09ac", "\u09af", "\u09b0", "\u09b2"]);

/** No virama beside a vowel or sign, but before ya and behind the two vowels that take one; a and e with it get their sign. */
export const bengaliConnector =
  (H: string, isBarred: (character: string | null | undefined) => boolean): Rule =>
  (all) => {
    places(1, (now, at) => {
      if (now[at] !== H) return;
      const [before, next] = [now[at === 0 ? now.length - 1 : at - 1], now[at + 1]];
      const barred = next !== ya && before !== A && before !== E && (isBarred(before) || isBarred(next));
      if (barred || (before === ya && next !== ya) || (before === ba && !afterBa.has(next ?? ""))) now[at] = null;
    })(all);
    const aa = "\u09be";
    return [
      ...all
        .join("")
        .replaceAll(E + H + ya + aa, A + H + ya + aa)
        .replaceAll(A + H + ya, A + H + ya + aa),
    ];
  };

/** Ta with a virama is the letter khanda ta, but where a conjunct is meant. */
export const khandaTa = (H: string): Rule =>
  places(2, (all, at) => {
    if (all[at] !== ta || all[at + 1] !== H) return;
    const toKhanda = () => ([all[at], all[at + 1]] = [khanda, null]);
    if (!afterTa.has(all[at + 2] ?? "")) toKhanda();
    else if (all[at + 2] === ta && all[at + 3] === H && at + 4 < all.length) {
      if (![ba, ya, ra].includes(all[at + 4] ?? "")) toKhanda();
      if (all[at + 4] === ra) all[at + 3] = null;
    }
  });

export const khandaTaLast = (marks: ReadonlySet<string>): Rule =>
  places(1, (all, at) => {
    const next = all[at + 1];
    if (all[at] === khanda && next !== null && marks.has(next)) [all[at], all[at + 1]] = [next, khanda];
  });

export const yaphala = (H: string): Rule =>
  places(1, (all, at) => {
    if (all[at] === H && all[at + 1] === yya) all[at + 1] = ya;
  });

/** The same consonant joined twice in a row is joined once. */
export const twiceJoined = (H: string, consonants: ReadonlySet<string>): Rule =>
  places(3, (all, at) => {
    const [one, other] = [all[at + 1], all[at + 3]];
    if (all[at] === H && all[at + 2] === H && one !== null && one === other && consonants.has(one))
      [all[at], all[at + 1]] = [null, null];
  });

export const twiceReph = (H: string): Rule =>
  places(3, (all, at) => {
    if (all[at] === ra && all[at + 1] === H && all[at + 2] === ra && all[at + 3] === H)
      [all[at], all[at + 1]] = [null, null];
  });

export const yaphalaEnds = (H: string): Rule =>
  places(2, (all, at) => {
    if (all[at] === H && all[at + 1] === ya && all[at + 2] === H) all[at + 2] = null;
  });

/** The one joiner that stays stands between ra and a virama, where ra is no part of a conjunct; a virama before a joiner goes with it. */
export const bengaliJoiners =
  (H: string): Rule =>
  (given) => {
    const all: Characters = given.map((character) => (character === zwnj ? zwj : character));
    if (all[0] === zwj) all.shift();
    for (let at = 1; at < all.length; at++) {
      if (all[at] !== zwj) continue;
      const [before, last] = [all[at - 1], at === all.length - 1];
      if (!last && before === H) all[at - 1] = null;
      const stays = !last && before === ra && !(at > 1 && all[at - 2] === H) && all[at + 1] === H;
      if (stays) all[at - 1] = ra + zwj;
      all[at] = null;
    }
    return all;
  };
