/** What a step of RetroMAE v2 is fed: texts with hidden words, what each row of the decoder may see, and bags of words. */
import { input, type Stream, type Tensor } from "#engine";
import { chooseWords, corrupted } from "#lab/datasets/masked";
import { padding } from "#lab/datasets/words";

/** A text: the codes of each of its words. */
export type Text = readonly (readonly number[])[];

/** The codes that are no words, the first that is one, and how many there are. */
export interface Codes {
  readonly cls: number;
  readonly separator: number;
  readonly mask: number;
  readonly first: number;
  readonly size: number;
  /** Behind the last word that may stand in for a hidden one. Default: all may. */
  readonly standInsEnd?: number;
}

/** Shares of the tokens that are hidden: from the encoder, and from each row of the decoder. */
export interface Shares {
  readonly encoder: number;
  readonly decoder: number;
}

/** Those of the authors. */
export const shares: Shares = { encoder: 0.3, decoder: 0.5 };

/** Whether a word that occurs twice counts twice in the bag. The authors' code overwrites instead of adding up. */
export type BagKind = "distinct" | "count";

/** The places of each word's tokens behind CLS. */
export function placesOf(text: Text): number[][] {
  let next = 1;
  return text.map((codes) => codes.map(() => next++));
}

/** The words that fit in `length` tokens beside CLS and SEP. */
export function cutText(text: Text, length: number): Text {
  let tokens = 2;
  return text.filter(({ length: own }) => (tokens += own) <= length);
}

/**
 * What each row of the decoder may see: [length, length], 1 or 0. At most 256 sets of hidden words are drawn for a text; every row takes one
 * of them, and hides itself as well. CLS, whose place the text's vector takes, is hidden from its own row alone.
 */
export function drawVisible(
  stream: Stream,
  words: readonly (readonly number[])[],
  { share, length }: { share: number; length: number },
): Uint8Array {
  const sets = Array.from({ length: Math.min(length, 256) }, () => chooseWords(stream, words, { share, length }));
  const taken = stream.integers(length, sets.length);
  const visible = new Uint8Array(length * length);
  for (let row = 0; row < length; row++)
    for (let column = 0; column < length; column++)
      visible[row * length + column] = Number(column !== row && sets[taken[row]][column] === 0);
  return visible;
}

/** Writes 1 / n at every word of a text into `weights` [vocabulary]; n counts repeated words. */
export function writeBag(weights: Float32Array, text: Text, kind: BagKind = "distinct"): void {
  const codes = text.flat();
  for (const code of codes) weights[code] = (kind === "count" ? weights[code] : 0) + 1 / codes.length;
}

export interface BatchShape {
  readonly batch: number;
  /** Of a row in tokens. */
  readonly length: number;
}

/** Most tokens of a batch that are hidden from the encoder. */
const mostGuessed = ({ batch, length }: BatchShape, { encoder }: Shares) => batch * Math.ceil(encoder * length);

/** A batch as tensors to be fed: by `maskedFeeds`, and for the decoders by `rebuildFeeds` and `bagFeeds`. */
export function batchInputs(shape: BatchShape, vocabulary: number, drawn: Shares = shares) {
  const { batch, length } = shape;
  const guessed = mostGuessed(shape, drawn);
  return {
    tokens: input("tokens", [batch, length], "int32"),
    /** The same with words hidden. */
    shown: input("shown", [batch, length], "int32"),
    places: input("places", [guessed], "int32"),
    codes: input("codes", [guessed], "int32"),
    weights: input("weights", [guessed]),
    visible: input("visible", [batch, length, length]),
    /** 1 at words, 0 at CLS, SEP and padding. */
    rebuilt: input("rebuilt", [batch, length]),
    bag: input("bag", [batch, vocabulary]),
  } satisfies Record<string, Tensor>;
}

/** Rows of tokens: CLS, as many words as fit, SEP, padding. [texts, length]. */
export function tokenRows(texts: readonly Text[], { cls, separator }: Codes, length: number): Int32Array {
  const rows = new Int32Array(texts.length * length).fill(padding);
  for (const [row, text] of texts.entries()) rows.set([cls, ...cutText(text, length).flat(), separator], row * length);
  return rows;
}

interface Drawing {
  /** Of a row in tokens. */
  readonly length: number;
  readonly codes: Codes;
  readonly shares?: Shares;
}

const lengthOf = (text: Text): number => text.flat().length + 2;

/** For the encoder's own loss: the texts with words hidden, and which they are. */
export function maskedFeeds(
  stream: Stream,
  texts: readonly Text[],
  { length, codes, shares: drawn = shares }: Drawing,
) {
  const most = mostGuessed({ batch: texts.length, length }, drawn);
  const shown = tokenRows(texts, codes, length);
  const [places, guessed] = [new Int32Array(most), new Int32Array(most)];
  const weights = new Float32Array(most);
  let count = 0;
  for (const [row, whole] of texts.entries()) {
    const text = cutText(whole, length);
    const tokens = shown.subarray(row * length, row * length + lengthOf(text));
    const chosen = chooseWords(stream, placesOf(text), { share: drawn.encoder, length: tokens.length });
    for (const [at, code] of tokens.entries())
      if (chosen[at]) [places[count], guessed[count], weights[count++]] = [row * length + at, code, 1];
    tokens.set(
      corrupted(stream, tokens, chosen, { mask: codes.mask, others: [codes.first, codes.standInsEnd ?? codes.size] }),
    );
  }
  return { shown, places, codes: guessed, weights };
}

/** For the decoder that rebuilds the texts: the texts as they are, what each row may see, and which rows are words. */
export function rebuildFeeds(
  stream: Stream,
  texts: readonly Text[],
  { length, codes, shares: drawn = shares }: Drawing,
) {
  const visible = new Float32Array(texts.length * length * length);
  const rebuilt = new Float32Array(texts.length * length);
  for (const [row, whole] of texts.entries()) {
    const text = cutText(whole, length);
    const own = lengthOf(text);
    const seen = drawVisible(stream, placesOf(text), { share: drawn.decoder, length: own });
    for (let at = 0; at < own; at++) visible.set(seen.subarray(at * own, (at + 1) * own), (row * length + at) * length);
    rebuilt.fill(1, row * length + 1, row * length + own - 1);
  }
  return { tokens: tokenRows(texts, codes, length), visible, rebuilt };
}

/** For the bag of words: the weight of every word of the vocabulary in each text. */
export function bagFeeds(texts: readonly Text[], { length, codes: { size } }: Drawing, kind?: BagKind) {
  const bag = new Float32Array(texts.length * size);
  for (const [row, text] of texts.entries())
    writeBag(bag.subarray(row * size, (row + 1) * size), cutText(text, length), kind);
  return { bag };
}
