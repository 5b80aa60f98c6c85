/** What the forest knows before it learns: twenty words, the calendar, and its patterns. */
import { english, type Lexicon } from "../query/lexicon.ts";

const words: Readonly<Record<string, readonly string[]>> = {
  PAPER: ["papers"],
  ON: ["on"],
  SINCE: ["since"],
  AFTER: ["after"],
  BEFORE: ["before"],
  UNTIL: ["until"],
  BETWEEN: ["between"],
  TO: ["to"],
  AND: ["and"],
  IN: ["in"],
  BY: ["by"],
  WITH: ["with"],
  WITHOUT: ["without"],
  CODE: ["code"],
  UNREPRODUCED: ["not reproduced"],
  MOST: ["most"],
  DISCUSSED: ["discussed"],
  VOTED: ["upvoted"],
  NEWEST: ["newest"],
  TOP: ["top"],
};

/** What a calendar has anyway; the networks are given dates and numbers read as well. */
const calendar =
  "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER DAY WEEK MONTH YEAR THIS LAST PAST TODAY YESTERDAY".split(
    " ",
  );

export const calendarLexicon: Lexicon = Object.fromEntries(calendar.map((symbol) => [symbol, english[symbol]]));

export const seedWords = Object.values(words).flat().length;

/** Every symbol of the language stands in it, most of them without an alternative yet. */
export const seedLexicon: Lexicon = Object.fromEntries(
  Object.keys(english).map((symbol) => [symbol, calendar.includes(symbol) ? english[symbol] : (words[symbol] ?? [])]),
);
