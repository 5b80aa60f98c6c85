import { tuningOf } from "#lab/training/tuning/index";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunRecord } from "#lab/kit/index";
import { temporaryFolder } from "../../testing.ts";
import { root } from "../../version.ts";
import type { FullEvent } from "./full.ts";
import type { Session } from "./session.ts";
import { fakeExperiment, plan, seeds } from "./testing/fake.ts";
import { fakeSession } from "./testing/session.ts";

let folder: ReturnType<typeof temporaryFolder>;
const log = () => join(folder.path, "log");
/** "2 3": seed 2 did its third step. */
const steps = () => (existsSync(log()) ? readFileSync(log(), "utf8").trim().split("\n") : []);

beforeEach(() => {
  folder = temporaryFolder();
  process.env.FAKE_LOG = log();
});
afterEach(() => {
  for (const name of ["FAKE_LOG", "FAKE_STEP", "FAKE_FAILS", "FAKE_DIES"]) delete process.env[name];
  folder.remove();
});

const never = new AbortController().signal;

async function finish(session: Session, signal = never, onEvent: (event: FullEvent) => void = () => {}) {
  const events = session.run(signal);
  for (;;) {
    const { done, value } = await events.next();
    if (done) return value;
    onEvent(value);
  }
}

const measured = ({ measurements }: RunRecord) => measurements.map(({ seed, value }) => [seed, value]);
const expected = seeds.map((seed) => [seed, seed / 10]);

test("seeds run side by side, and the recording holds all measurements, the curves of the first three, and the plan's hash", async () => {
  const session = await fakeSession(folder.path);
  const fractions: number[] = [];
  const state = await finish(session, never, (event) => {
    if (event.type === "progress") fractions.push(event.fraction);
  });
  expect(state).toBe("finished");
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.at(-1)).toBeCloseTo(1);
  const { registration, runs } = session.results();
  expect(measured(runs[0])).toEqual(expected);
  expect(runs[0]).toMatchObject({
    threads: 1,
    seeds,
    origin: "committed",
    state: "finished",
    registration: registration.hash,
  });
  expect([...new Set(runs[0].points.map(({ seed }) => seed))]).toEqual([1, 2, 3]);
  expect(runs[0].notes).toEqual(seeds.map((seed) => `seed ${seed}: noted ${seed}`));
  session.close();
});

test("Ctrl-C ends every process; what is kept is not computed again, and the rest is", async () => {
  process.env.FAKE_STEP = "40";
  const first = await fakeSession(folder.path);
  const stop = new AbortController();
  const state = await finish(first, stop.signal, ({ type }) => type === "seed" && stop.abort());
  expect(state).toBe("cancelled");
  expect(() => first.results()).toThrow(/fake is not recorded: seeds .* are missing/);
  first.close();
  const before = steps();
  const second = await fakeSession(folder.path);
  const kept = second.kept.map(({ seed }) => seed);
  expect(kept.length).toBeGreaterThan(0);
  expect(await finish(second)).toBe("finished");
  const later = new Set(
    steps()
      .slice(before.length)
      .map((line) => Number(line.split(" ")[0])),
  );
  expect(kept.filter((seed) => later.has(seed))).toEqual([]);
  expect(measured(second.results().runs[0])).toEqual(expected);
  second.close();
});

/** Starts the recording; kills it with its first so many milliseconds, or lets it end. */
const record = (killAfter: number | null) =>
  new Promise<{ out: string; killed: boolean }>((resolve) => {
    const program = join(import.meta.dirname, "testing", "recording.ts");
    const args = ["--import", pathToFileURL(join(root, "bin", "typescript.js")).href, program, folder.path];
    const child = execFile(process.execPath, args, { cwd: root }, (error, out, err) => {
      if (error && error.signal !== "SIGKILL") throw new Error(err);
      resolve({ out, killed: error !== null });
    });
    if (killAfter === null) return;
    // Counted from the first sign of work, or a busy machine would only see its start killed.
    const before = steps().length;
    const waiting = setInterval(() => {
      if (steps().length === before) return;
      clearInterval(waiting);
      setTimeout(() => child.kill("SIGKILL"), killAfter);
    }, 5);
    child.on("close", () => clearInterval(waiting));
  });

const keptFiles = () => {
  const plans = join(folder.path, "full", "fake");
  const names = existsSync(plans) ? readdirSync(plans, { recursive: true, encoding: "utf8" }) : [];
  return names.filter((name) => /^[0-9a-f]{16}\/\d+\.json$/.test(name)).sort();
};

const kills = Number(process.env.PAPERTAPE_KILLS ?? 2);

test(
  `killed ${kills} times at random moments, a recording loses no seed that was kept and computes none twice`,
  async () => {
    process.env.FAKE_STEP = "60";
    for (let kill = 0; kill < kills; kill++) {
      const before = { files: keptFiles(), steps: steps().length };
      const { killed } = await record(Math.random() * 400);
      const after = keptFiles();
      expect(after).toEqual(expect.arrayContaining(before.files));
      const again = new Set(
        steps()
          .slice(before.steps)
          .map((line) => `${line.split(" ")[0]}.json`),
      );
      expect(before.files.filter((name) => again.has(name.split("/").at(-1)!))).toEqual([]);
      if (!killed) break;
    }
    const { out } = await record(null);
    const { runs } = JSON.parse(out) as { runs: RunRecord[] };
    expect(measured(runs[0])).toEqual(expected);
  },
  90_000 + 20_000 * kills,
);

describe("a seed that goes wrong", () => {
  test("ends the run with its name and reason, and what was done before is kept", async () => {
    process.env.FAKE_FAILS = "3";
    const session = await fakeSession(folder.path, { workers: 1 });
    await expect(finish(session)).rejects.toThrow("seed 3: the loss is not a number");
    session.close();
    const next = await fakeSession(folder.path);
    expect(next.kept.map(({ seed }) => seed)).toEqual([1, 2]);
    next.close();
  });
  test("because its process dies is told so", async () => {
    process.env.FAKE_DIES = "1";
    const session = await fakeSession(folder.path);
    await expect(finish(session)).rejects.toThrow("seed 1: its process was ended by SIGKILL");
    session.close();
  });
});

describe("what was kept", () => {
  const keepTwo = async () => {
    const session = await fakeSession(folder.path, { seeds: [1, 2] });
    await finish(session);
    session.close();
  };
  test("by other code is computed again, and that is said", async () => {
    await keepTwo();
    const session = await fakeSession(folder.path, { source: "changed" });
    expect(session.kept).toEqual([]);
    expect(session.remarks[0]).toBe("seed 1 is computed again: its code changed since it was");
    session.close();
  });
  test("and cannot be read is put aside, never lost", async () => {
    await keepTwo();
    const [one] = keptFiles().map((name) => join(folder.path, "full", "fake", name));
    writeFileSync(one, '{"seed":1,');
    const session = await fakeSession(folder.path);
    expect(session.kept.map(({ seed }) => seed)).toEqual([2]);
    expect(session.remarks[0]).toContain("seed 1 cannot be read");
    expect(readFileSync(`${one}.unreadable`, "utf8")).toBe('{"seed":1,');
    session.close();
  });
  test("is forgotten when a run begins anew", async () => {
    await keepTwo();
    const session = await fakeSession(folder.path, { anew: true });
    expect(session.kept).toEqual([]);
    session.close();
  });
  test("is in one hand: a second process is told who has it", async () => {
    mkdirSync(folder.path, { recursive: true });
    const session = await fakeSession(folder.path);
    await expect(fakeSession(folder.path)).rejects.toThrow(`process ${process.pid} (papertape run fake`);
    session.close();
  });
});

describe("a plan that changes half way of a recording", () => {
  const changed = fakeExperiment({ ...plan, steps: 5 });
  test("is refused, naming what changed", async () => {
    (await fakeSession(folder.path)).close();
    await expect(fakeSession(folder.path, { experiment: changed })).rejects.toThrow(/plan\.steps: 5, was 4/);
  });
  test("is taken when everything begins anew, and by a run that is no recording", async () => {
    (await fakeSession(folder.path)).close();
    (await fakeSession(folder.path, { experiment: changed, recording: false })).close();
    (await fakeSession(folder.path, { experiment: changed, anew: true })).close();
  });
  test("is missing: nothing can be recorded", async () => {
    const { plan: _, ...unplanned } = fakeExperiment();
    await expect(fakeSession(folder.path, { experiment: unplanned })).rejects.toThrow("has no plan");
    (await fakeSession(folder.path, { experiment: unplanned, recording: false })).close();
  });
  test("has no rates of its own yet: there is no full run, which would have a verdict", async () => {
    const untuned = fakeExperiment({ ...plan, ...tuningOf([]) });
    for (const recording of [true, false])
      await expect(fakeSession(folder.path, { experiment: untuned, recording })).rejects.toThrow("not tuned yet");
    (await fakeSession(folder.path)).close();
  });
});
