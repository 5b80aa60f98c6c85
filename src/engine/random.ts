/** Random numbers that depend on a seed and a name only: Philox4x32-10, a counter-based generator (Salmon et al. 2011). */

/** High and low word of a 32 x 32 bit product. */
function multiply(a: number, b: number): [number, number] {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const cross = a0 * b1 + (middle & 0xffff);
  const high = a1 * b1 + Math.floor(middle / 65536) + Math.floor(cross / 65536);
  return [high >>> 0, Math.imul(a, b) >>> 0];
}

/** The four random words of a counter under a key: ten rounds. */
export function philox(counter: readonly number[], key: readonly number[]): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [h0, l0] = multiply(0xd2511f53, c0);
    const [h1, l1] = multiply(0xcd9e8d57, c2);
    c0 = (h1 ^ c1 ^ k0) >>> 0;
    c1 = l1;
    c2 = (h0 ^ c3 ^ k1) >>> 0;
    c3 = l0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
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
  private words: readonly number[] = [];
  private used = 4;

  constructor(seed: number, name: string) {
    this.key = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
    this.lane = [hash(name, 0x811c9dc5), hash(name, 0x9747b28c)];
  }

  /** The next 32 random bits. */
  private word(): number {
    if (this.used === 4) {
      this.words = philox([this.block >>> 0, Math.floor(this.block / 2 ** 32), ...this.lane], this.key);
      this.block++;
      this.used = 0;
    }
    return this.words[this.used++];
  }

  /** In [0, 1), with 24 random bits: each value is exact in float32. */
  uniform(n: number): Float32Array {
    return Float32Array.from({ length: n }, () => (this.word() >>> 8) * 2 ** -24);
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
    return Float32Array.from({ length: n }, () => Number((this.word() >>> 8) * 2 ** -24 < p));
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
