/** Random numbers that depend on a seed and a name only: Philox4x32-10, a counter-based generator (Salmon et al. 2011). */

/** High word of a 32 x 32 bit product of unsigned numbers; the low one is `Math.imul`. No sum in it reaches 2^32. */
function high(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const cross = a0 * b1 + (middle & 0xffff);
  return a1 * b1 + (middle >>> 16) + (cross >>> 16);
}

/** Ten rounds, from a counter in place to its four random words. */
function rounds(words: Uint32Array, key0: number, key1: number): void {
  // No pattern takes arrays apart here: this is what a training step with noise spends its time on.
  let c0 = words[0];
  let c1 = words[1];
  let c2 = words[2];
  let c3 = words[3];
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const before = c0;
    c0 = (high(0xcd9e8d57, c2) ^ c1 ^ k0) >>> 0;
    c1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c2 = (high(0xd2511f53, before) ^ c3 ^ k1) >>> 0;
    c3 = Math.imul(0xd2511f53, before) >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

/** The four random words of a counter under a key. */
export function philox(counter: readonly number[], [key0, key1]: readonly number[]): number[] {
  const words = Uint32Array.from(counter);
  rounds(words, key0, key1);
  return Array.from(words);
}

/** FNV-1a over the UTF-16 units, from a chosen basis: two bases make 64 bits. */
function hash(text: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** A sequence of random numbers. Every call goes on where the last one ended. */
export class Stream {
  private readonly key: readonly [number, number];
  private readonly lane: readonly [number, number];
  private block = 0;
  private readonly words = new Uint32Array(4);
  private used = 4;

  constructor(seed: number, name: string) {
    this.key = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
    this.lane = [hash(name, 0x811c9dc5), hash(name, 0x9747b28c)];
  }

  /** The next 32 random bits. */
  private word(): number {
    if (this.used === 4) {
      this.words[0] = this.block;
      this.words[1] = Math.floor(this.block / 2 ** 32);
      this.words[2] = this.lane[0];
      this.words[3] = this.lane[1];
      rounds(this.words, this.key[0], this.key[1]);
      this.block++;
      this.used = 0;
    }
    return this.words[this.used++];
  }

  /** In [0, 1), with 24 random bits: each value is exact in float32. */
  uniform(n: number): Float32Array {
    const values = new Float32Array(n);
    for (let i = 0; i < n; i++) values[i] = (this.word() >>> 8) * 2 ** -24;
    return values;
  }

  /** Standard normal, by Box and Muller. */
  normal(n: number): Float32Array {
    const values = new Float32Array(n);
    for (let i = 0; i < n; i += 2) {
      const radius = Math.sqrt(-2 * Math.log((this.word() + 1) * 2 ** -32));
      const angle = 2 * Math.PI * this.word() * 2 ** -32;
      values[i] = radius * Math.cos(angle);
      if (i + 1 < n) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }

  /** Whole numbers in [0, below), without bias. */
  integers(n: number, below: number): Int32Array {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 31)
      throw new RangeError(`integers: invalid bound ${below} (1 to 2^31)`);
    // Words above the largest multiple of the bound would favour small numbers.
    const limit = 2 ** 32 - (2 ** 32 % below);
    return Int32Array.from({ length: n }, () => {
      let word = this.word();
      while (word >= limit) word = this.word();
      return word % below;
    });
  }

  /** 0 .. n - 1 in random order (Fisher and Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const [j] = this.integers(1, i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** 1 with probability p, else 0. */
  bernoulli(n: number, p: number): Float32Array {
    return this.uniform(n).map((value) => Number(value < p));
  }
}

export interface Random {
  /** A stream of its own: what one name draws never shifts another's. */
  stream(name: string): Stream;
}

/** The randomness of one seed, a whole number from 0. */
export function random(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`random: invalid seed ${seed} (a whole number from 0)`);
  return { stream: (name) => new Stream(seed, name) };
}
