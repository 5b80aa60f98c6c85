/** A gap put to a model in the format that it knows, and what is made of the answers. */
import type { Parameters } from "#engine";
import { mean } from "#lab/measure/statistics";
import { corrupted, plain, reordered, type Piece } from "../method.ts";
import type { Library } from "./documents.ts";
import type { Answer, Exam, Gap, Question } from "./exam.ts";

type Ask = (gap: Gap, books: Library) => Question;

const sizeOf = ({ gap: { start, end } }: Gap): number => end - start;

/** Behind what the piece begins with, and so many tokens more. */
const behind = ({ tokens, prefix }: Piece, extra: number, count: number): Question => ({
  piece: { tokens, prefix: 0 },
  from: prefix + extra,
  count,
});

export const formats = {
  /** Only what stands before the gap is seen. */
  before: (at, { special }) => ({ piece: plain(at.document, special), from: at.gap.start, count: sizeOf(at) }),
  middle: (at, { special }) => behind(reordered(at.document, at.gap, special), 0, sizeOf(at)),
  /** <mask_1> stands before what it masks. */
  spans: (at, { special }) => behind(corrupted(at.document, [at.gap], special), 1, sizeOf(at)),
  /** As it is learned across files: other documents follow, as many as fit, the first of them with the same gap. */
  "spans in a window": (at, { special, documents }) => {
    const window = [...plain(at.document, special).tokens];
    const gaps = [0, window.length].map((by) => ({ start: at.gap.start + by, end: at.gap.end + by }));
    const others = documents.test.records;
    for (let next = at.gap.start; window.length < windowSize; next++)
      window.push(...plain(others[next % others.length], special).tokens);
    return behind(corrupted(window.slice(0, windowSize), gaps, special), 1, sizeOf(at));
  },
} as const satisfies Readonly<Record<string, Ask>>;
export type Format = keyof typeof formats;

/** With the eight tokens of two spans, 64 and a target. */
const windowSize = 57;

/** Bits per byte of the tokens in the gaps, how likely the model stops where they end, and how many gaps it would fill with just these, in percent. */
export async function infill(exam: Exam, weights: Parameters, gaps: readonly Gap[], books: Library, format: Format) {
  const answers = await exam.answers(weights, gaps.map((gap) => formats[format](gap, books))); // prettier-ignore
  const bytes = gaps.reduce((sum, { document, gap: { start, end } }) => sum + bytesOf(document.slice(start, end), books), 0); // prettier-ignore
  const nats = answers.reduce((sum, answer) => sum + answer.nats, 0);
  const percent = (of: (answer: Answer) => number) => 100 * mean(answers.map(of));
  return {
    bits: nats / Math.LN2 / bytes,
    stop: percent(({ stop }) => stop),
    written: percent(({ written }) => (written ? 1 : 0)),
  };
}

const bytesOf = (tokens: readonly number[], { bytes }: Library): number =>
  tokens.reduce((sum, token) => sum + bytes[token], 0);

/** The same gaps, each followed by as many last tokens of another document: what a model gains from the true end is then gone. In records every field stays in its place. */
export const withOtherEnds = (gaps: readonly Gap[]): Gap[] =>
  gaps.map(({ document, gap }, at) => {
    const other = gaps[(at + 1) % gaps.length].document;
    return { document: [...document.slice(0, gap.end), ...other.slice(gap.end - document.length)], gap };
  });

/** How many middles there are to choose from. */
export const choices = 4;

/**
 * Share of gaps, in percent, whose true middle the model finds likelier than those cut from three other documents at the same place.
 * From before, a model judges a middle by what follows it, too: that is what re-ranking samples would do.
 */
export async function rightMiddles(
  exam: Exam,
  weights: Parameters,
  gaps: readonly Gap[],
  books: Library,
  format: Format,
): Promise<number> {
  const questions = gaps.flatMap((at, index) =>
    Array.from({ length: choices }, (_, choice) => {
      const { document, gap: { start, end } } = at; // prettier-ignore
      const other = gaps[(index + choice) % gaps.length].document;
      const middle = choice === 0 ? document.slice(start, end) : Array.from({ length: end - start }, (_, i) => other[(start + i) % other.length]); // prettier-ignore
      const filled = { document: [...document.slice(0, start), ...middle, ...document.slice(end)], gap: at.gap };
      const question = formats[format](filled, books);
      return format.startsWith("before") ? { ...question, count: document.length - start } : question;
    }),
  );
  const answers = await exam.answers(weights, questions);
  const right = gaps.filter((_, index) => {
    const nats = answers.slice(index * choices, (index + 1) * choices).map((answer) => answer.nats);
    return nats.indexOf(Math.min(...nats)) === 0;
  });
  return (100 * right.length) / gaps.length;
}
