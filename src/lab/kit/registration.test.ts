import { describe, expect, test } from "vitest";
import { experiment, type Experiment, type Plan } from "./experiment.ts";
import { definePaper } from "./paper.ts";
import { changesBetween, isIntact, registrationOf } from "./registration.ts";

const claim = {
  statement: "it is better",
  better: "lower",
  unit: "nats",
  stated: -0.02,
  counts: 0.01,
  kind: "quality",
  scale: "reduced",
} as const;
const plan: Plan = {
  seeds: 8,
  why: "the pilot's standard deviation of 0.01 gives 0.008",
  pilot: { better: 0.01 },
  arms: ["ours", "theirs"],
  steps: 600,
  tuning: "factor 2, three seeds, one notch below the best",
};
const settings = { seeds: 8, seconds: { node: 60, browser: 120 }, steps: 600, model: { width: 64, depth: 4 } };

interface Changes {
  readonly claim?: object;
  readonly plan?: Partial<Plan> | null;
  readonly full?: Partial<typeof settings>;
  readonly quick?: Partial<typeof settings>;
}

const made = (changes: Changes = {}): Experiment => {
  const paper = definePaper({
    slug: "paper",
    title: "Paper",
    published: "2024-01-01",
    authors: 1,
    arxiv: null,
    code: null,
    summary: "It is.",
    topics: [],
    claims: { better: { ...claim, ...changes.claim }, unmeasured: claim },
  });
  return experiment(paper, {
    charts: {},
    measures: ["better"],
    datasets: [],
    presets: { quick: { ...settings, ...changes.quick }, full: { ...settings, ...changes.full } },
    smoke: settings,
    ...(changes.plan !== null && { plan: { ...plan, ...changes.plan } }),
    // eslint-disable-next-line require-yield
    async *run() {
      throw new Error("is not run here");
    },
  });
};
const registered = async (changes?: Changes) => (await registrationOf(made(changes)))!;
const original = await registered();

describe("a registration changes with whatever could move a verdict", () => {
  test.each<[string, Changes, string]>([
    ["the smallest effect that counts", { claim: { counts: 0.005 } }, "claims.better.counts: 0.005, was 0.01"],
    ["the stated value", { claim: { stated: null } }, "claims.better.stated: null, was -0.02"],
    ["the scale", { claim: { scale: "toy" } }, 'claims.better.scale: "toy", was "reduced"'],
    ["a proxy", { claim: { outOfScope: { why: "far", proxy: "near" } } }, "claims.better.proxy: true, was false"],
    ["the number of seeds", { plan: { seeds: 5 } }, "plan.seeds: 5, was 8"],
    ["an arm", { plan: { arms: ["ours"] } }, 'plan.arms.1: absent, was "theirs"'],
    ["a setting", { full: { model: { width: 32, depth: 4 } } }, "settings.model.width: 32, was 64"],
  ])("%s", async (_, changes, line) => {
    const now = await registered(changes);
    expect(now.hash).not.toBe(original.hash);
    expect(changesBetween(original, now)).toEqual([line]);
  });
});

describe("and with nothing else", () => {
  test.each<[string, Changes]>([
    ["a better sentence", { claim: { statement: "it is the better one", statedAs: "by a little", unverified: "all" } }],
    ["what is written out and what is the default", { claim: { neutral: 0, compares: "difference" } }],
    ["the quick preset", { quick: { steps: 10 } }],
    ["how long it takes", { full: { seconds: { node: 1, browser: 2 } } }],
  ])("%s", async (_, changes) => {
    const now = await registered(changes);
    expect(now.hash).toBe(original.hash);
    expect(changesBetween(original, now)).toEqual([]);
  });
});

test("an experiment without a plan has none", async () => {
  expect(await registrationOf(made({ plan: null }))).toBeNull();
});

test("a registration that was edited afterwards is found out", async () => {
  const read = JSON.parse(JSON.stringify(original)) as typeof original;
  expect(await isIntact(read)).toBe(true);
  expect(await isIntact({ ...read, registered: { ...read.registered, plan: { ...plan, seeds: 3 } } })).toBe(false);
});
