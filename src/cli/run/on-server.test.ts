/** `papertape run --on server`, told by a server that a test makes up. */
import { LibraryError } from "#library/errors";
import type { RunNews, RunStatus } from "#library/server-runs/server-runs";
import { batchOf, runOf } from "#library/testing/shelf";
import { expect, test } from "vitest";
import { rememberedIo } from "../testing.ts";
import type { RunsOnServer } from "../server-runs.ts";
import type { Store } from "../store.ts";
import { fakeExperiment } from "./seeds/testing/fake.ts";
import { runWith } from "./on-server.ts";

const experiment = fakeExperiment();
const [claim] = Object.keys(experiment.paper.claims);
const waiting: RunStatus = {
  ...{ id: "3f2a", paper: "fake", preset: "quick", seeds: [1], state: "waiting", onServer: true, ahead: 1, attempt: 0 },
  ...{ lost: 0, cancelling: false, fraction: 0, doing: "", startedAt: null, finishedAt: null, error: null },
};
const running: RunStatus = {
  ...waiting,
  ahead: 0,
  state: "running",
  attempt: 1,
  startedAt: "2026-01-02T10:00:00.000Z",
};
const news = (status: RunStatus, fields: Partial<RunNews> = {}): RunNews => ({
  ...{ cursor: "", more: false, restarted: false, status },
  ...batchOf(0),
  ...fields,
});

interface Told {
  readonly told: readonly RunNews[];
  readonly end: RunStatus;
  readonly cancel?: () => Promise<RunStatus>;
}

/** @param interrupted after the first news. */
async function run({ told, end, cancel = async () => end }: Told, interrupted = false) {
  const io = rememberedIo();
  let interrupt = () => {};
  const cancelled: string[] = [];
  const serverRuns: RunsOnServer = {
    request: async () => waiting,
    cancel: (id) => (cancelled.push(id), cancel()),
    status: async () => end,
    async *follow(_, signal) {
      for (const one of told) {
        yield one;
        if (interrupted) interrupt();
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (signal.aborted) return "cut";
      }
      return "complete";
    },
  };
  const record = runOf({
    id: "3f2a",
    paper: "fake",
    state: end.state as "finished",
    measurements: [],
    error: end.error,
  });
  const page = { record, title: "Fake", claims: [], charts: {}, superseded: false };
  const store = { serverRuns, address: null, catalogue: { run: async () => page } } as unknown as Store;
  const asked = { preset: "quick", seed: undefined, json: false } as const;
  const code = await runWith(store, experiment, asked, io.io, (onFirst) => {
    interrupt = onFirst;
    return { signal: new AbortController().signal, release: () => {} };
  }).catch((error: unknown) => error);
  return { code, out: io.out(), err: io.err(), cancelled };
}

test("what the run waits for, measures and notes is said once, and its record at the end", async () => {
  const measurements = [{ claim, value: 0.5, exact: false, seed: 1 }];
  const { code, out, err } = await run({
    told: [
      news(waiting),
      news(waiting),
      news({ ...running, fraction: 0.5, doing: "halving" }, { measurements, notes: ["a note"] }),
      news({ ...running, state: "waiting", lost: 1 }),
      news({ ...running, attempt: 2, lost: 1 }, { restarted: true }),
    ],
    end: { ...running, state: "finished" },
  });
  expect(code).toBe(0);
  expect(err.match(/it waits for a worker, behind 1 run/g)).toHaveLength(1);
  expect(err).toMatch(/a worker computes it\nnote: a note\nmeasured 0\.5.*\(seed 1\)\nfake quick: 50 %, halving/);
  expect(err).toMatch(/its worker died; it waits for another one\na worker computes it\nit began anew/);
  expect(out).toContain("run 3f2a");
});

test("Ctrl-C cancels the run on the server, and its end is waited for", async () => {
  const told = [news(running), news({ ...running, cancelling: true })];
  const { code, err, cancelled } = await run({ told, end: { ...running, state: "cancelled" } }, true);
  expect([code, cancelled[0]]).toEqual([130, "3f2a"]);
  expect(err).toContain("its worker was told to stop");
});

test("a run that cannot be cancelled is left, with the reason; one that has ended just then is told", async () => {
  const cancel = () => Promise.reject(new LibraryError("RUN_ENDED", "it has ended already"));
  const told = [news(running), news(running)];
  expect((await run({ told, end: running, cancel }, true)).code).toMatchObject({ message: "it has ended already" });
  expect((await run({ told, end: { ...running, state: "finished" }, cancel }, true)).code).toBe(0);
});

test("a run that failed, or was never begun, is no success", async () => {
  const failed = await run({ told: [news(running)], end: { ...running, state: "failed", error: "no loss" } });
  expect(failed.code).toMatchObject({ message: "the experiment of fake failed: no loss" });
  const never = await run({ told: [], end: { ...waiting, state: "failed", error: "no such experiment" } });
  expect(never.code).toMatchObject({ message: "the server could not compute it: no such experiment" });
  expect(await run({ told: [], end: { ...waiting, state: "cancelled" } })).toMatchObject({ code: 130, out: "" });
});
