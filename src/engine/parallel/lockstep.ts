/** Ranks as tasks that take turns in one thread: deterministic, needs neither threads nor shared memory. */
import { disagreement, noStats, reduceInOrder, type Communicator, type Reduction } from "./communicator.ts";

interface Arrival {
  readonly x: Float32Array;
  readonly reduction: Reduction;
  readonly resolve: () => void;
  readonly reject: (why: unknown) => void;
}

/**
 * Runs the work of every rank side by side in this thread, and returns what each made of it.
 * A rank that throws ends the collectives of the others, so that nobody waits for it: its error is the one thrown.
 */
export async function lockstep<T>(size: number, work: (communicator: Communicator) => Promise<T>): Promise<T[]> {
  const meeting = new Meeting(size);
  const ranks = Array.from({ length: size }, async (_, rank) => {
    try {
      const result = await work(meeting.member(rank));
      meeting.leave();
      return result;
    } catch (error) {
      meeting.end(error);
      throw error;
    }
  });
  const settled = await Promise.allSettled(ranks);
  if (meeting.ended) throw meeting.ended.why;
  return settled.map((one) => (one as PromiseFulfilledResult<T>).value);
}

class Meeting {
  /** What the first rank that failed threw. */
  ended: { why: unknown } | null = null;
  private readonly size: number;
  private arrived = new Map<number, Arrival>();
  private left = 0;

  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`lockstep: ${size} ranks`);
    this.size = size;
  }

  member(rank: number): Communicator {
    const stats = noStats();
    return {
      rank,
      size: this.size,
      stats,
      allReduce: async (x, reduction = "sum") => {
        const startedAt = performance.now();
        await new Promise<void>((resolve, reject) => this.arrive(rank, { x, reduction, resolve, reject }));
        stats.calls++;
        stats.bytes += x.byteLength;
        stats.milliseconds += performance.now() - startedAt;
      },
    };
  }

  /** A rank that is done: whoever waits for it waits in vain. */
  leave(): void {
    this.left++;
    this.checkLeft();
  }

  end(why: unknown): void {
    this.ended ??= { why };
    for (const { reject } of this.arrived.values()) reject(this.ended.why);
    this.arrived.clear();
  }

  private checkLeft(): void {
    if (this.left > 0 && this.arrived.size > 0)
      this.end(new Error(`${this.arrived.size} of ${this.size} ranks wait for one that has ended`));
  }

  private arrive(rank: number, arrival: Arrival): void {
    if (this.ended) return arrival.reject(this.ended.why);
    this.arrived.set(rank, arrival);
    this.checkLeft();
    if (this.arrived.size < this.size) return;
    const all = Array.from({ length: this.size }, (_, rank) => this.arrived.get(rank)!);
    const [{ x, reduction }] = all;
    if (all.some((one) => one.x.length !== x.length || one.reduction !== reduction))
      return this.end(disagreement(all.map(({ x: { length }, reduction }) => ({ length, reduction }))));
    this.arrived = new Map();
    const sum = new Float32Array(x.length);
    reduceInOrder(
      all.map(({ x }) => x),
      sum,
      reduction,
    );
    for (const { x, resolve } of all) {
      x.set(sum);
      resolve();
    }
  }
}

/** A one-way connection in one thread: what is sent is received once, in order. Between stages of a pipeline. */
export interface Link {
  send(values: Float32Array): void;
  receive(): Promise<Float32Array>;
}

export function openLink(): Link {
  const sent: Float32Array[] = [];
  const waiting: ((values: Float32Array) => void)[] = [];
  return {
    send(values) {
      const copy = values.slice();
      const receiver = waiting.shift();
      if (receiver) receiver(copy);
      else sent.push(copy);
    },
    receive: () => (sent.length > 0 ? Promise.resolve(sent.shift()!) : new Promise((resolve) => waiting.push(resolve))),
  };
}
