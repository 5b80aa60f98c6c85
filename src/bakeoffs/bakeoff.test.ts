import { expect, test } from "vitest";
import { drain } from "#lab/kit/index";
import { executeBakeoff, fingerprint, refusalOf, type Bakeoff, type BakeoffEvent, type Unit } from "./bakeoff.ts";

const began: string[] = [];
const unit = (key: string, weight: number, seed: number): Unit => ({
  key,
  title: key.toUpperCase(),
  weight,
  seed,
  async *run(lab) {
    began.push(key);
    yield lab.progress(0.5, "half");
    await Promise.resolve();
    return { key, seed: lab.seed };
  },
});

const bakeoff: Bakeoff = {
  slug: "demo",
  title: "Demo",
  summary: "",
  papers: [],
  presets: {
    quick: { seeds: 1, seconds: { node: 1, browser: 1 } },
    full: { seeds: 1, seconds: { node: 1, browser: 1 } },
  },
  quick: "",
  charts: {},
  datasets: [],
  definition: () => fingerprint("demo"),
  units: () => [unit("a", 1, 1), unit("b", 3, 2)],
  report: () => ({
    subject: "Arm",
    columns: [],
    rows: [],
    choice: null,
    reading: [],
    figures: [],
    tuning: { statement: "", tables: [] },
  }),
};

async function watched(
  options: { done?: ReadonlySet<string>; signal?: AbortSignal },
  onEvent = (_: BakeoffEvent) => {},
) {
  began.length = 0;
  const events: BakeoffEvent[] = [];
  const work = executeBakeoff(bakeoff, { preset: "quick", device: "cpu", threads: 1, ...options });
  const state = await drain(work, (event) => {
    events.push(event);
    onEvent(event);
  });
  return { events, state };
}

test("units are done in their order, each yields what it found, and progress is that of the whole", async () => {
  const { events, state } = await watched({});
  expect(state).toBe("finished");
  expect(
    events.map((event) => (event.type === "progress" ? event.fraction : event.type === "unit" && event.unit.row)),
  ).toEqual([0.125, { key: "a", seed: 1 }, 0.625, { key: "b", seed: 2 }]);
});

test("what is done is not done again, and counts as progress", async () => {
  const { events } = await watched({ done: new Set(["a"]) });
  expect(began).toEqual(["b"]);
  expect(events[0]).toMatchObject({ fraction: 0.625, text: "B: half" });
});

test("a signal stops between two events, and what was yielded before stays", async () => {
  const controller = new AbortController();
  const { events, state } = await watched({ signal: controller.signal }, (event) => {
    if (event.type === "unit") controller.abort();
  });
  expect(state).toBe("cancelled");
  expect(events.filter(({ type }) => type === "unit")).toHaveLength(1);
  expect(began).toEqual(["a"]);
});

test("without rates the full preset is refused, and says what to run; the quick one is not", () => {
  expect(refusalOf({ slug: "demo", untuned: true }, "full")).toContain("src/bakeoffs/demo/tuning.ts");
  expect(refusalOf({ slug: "demo", untuned: true }, "quick")).toBeNull();
  expect(refusalOf({ slug: "demo" }, "full")).toBeNull();
});

test("a fingerprint is that of the content", () => {
  // FNV-1a, 64 bits, of the two bytes of the empty text's JSON.
  expect(fingerprint("")).toMatch(/^[0-9a-f]{16}$/);
  expect(fingerprint({ a: 1 })).toBe(fingerprint({ a: 1 }));
  expect(fingerprint({ a: 1 })).not.toBe(fingerprint({ a: 2 }));
});
