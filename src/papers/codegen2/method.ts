/**
 * CodeGen2's training objectives on a decoder-only model. Nijkamp et al. 2023, arXiv 2305.02309.
 *
 *   plain          doc EOT doc EOT ...                                                        loss on every token
 *   span-corrupted context EOT <sep> <mask_1> s_1 <eom> ... <mask_k> s_k <eom>                loss on every token
 *                  context = the document with each span s_j replaced by <mask_j>; each document on its own (file level)
 *   mixture        a sequence is span-corrupted with probability 0.5, else plain; nothing in it says which
 *   reordered      <PRE> P <SUF> S <MID> M <eom>                                              PSM, what infilling was before
 *   prefix         position i sees j <= i, and all of the prefix if it is in it; loss on targets outside the prefix
 *
 * How ratios and lengths of spans are drawn is ours: the paper's text was out of reach.
 */
import { iota, type Tensor } from "#engine";
import type { Draw } from "#lab/datasets/draw";

/** Numbers of the tokens that stand for no text. */
export interface SpecialTokens {
  readonly eot: number;
  readonly masks: readonly number[];
  readonly sep: number;
  readonly eom: number;
  readonly pre: number;
  readonly suf: number;
  readonly mid: number;
}

/** They follow a vocabulary of `first` tokens. */
export const specialTokens = (first: number, masks = 8): SpecialTokens => ({
  ...{ eot: first, sep: first + 1, eom: first + 2, pre: first + 3, suf: first + 4, mid: first + 5 },
  masks: Array.from({ length: masks }, (_, at) => first + 6 + at),
});

export const specialCount = ({ masks }: SpecialTokens): number => 6 + masks.length;

/** Tokens `start` to `end` of a document, without `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Tokens of a document as they stand in a sequence. The first `prefix` of them are its prefix, in an arm that has one. */
export interface Piece {
  readonly tokens: readonly number[];
  readonly prefix: number;
}

export const plain = (document: readonly number[], { eot }: SpecialTokens): Piece => ({
  tokens: [...document, eot],
  prefix: 0,
});

export interface SpanOptions {
  /** Share of a document that is masked, drawn uniformly from this range. */
  readonly ratio: readonly [low: number, high: number];
  /** Length of a span, drawn uniformly from 1 to this; or `length`, always the same. */
  readonly longest: number;
  readonly length?: number;
  readonly masks: number;
}

/** The dynamic ratio: every document draws its own. */
export const dynamicSpans = { ratio: [0.1, 0.5], longest: 8, masks: 8 } as const satisfies SpanOptions;

/** First a ratio, then a length of spans, then their places, so that round(ratio L) tokens are masked, at least one. L >= 2. */
export function drawSpans(draw: Draw, length: number, { ratio, longest, length: fixed, masks }: SpanOptions): Span[] {
  const share = draw.uniform(...ratio);
  const masked = Math.max(1, Math.round(share * length));
  const drawn = draw.between(1, Math.max(1, Math.min(longest, Math.floor(share * length))));
  return placeSpans(draw, length, masked, spanCount(length, masked, fixed ?? drawn, masks));
}

/** As many spans of a length as the masked tokens make, while one token is left between two. */
export const spanCount = (length: number, masked: number, each: number, masks: number): number =>
  Math.max(1, Math.min(masks, masked, Math.round(masked / each), length - masked + 1));

/** Spans in order, of lengths that differ by one at most, at uniformly random places with a token between two. */
export function placeSpans(draw: Draw, length: number, masked: number, count: number): Span[] {
  const free = length - masked - (count - 1);
  // Stars and bars: bars at random among the free tokens make every composition of the gaps equally likely.
  const bars = draw
    .some(
      Array.from({ length: free + count }, (_, at) => at),
      count,
    )
    .sort((a, b) => a - b);
  const longer = new Set(
    draw.some(
      bars.map((_, at) => at),
      masked % count,
    ),
  );
  let end = 0;
  return bars.map((bar, at) => {
    const gap = bar - (at === 0 ? 0 : bars[at - 1] + 1) + (at === 0 ? 0 : 1);
    const start = end + gap;
    end = start + Math.floor(masked / count) + (longer.has(at) ? 1 : 0);
    return { start, end };
  });
}

/** context EOT <sep> <mask_1> s_1 <eom> ...: L + 3k + 2 tokens. The prefix ends with <sep>. */
export function corrupted(document: readonly number[], spans: readonly Span[], special: SpecialTokens): Piece {
  const { eot, sep, eom, masks } = special;
  if (spans.length > masks.length) throw new Error(`${spans.length} spans need more than ${masks.length} masks`);
  const context = [...spans.keys()].flatMap((at) => [
    ...document.slice(spans[at - 1]?.end ?? 0, spans[at].start),
    masks[at],
  ]);
  const head = [...context, ...document.slice(spans.at(-1)?.end ?? 0), eot, sep];
  const targets = spans.flatMap(({ start, end }, at) => [masks[at], ...document.slice(start, end), eom]);
  return { tokens: [...head, ...targets], prefix: head.length };
}

/** The document of a span-corrupted sequence, its spans back in their places. */
export function restored(tokens: readonly number[], { eot, sep, eom, masks }: SpecialTokens): number[] {
  const border = tokens.indexOf(sep);
  const spans = new Map<number, readonly number[]>();
  for (let at = border + 1; at < tokens.length;) {
    const end = tokens.indexOf(eom, at);
    spans.set(tokens[at], tokens.slice(at + 1, end));
    at = end + 1;
  }
  const context = tokens.slice(0, tokens[border - 1] === eot ? border - 1 : border);
  return context.flatMap((token) => (masks.includes(token) ? spans.get(token)! : [token]));
}

/** <PRE> P <SUF> S <MID> M <eom>, M being the span. The prefix ends with <MID>. */
export function reordered(document: readonly number[], { start, end }: Span, special: SpecialTokens): Piece {
  const { pre, suf, mid, eom } = special;
  const head = [pre, ...document.slice(0, start), suf, ...document.slice(end), mid];
  return { tokens: [...head, ...document.slice(start, end), eom], prefix: head.length };
}

/** Two uniform cuts; the middle may be empty. */
export function drawMiddle(draw: Draw, length: number): Span {
  const [start, end] = [draw.between(0, length), draw.between(0, length)].sort((a, b) => a - b);
  return { start, end };
}

/** Pieces one after the other, cut: tokens, and of each the number of the prefix that it is in, 0 where in none. */
export interface Sequence {
  readonly tokens: Int32Array;
  readonly prefixes: Int32Array;
}

/** Takes pieces until there are `length` tokens. */
export function packed(next: () => Piece, length: number): Sequence {
  const tokens = new Int32Array(length);
  const prefixes = new Int32Array(length);
  for (let at = 0, count = 1; at < length; count++) {
    const piece = next();
    const fitting = piece.tokens.slice(0, length - at);
    tokens.set(fitting, at);
    prefixes.fill(count, at, Math.min(at + piece.prefix, length));
    at += fitting.length;
  }
  return { tokens, prefixes };
}

/** The first `size` tokens as the only prefix, whatever they are. */
export const withPrefix = ({ tokens }: Sequence, size: number): Sequence => ({
  tokens,
  prefixes: Int32Array.from(tokens, (_, at) => (at < size ? 1 : 0)),
});

/** Of the targets, the tokens from the second on: 1 outside any prefix, 0 where the target is seen already. */
export const lossWeights = (prefixes: Int32Array): Float32Array =>
  Float32Array.from(prefixes.subarray(1), (prefix) => (prefix === 0 ? 1 : 0));

/** Added to scores, [batch, 1, time, time]: 0 where i sees j, j <= i or both in one prefix. prefixes: int32 [batch, time]. */
export function prefixMask(prefixes: Tensor): Tensor {
  const [batch, time] = prefixes.shape;
  const own = prefixes.reshape(batch, 1, time, 1);
  const other = prefixes.reshape(batch, 1, 1, time);
  const number = (is: Tensor) => is.cast("float32");
  const together = number(own.equal(other)).mul(number(other.greater(0)));
  const later = number(
    iota(time)
      .reshape(1, 1, time, 1)
      .less(iota(time).reshape(1, 1, 1, time)),
  );
  return later.mul(together.neg().add(1)).mul(-1e9);
}
