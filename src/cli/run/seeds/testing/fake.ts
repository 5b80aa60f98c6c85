/** An experiment that does nothing but take its time, for tests of the runner. What it does is set by the environment. */
import { definePaper, experiment, type Plan } from "#lab/kit/index";
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const paper = definePaper({
  slug: "fake",
  title: "Fake",
  published: "2026-01-01",
  authors: 1,
  arxiv: null,
  code: null,
  summary: "",
  topics: [],
  claims: { bigger: { statement: "is bigger", better: "higher", unit: "ratio", stated: null, kind: "property" } },
});

export const seeds = [1, 2, 3, 4, 5];
const settings = { seeds: seeds.length, seconds: { node: 1, browser: 1 } };

export const plan: Plan = { seeds: seeds.length, why: "a test", pilot: {}, arms: [], steps: 4, tuning: "none" };

/** Four steps a seed, each noted in the file FAKE_LOG; seed FAKE_FAILS throws, seed FAKE_DIES ends its process, after the second. */
export const fakeExperiment = (ofPlan: Plan = plan) =>
  experiment(paper, {
    plan: ofPlan,
    charts: { Loss: { x: { label: "step" }, y: { label: "loss" }, caption: "" } },
    presets: { quick: settings, full: settings },
    smoke: settings,
    measures: ["bigger"],
    datasets: [],
    async *run(lab) {
      for (let step = 1; step <= 4; step++) {
        await sleep(Number(process.env.FAKE_STEP ?? 5));
        if (process.env.FAKE_LOG) appendFileSync(process.env.FAKE_LOG, `${lab.seed} ${step}\n`);
        yield lab.progress(step / 4, `step ${step}`);
        yield lab.point("Loss", { series: "a", x: step, y: 1 / step });
        if (step === 2 && process.env.FAKE_FAILS === String(lab.seed)) throw new Error("the loss is not a number");
        if (step === 2 && process.env.FAKE_DIES === String(lab.seed)) process.kill(process.pid, "SIGKILL");
      }
      yield lab.measure("bigger", lab.seed / 10);
      yield lab.note(`noted ${lab.seed}`);
    },
  });
