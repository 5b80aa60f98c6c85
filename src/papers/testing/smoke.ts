/** The smallest run of every paper, in shards that tests run side by side: two runs each, which must say the same. */
import { describe, expect, test } from "vitest";
import { execute, type LabEvent } from "#lab/kit/index";
import { loadExperiment, paperBySlug, slugsWithExperiment } from "../registry.ts";

export const shards = 2;

/** What must be the same in two runs: everything but measured time. */
const repeatable = (events: readonly LabEvent[], timed: ReadonlySet<string>) =>
  events.filter((event) => event.type === "measure" && !timed.has(event.claim));

/** Declares the tests of one shard, 0 .. `shards` - 1. */
export function smokeTests(shard: number): void {
  describe.each(slugsWithExperiment.filter((_, index) => index % shards === shard))("%s", (slug) => {
    test("measures every claim it says it measures, draws only charts it declares, and repeats itself", async () => {
      const experiment = (await loadExperiment(slug))!;
      const { claims } = paperBySlug(slug)!;
      const timed = new Set(experiment.measures.filter((id) => claims[id].kind === "speed"));
      const once = async () => {
        const events: LabEvent[] = [];
        for await (const event of execute(experiment, { preset: "smoke", seeds: [1], device: "cpu", threads: 1 }))
          events.push(event);
        return events;
      };
      const first = await once();
      const measured = new Set(first.flatMap((event) => (event.type === "measure" ? [event.claim] : [])));
      expect([...measured].sort()).toEqual([...experiment.measures].sort());
      const charts = new Set(first.flatMap((event) => (event.type === "point" ? [event.chart] : [])));
      expect([...charts].sort()).toEqual(Object.keys(experiment.charts).sort());
      expect(repeatable(await once(), timed)).toEqual(repeatable(first, timed));
    }, 600_000);
  });
}
