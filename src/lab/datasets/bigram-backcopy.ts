/**
 * Bigram-backcopy: a language in which a head of attention must often do nothing. After most letters the next one is drawn from the
 * letters that follow it in a book; after a trigger comes, once more, what stood before the trigger. The first is best told by
 * the letter alone, the second by looking back: a head that serves the triggers has to keep out of the way everywhere else, and under
 * softmax it does so by looking at the first token. Guo et al. 2024, "Active-Dormant Attention Heads".
 */
import { random } from "#engine";
import { characters, type Vocabulary } from "./characters.ts";
import { mobyDick, type CharacterText } from "./moby-dick.ts";
import { started } from "./started.ts";

export interface BackcopyText extends CharacterText {
  /** Codes after which the letter before them comes again. */
  readonly triggers: readonly number[];
  readonly start: number;
}

export interface BackcopyOptions {
  /** Letters of the text, the most frequent ones of the book. */
  readonly letters?: number;
  readonly triggers?: string;
  readonly train?: number;
  readonly validation?: number;
}

/** A text of this language, the same at each call: letters and bigrams of Moby Dick in lower case. */
export async function bigramBackcopy({
  letters = 40,
  triggers = "tea",
  train = 400_000,
  validation = 40_000,
}: BackcopyOptions = {}): Promise<BackcopyText> {
  const { vocabulary, codes: book } = await frequentLetters(letters);
  const triggerCodes = Array.from(vocabulary.encode(triggers));
  const rows = cumulativeBigrams(book, vocabulary.size);
  const codes = backcopy(rows, new Set(triggerCodes), train + validation);
  const text = started({ vocabulary, train: codes.subarray(0, train), validation: codes.subarray(train) });
  return { ...text, start: text.start!, triggers: triggerCodes };
}

/** The book in lower case as codes of its most frequent characters; the others are left out. */
async function frequentLetters(count: number): Promise<{ vocabulary: Vocabulary; codes: Int32Array }> {
  const book = (await mobyDick()).toLowerCase();
  const times = new Int32Array(0x10000); // by code unit: the book has nothing beyond the basic plane
  for (let at = 0; at < book.length; at++) times[book.charCodeAt(at)]++;
  const kept = Array.from(times.keys())
    .sort((a, b) => times[b] - times[a])
    .slice(0, count);
  const vocabulary = characters(String.fromCharCode(...kept));
  const codeOf = new Int32Array(times.length).fill(-1);
  vocabulary.symbols.forEach((symbol, code) => (codeOf[symbol.charCodeAt(0)] = code));
  const codes = new Int32Array(book.length);
  let length = 0;
  for (let at = 0; at < book.length; at++) {
    const code = codeOf[book.charCodeAt(at)];
    if (code >= 0) codes[length++] = code;
  }
  return { vocabulary, codes: codes.subarray(0, length) };
}

/** For each letter, how often each one or an earlier one follows it, as a share that ends at 1. */
function cumulativeBigrams(codes: Int32Array, size: number): Float64Array[] {
  const rows = Array.from({ length: size }, () => new Float64Array(size));
  for (let at = 1; at < codes.length; at++) rows[codes[at - 1]][codes[at]]++;
  for (const row of rows) {
    for (let next = 1; next < size; next++) row[next] += row[next - 1];
    const total = row[size - 1];
    row.forEach((sum, next) => (row[next] = sum / total));
  }
  return rows;
}

function backcopy(rows: readonly Float64Array[], triggers: ReadonlySet<number>, length: number): Int32Array {
  const draws = random(1).stream("bigram-backcopy").uniform(length);
  const codes = new Int32Array(length);
  for (let at = 1; at < length; at++) {
    const last = codes[at - 1];
    codes[at] = at > 1 && triggers.has(last) ? codes[at - 2] : rows[last].findIndex((share) => draws[at] < share);
  }
  return codes;
}
