/** A rank in a worker of its own, for the tests of shared memory. */
import { serveTasks } from "../worker/serve.ts";
import { endMeeting, sharedCommunicator, type SharedMeeting } from "./shared.ts";

serveTasks({
  /** Sums the values so often, each time over what came of the time before. */
  async sum({
    meeting,
    rank,
    values,
    times,
  }: {
    meeting: SharedMeeting;
    rank: number;
    values: Float32Array;
    times: number;
  }) {
    const { allReduce, stats } = sharedCommunicator(meeting, rank);
    for (let time = 0; time < times; time++) {
      await allReduce(values);
      for (let at = 0; at < values.length; at++) values[at] = Math.fround(values[at] / 3 + rank);
    }
    await allReduce(values, "max");
    return { values, stats: { ...stats } };
  },
  fail({ meeting }: { meeting: SharedMeeting }) {
    endMeeting(meeting);
    throw new RangeError("this rank cannot");
  },
});
