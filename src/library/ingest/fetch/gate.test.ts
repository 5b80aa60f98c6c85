import { describe, expect, test } from "vitest";
import { Gate, paceOf, type Clock } from "./gate.ts";

/** Time that passes only while somebody sleeps. */
function fakeClock(): Clock & { time: number } {
  return {
    time: 1_000_000,
    now() {
      return this.time;
    },
    random: () => 0,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      this.time += milliseconds;
    },
  };
}
const slow = { key: "a", interval: 3_000, connections: 1 };

describe("a line before a service", () => {
  test("lets one request in at a time, three seconds after the last has ended", async () => {
    const clock = fakeClock();
    const gate = new Gate(clock);
    const starts: number[] = [];
    let inside = 0;
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const leave = await gate.enter(slow);
        expect(++inside).toBe(1);
        starts.push(clock.time);
        await clock.sleep(500);
        inside--;
        leave();
      }),
    );
    expect(starts.map((start) => start - starts[0])).toEqual([0, 3_500, 7_000, 10_500]);
  });

  test("does not keep other services waiting", async () => {
    const clock = fakeClock();
    const gate = new Gate(clock);
    await gate.enter(slow);
    await gate.enter({ ...slow, key: "b" });
    expect(clock.time).toBe(1_000_000);
  });

  test("lets in as many as the service allows", async () => {
    const gate = new Gate(fakeClock());
    const wide = { key: "w", interval: 0, connections: 2 };
    await gate.enter(wide);
    const leave = await gate.enter(wide);
    const third = gate.enter(wide);
    expect(await Promise.race([third.then(() => "in"), Promise.resolve("waiting")])).toBe("waiting");
    leave();
    await third;
  });

  test("can be held for as long as the service asks", async () => {
    const clock = fakeClock();
    const gate = new Gate(clock);
    gate.hold("a", 60_000);
    await gate.enter(slow);
    expect(clock.time).toBe(1_060_000);
  });

  test("lets one go who gives up, and keeps the place of the others", async () => {
    const gate = new Gate(fakeClock());
    const leave = await gate.enter(slow);
    const patience = new AbortController();
    const impatient = gate.enter(slow, patience.signal);
    const next = gate.enter(slow);
    patience.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    leave();
    leave();
    await next;
  });

  test("gives the place on when somebody gives up while the service rests", async () => {
    const clock = fakeClock();
    const gate = new Gate(clock);
    gate.hold("a", 5_000);
    await expect(gate.enter(slow, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    await gate.enter(slow);
  });
});

describe("paces", () => {
  test("all of arXiv's hosts are one service with one connection and three seconds", () => {
    for (const host of ["arxiv.org", "export.arxiv.org", "rss.arxiv.org", "oaipmh.arxiv.org", "EXPORT.arxiv.org."]) {
      expect(paceOf(host)).toEqual({ key: "arxiv.org", interval: 3_000, connections: 1 });
    }
  });

  test("a name that only ends alike is another service", () => {
    expect(paceOf("notarxiv.org").key).toBe("notarxiv.org");
    expect(paceOf("arxiv.org.example").key).toBe("arxiv.org.example");
  });

  test("an unknown service is asked once a second", () => {
    expect(paceOf("example.org")).toEqual({ key: "example.org", interval: 1_000, connections: 1 });
  });
});
