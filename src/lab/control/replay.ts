/** What an agent has seen lately, to learn from in random order. Lin 1992. */
import type { Stream } from "#engine";

/** A type and not an interface, so that it can be fed to a program as it is. */
export type Transitions = {
  /** [batch, size] */
  readonly observations: Float32Array;
  /** [batch] */
  readonly actions: Int32Array;
  /** [batch] */
  readonly rewards: Float32Array;
  /** [batch], 1 where the game went on, 0 where it was over. */
  readonly continues: Float32Array;
  /** [batch, size] */
  readonly nextObservations: Float32Array;
};

export class Replay {
  /** Transitions kept. */
  count = 0;
  private readonly capacity: number;
  private readonly size: number;
  private next = 0;
  private readonly kept: Transitions;

  /** @param size numbers of an observation. */
  constructor(capacity: number, size: number) {
    [this.capacity, this.size] = [capacity, size];
    this.kept = space(capacity, size);
  }

  /** Keeps a transition; when all places are taken, in that of the oldest. */
  add(observation: Float32Array, action: number, reward: number, isOver: boolean, nextObservation: Float32Array): void {
    const { kept, next, size } = this;
    kept.observations.set(observation, next * size);
    kept.nextObservations.set(nextObservation, next * size);
    kept.actions[next] = action;
    kept.rewards[next] = reward;
    kept.continues[next] = isOver ? 0 : 1;
    this.next = (next + 1) % this.capacity;
    this.count = Math.min(this.count + 1, this.capacity);
  }

  /** Transitions drawn uniformly and with replacement. @throws Error when there are none. */
  sample(batch: number, stream: Stream): Transitions {
    if (this.count === 0) throw new Error("nothing to replay");
    const { kept, size } = this;
    const taken = space(batch, size);
    for (const [row, place] of stream.integers(batch, this.count).entries()) {
      taken.observations.set(kept.observations.subarray(place * size, (place + 1) * size), row * size);
      taken.nextObservations.set(kept.nextObservations.subarray(place * size, (place + 1) * size), row * size);
      taken.actions[row] = kept.actions[place];
      taken.rewards[row] = kept.rewards[place];
      taken.continues[row] = kept.continues[place];
    }
    return taken;
  }
}

const space = (rows: number, size: number): Transitions => ({
  observations: new Float32Array(rows * size),
  actions: new Int32Array(rows),
  rewards: new Float32Array(rows),
  continues: new Float32Array(rows),
  nextObservations: new Float32Array(rows * size),
});
