/** A gap put to a model in the format that it knows, and what is made of the answers. */
import type { Parameters } from "#engine";
import { mean } from "#lab/measure/statistics";
import { corrupted, plain, reordered, type Piece } from "../method.ts";
import type { Library } from "./documents.ts";
import type { Exam, Gap, Question } from "./exam.ts";

type Ask = (gap: Gap, books: Library) => Question;

const sizeOf = ({ gap: { start, end } }: Gap): number => end - start;

/** Behind a head of the piece, which a model with a prefix sees whole. */
const behind = (piece: Piece, prefix: boolean, extra: number, count: number): Question => ({
  piece: prefix ? piece : { ...piece, prefix: 0 },
  from: piece.prefix + extra,
  count,
});

/** <mask_1> stands before what it masks. */
const asSpans =
  (prefix: boolean): Ask =>
  (at, { special }) =>
    behind(corrupted(at.document, [at.gap], special), prefix, 1, sizeOf(at));

/** Only what stands before the gap is seen. */
const fromBefore =
  (prefix: boolean): Ask =>
  (at, { special }) => ({
    piece: { ...plain(at.document, special), prefix: prefix ? at.gap.start : 0 },
    from: at.gap.start,
    count: sizeOf(at),
  });

export const formats = {
  before: fromBefore(false),
  "before, as a prefix": fromBefore(true),
  middle: (at, { special }) => behind(reordered(at.document, at.gap, special), false, 0, sizeOf(at)),
  spans: asSpans(false),
  "spans, as a prefix": asSpans(true),
  /** As it is learned across files: other documents follow, as many as fit. */
  "spans in a window": (at, books) => {
    const window = [...plain(at.document, books.special).tokens];
    const others = books.documents.test.code;
    for (let next = at.gap.start; window.length < windowSize; next++)
      window.push(...plain(others[next % others.length], books.special).tokens);
    return asSpans(false)({ ...at, document: window.slice(0, windowSize) }, books);
  },
} as const satisfies Readonly<Record<string, Ask>>;
export type Format = keyof typeof formats;

/** With the five tokens of one span, 64 and a target. */
const windowSize = 60;

/** Bits per byte of the tokens in the gaps, and how likely the model stops where they end, in percent. */
export async function infill(exam: Exam, weights: Parameters, gaps: readonly Gap[], books: Library, format: Format) {
  const answers = await exam.answers(weights, gaps.map((gap) => formats[format](gap, books))); // prettier-ignore
  const bytes = gaps.reduce((sum, { document, gap: { start, end } }) => sum + bytesOf(document.slice(start, end), books), 0); // prettier-ignore
  const nats = answers.reduce((sum, answer) => sum + answer.nats, 0);
  return { bits: nats / Math.LN2 / bytes, stop: 100 * mean(answers.map(({ stop }) => stop)) };
}

const bytesOf = (tokens: readonly number[], { bytes }: Library): number =>
  tokens.reduce((sum, token) => sum + bytes[token], 0);

/** The same gaps, each with what stands behind the gap of another document: what a model gains from the true one is then gone. */
export const withOtherEnds = (gaps: readonly Gap[]): Gap[] =>
  gaps.map(({ document, gap }, at) => {
    const other = gaps[(at + 1) % gaps.length];
    return { document: [...document.slice(0, gap.end), ...other.document.slice(other.gap.end)].slice(0, 38), gap };
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
