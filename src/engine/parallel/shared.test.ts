import { afterAll, describe, expect, test } from "vitest";
import { random, startWorker } from "../index.ts";
import { lockstep, sharedMeeting } from "./index.ts";

const workers = [0, 1].map(() => startWorker(new URL("./testing-worker.ts", import.meta.url)));
afterAll(() => workers.forEach((worker) => worker.terminate()));

const [count, times] = [1001, 20];
const valuesOf = (rank: number) => random(1).stream(`rank ${rank}`).normal(count);

describe("two ranks in workers of their own", () => {
  test("get the bits that ranks in one thread get, over and over", async () => {
    const meeting = sharedMeeting(2, count);
    const results = await Promise.all(
      workers.map((worker, rank) =>
        worker.run<{ values: Float32Array; stats: { calls: number; bytes: number } }>("sum", {
          meeting,
          rank,
          values: valuesOf(rank),
          times,
        }),
      ),
    );
    const expected = await lockstep(2, async ({ rank, allReduce }) => {
      const values = valuesOf(rank);
      for (let time = 0; time < times; time++) {
        await allReduce(values);
        for (let at = 0; at < count; at++) values[at] = Math.fround(values[at] / 3 + rank);
      }
      await allReduce(values, "max");
      return values;
    });
    for (const { values, stats } of results) {
      expect(values).toEqual(expected[0]);
      expect(stats).toMatchObject({ calls: times + 1, bytes: 4 * count * (times + 1) });
    }
  });

  test("that bring arrays of different lengths both fail instead of waiting", async () => {
    const meeting = sharedMeeting(2, count);
    const work = workers.map((worker, rank) =>
      worker.run("sum", { meeting, rank, values: new Float32Array(5 + rank), times: 1 }),
    );
    for (const one of await Promise.allSettled(work))
      expect(String((one as PromiseRejectedResult).reason)).toMatch(/ranks do not agree|another rank has ended/);
  });

  test("do not wait for one that has failed", async () => {
    const meeting = sharedMeeting(2, count);
    const waiting = workers[0].run("sum", { meeting, rank: 0, values: new Float32Array(5), times: 1 });
    const failing = workers[1].run("fail", { meeting });
    const reasons = (await Promise.allSettled([waiting, failing])).map((one) => (one as PromiseRejectedResult).reason);
    expect(reasons.map(String)).toEqual([
      "Error: another rank has ended: nobody can wait for it",
      "RangeError: this rank cannot",
    ]);
  });
});
