/** Ranks in threads of their own, which meet in shared memory. Blocks its thread: for workers, not for the main thread of a page. */
import { disagreement, noStats, reduceInOrder, type Communicator, type Reduction } from "./communicator.ts";

/** What ranks share; it can be posted to workers. */
export interface SharedMeeting {
  readonly size: number;
  /** Numbers that one collective may have. */
  readonly capacity: number;
  readonly control: SharedArrayBuffer;
  /** A slot for each rank, and one for the result. */
  readonly slots: SharedArrayBuffer;
}

/** Places in the control array; after them two integers for each rank: how many numbers it brings, and for what. */
const arrived = 0;
const generation = 1;
const ended = 2;
const ranks = 3;
const reductions = ["sum", "max"] as const satisfies readonly Reduction[];

/** How long a rank sleeps at most before it looks whether the meeting has ended. */
const nap = 1000;

/** @throws Error where memory cannot be shared: a page has to be isolated from others for it. */
export function sharedMeeting(size: number, capacity: number): SharedMeeting {
  if (typeof SharedArrayBuffer === "undefined") throw new Error("memory cannot be shared between workers here");
  return {
    size,
    capacity,
    control: new SharedArrayBuffer(4 * (ranks + 2 * size)),
    slots: new SharedArrayBuffer(4 * capacity * (size + 1)),
  };
}

/** Ends the collectives of all ranks, because one of them will not come any more. */
export function endMeeting({ control }: SharedMeeting): void {
  const words = new Int32Array(control);
  Atomics.store(words, ended, 1);
  Atomics.notify(words, generation);
}

/**
 * all-reduce: copy into the own slot; meet; reduce an own part over all slots; meet; copy the result.
 * A slot is written again only by a rank that has met the others twice since: nobody reads it any more. The same holds for the result, which
 * is written after a meeting that everybody comes to with its copy made.
 */
export function sharedCommunicator(meeting: SharedMeeting, rank: number): Communicator {
  const { size, capacity } = meeting;
  const control = new Int32Array(meeting.control);
  const slot = (index: number) => new Float32Array(meeting.slots, 4 * capacity * index, capacity);
  const slots = Array.from({ length: size }, (_, index) => slot(index));
  const result = slot(size);
  const stats = noStats();

  const checkEnded = () => {
    if (Atomics.load(control, ended) === 1) throw new Error("another rank has ended: nobody can wait for it");
  };
  const meet = () => {
    checkEnded();
    const now = Atomics.load(control, generation);
    if (Atomics.add(control, arrived, 1) === size - 1) {
      Atomics.store(control, arrived, 0);
      Atomics.add(control, generation, 1);
      Atomics.notify(control, generation);
      return;
    }
    const startedAt = performance.now();
    while (Atomics.load(control, generation) === now) {
      Atomics.wait(control, generation, now, nap);
      checkEnded();
    }
    stats.waiting += performance.now() - startedAt;
  };

  return {
    rank,
    size,
    stats,
    // Asynchronous for the sake of the other kinds: this one blocks.
    async allReduce(x, reduction = "sum") {
      const { length } = x;
      if (length > capacity) throw new RangeError(`${length} numbers do not fit a meeting for ${capacity}`);
      const startedAt = performance.now();
      slots[rank].set(x);
      control[ranks + 2 * rank] = length;
      control[ranks + 2 * rank + 1] = reductions.indexOf(reduction);
      meet();
      const calls = slots.map((_, one) => ({
        length: control[ranks + 2 * one],
        reduction: reductions[control[ranks + 2 * one + 1]],
      }));
      if (calls.some((call) => call.length !== length || call.reduction !== reduction)) {
        endMeeting(meeting);
        throw disagreement(calls);
      }
      const border = (one: number) => Math.floor((one * length) / size);
      reduceInOrder(slots, result, reduction, border(rank), border(rank + 1));
      meet();
      x.set(result.subarray(0, length));
      stats.calls++;
      stats.bytes += x.byteLength;
      stats.milliseconds += performance.now() - startedAt;
    },
  };
}
