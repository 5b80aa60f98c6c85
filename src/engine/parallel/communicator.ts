/** Communicators: what ranks that work on one model say to each other. */

export type Reduction = "sum" | "max";

/** What a rank has sent so far, and how long that took it. */
export interface CommunicatorStats {
  calls: number;
  /** Payload of one rank. */
  bytes: number;
  /** Inside of collectives, the waiting for other ranks included. */
  milliseconds: number;
  /** Of these, in which the rank only waited. */
  waiting: number;
}

export interface Communicator {
  /** 0, 1, ... */
  readonly rank: number;
  readonly size: number;
  readonly stats: Readonly<CommunicatorStats>;
  /**
   * Replaces x by the sum (or maximum) over all ranks, which is made in the order of the ranks: it has the same bits everywhere. Every rank has to
   * call it as often and for arrays of the same length; where one does not, all of them throw.
   */
  allReduce(x: Float32Array, reduction?: Reduction): Promise<void>;
}

export const noStats = (): CommunicatorStats => ({ calls: 0, bytes: 0, milliseconds: 0, waiting: 0 });

/** A rank on its own: sums of one. */
export function soloCommunicator(): Communicator {
  const stats = noStats();
  return {
    rank: 0,
    size: 1,
    stats,
    async allReduce(x) {
      stats.calls++;
      stats.bytes += x.byteLength;
    },
  };
}

/** Sums the parts, or takes their maxima, from place `from` to before `to`; in the order of the parts, rounded to 32 bits after each. */
export function reduceInOrder(
  parts: readonly Float32Array[],
  into: Float32Array,
  reduction: Reduction,
  from = 0,
  to = into.length,
): void {
  const [first, ...others] = parts;
  into.set(first.subarray(from, to), from);
  for (const part of others)
    if (reduction === "sum") for (let at = from; at < to; at++) into[at] += part[at];
    else for (let at = from; at < to; at++) into[at] = Math.max(into[at], part[at]);
}

/** What ranks that came to one collective with different things in hand are told. */
export const disagreement = (calls: readonly { reduction: Reduction; length: number }[]): Error =>
  new Error(
    `ranks do not agree: ${calls.map(({ reduction, length }, rank) => `rank ${rank} brings ${length} numbers for a ${reduction}`).join(", ")}`,
  );
