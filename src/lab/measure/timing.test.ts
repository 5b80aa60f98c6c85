import { drain } from "../kit/index.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { input, ones, Scope, sgd } from "#engine";
import {
  clockFor,
  inferenceArm,
  noiseFloor,
  saving,
  timeArms,
  timeRatio,
  trainingArm,
  twinOf,
  type TimedArm,
  type Timings,
} from "./timing.ts";
import { bootstrap } from "./significance.ts";
import { median } from "./statistics.ts";

/** A clock that only moves when an arm runs, so that these tests do not depend on the machine. */
let clock = 0;
const spin = (milliseconds: number) => void (clock += milliseconds);
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});
afterEach(() => vi.restoreAllMocks());

/** An arm that takes some time, and what happened to it. */
function arm(name: string, milliseconds: number, log: string[] = []): TimedArm {
  return {
    name,
    async open() {
      log.push(`open ${name}`);
      return {
        async run() {
          log.push(name);
          spin(milliseconds);
        },
        async release() {
          log.push(`release ${name}`);
        },
      };
    },
  };
}

async function timed(arms: readonly TimedArm[], plan: Partial<Parameters<typeof timeArms>[1]> = {}) {
  const events = timeArms(arms, { baseline: "a", rounds: 5, seed: 1, ...plan });
  const shares: number[] = [];
  const timings = await drain(events, (share) => shares.push(share));
  return { timings, shares };
}

describe("timing", () => {
  test("sees that one arm takes half as long as the other, and that the baseline takes as long as itself", async () => {
    const { timings } = await timed([arm("a", 4), arm("b", 2)]);
    expect(saving(timings, "b", "a")).toEqual({ median: 50, interval: [50, 50] });
    expect(timeRatio(timings, "a", "b").median).toBe(2);
    expect(noiseFloor(timings, "a")).toBe(0);
  });

  test("runs every arm in every round, in an order that changes and that the seed decides", async () => {
    const orderOf = async (seed: number) => {
      const log: string[] = [];
      await timed([arm("a", 0, log), arm("b", 0, log), arm("c", 0, log)], { seed, runs: 2, rounds: 4 });
      return log.filter((entry) => !entry.includes(" ")).join("");
    };
    const order = await orderOf(1);
    const rounds = order.match(/.{8}/g)!; // four arms with the twin, two runs each
    expect(rounds).toHaveLength(4);
    for (const round of rounds) expect([...round].sort().join("")).toBe("aaaabbcc");
    expect(new Set(rounds).size).toBeGreaterThan(1);
    expect(await orderOf(1)).toBe(order);
    expect(await orderOf(2)).not.toBe(order);
  });

  test("takes the fastest run of a round: a machine with other work only adds to it", async () => {
    let run = 0;
    const disturbed: TimedArm = {
      name: "a",
      open: async () => ({ run: async () => spin([9, 7, 5, 30][run++ % 4]), release: async () => {} }),
    };
    const { timings } = await timed([disturbed], { runs: 4 });
    expect(timings.a).toEqual([5, 5, 5, 5, 5]);
  });

  test("leaves the first run of each round out", async () => {
    let run = 0;
    const slowAtFirst: TimedArm = {
      name: "a",
      open: async () => ({ run: async () => spin(run++ % 3 === 0 ? 2 : 20), release: async () => {} }),
    };
    const { timings } = await timed([slowAtFirst]);
    expect(timings.a).toEqual([20, 20, 20, 20, 20]);
  });

  test("opens the baseline twice, and releases everything, also when an arm fails", async () => {
    const log: string[] = [];
    const failing: TimedArm = {
      name: "b",
      open: async () => ({
        run: () => Promise.reject(new Error("broken")),
        release: async () => void log.push("free"),
      }),
    };
    await expect(timed([arm("a", 0, log), failing])).rejects.toThrow("broken");
    expect(log.filter((entry) => entry === "open a")).toHaveLength(2);
    expect(log.filter((entry) => entry === "release a")).toHaveLength(2);
    expect(log).toContain("free");
  });

  test("tells after each round how much is done", async () => {
    expect((await timed([arm("a", 0)], { rounds: 4 })).shares).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test("refuses what could not be compared, and says what", async () => {
    await expect(timed([arm("b", 0)])).rejects.toThrow('no arm is called "a"');
    await expect(timed([arm("a", 0), arm("a", 0)])).rejects.toThrow("two arms share a name");
    await expect(timed([arm("a", 0)], { runs: 1 })).rejects.toThrow("5 rounds of 1 runs count nothing");
    expect(() => saving({ a: [1] }, "b", "a")).toThrow('no arm is called "b"');
  });
});

test("programs and training steps can be timed against each other, their compilation left out", async () => {
  vi.restoreAllMocks();
  const scope = new Scope();
  const square = input("x", [2])
    .mul(scope.parameter("weight", [2], ones))
    .square();
  const feeds = { x: Float32Array.of(1, 2) };
  const { timings } = await timed(
    [
      inferenceArm("a", { outputs: { square }, feeds, parameters: { weight: Float32Array.of(1, 1) }, threads: 1 }),
      trainingArm("step", { scope, loss: square.sum(), optimizer: sgd({ learningRate: 0 }), feeds, threads: 1 }),
    ],
    { rounds: 3 },
  );
  for (const times of Object.values(timings)) {
    expect(times).toHaveLength(3);
    expect(median(times)).toBeGreaterThan(0);
  }
});

describe("an estimate", () => {
  test("compares within rounds: a slow round weighs no more than others", () => {
    const timings: Timings = { a: [10, 100, 10], b: [9, 90, 9] };
    expect(saving(timings, "b", "a").median).toBeCloseTo(10, 9);
    expect(timeRatio(timings, "b", "a")).toEqual({ median: 0.9, interval: [0.9, 0.9] });
  });

  test("has an interval that shrinks with the number of rounds", () => {
    const sample = (rounds: number) => Array.from({ length: rounds }, (_, round) => Math.sin(7 * round));
    const width = (rounds: number) => {
      const { value, interval } = bootstrap(sample(rounds), median);
      expect(interval[0]).toBeLessThanOrEqual(value);
      expect(interval[1]).toBeGreaterThanOrEqual(value);
      return interval[1] - interval[0];
    };
    expect(width(200)).toBeLessThan(width(20) / 2);
  });

  test("of baseline against baseline gives the noise floor, which includes a bias", () => {
    const twin = twinOf("a");
    expect(noiseFloor({ a: [10, 10, 10], [twin]: [9, 9, 9] }, "a")).toBeCloseTo(10, 9);
    expect(noiseFloor({ a: [10, 10, 10], [twin]: [11, 11, 11] }, "a")).toBeCloseTo(10, 9);
    expect(noiseFloor({ a: [10, 10, 10], [twin]: [10, 10, 10] }, "a")).toBe(0);
  });
});

test("the median of an even number of values is the mean of the middle two", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN]);
});

describe("the clock", () => {
  test("of one thread counts what this process had of a processor, so that waiting costs nothing", async () => {
    vi.restoreAllMocks();
    const [processor, wall] = [clockFor(1), clockFor(2)];
    const [before, startedAt] = [processor(), wall()];
    await new Promise((done) => setTimeout(done, 200));
    expect(processor() - before).toBeLessThan((wall() - startedAt) / 2);
    const from = processor();
    while (processor() - from < 20) void Math.sqrt(from);
  });
  test("is what a plan says it is", async () => {
    let ticks = 0;
    const work = timeArms([arm("a", 5)], { baseline: "a", rounds: 1, seed: 1, clock: () => ticks++ });
    expect(await drain(work)).toEqual({ a: [1], "a again": [1] });
  });
});
